using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Pseudonymise;

/// <summary>What the seals of both sets say; the two are one pair when both say the same and their files have these digests.</summary>
/// <param name="Dataset">Dataset id.</param>
/// <param name="KeyId">Id of the key the record keys were made with.</param>
/// <param name="ContractHash">Hash of the contract.</param>
/// <param name="In">Rows of the landed dataset.</param>
/// <param name="Kept">Rows in each of the two sets.</param>
/// <param name="RejectedByReason">Rows in neither, by reason code.</param>
/// <param name="IdentityDigest">SHA-256 of the identity file.</param>
/// <param name="AttributesDigest">SHA-256 of the research file.</param>
public sealed record PseudonymiseFacts(
    string Dataset,
    string KeyId,
    string ContractHash,
    long In,
    long Kept,
    SortedDictionary<string, long> RejectedByReason,
    string IdentityDigest,
    string AttributesDigest)
{
    internal bool IsPairOf(PublishedSet identity, PublishedSet research) =>
        identity.DigestOf(PseudonymiseStage.IdentityFile) == IdentityDigest
        && research.DigestOf(PseudonymiseStage.AttributesFile) == AttributesDigest;

    internal StagePart ToPart(bool reused) => new(Dataset, In, Kept, RejectedByReason, new Dictionary<string, long>(), reused);
}
