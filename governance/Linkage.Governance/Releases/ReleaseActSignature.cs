using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Linkage.Governance.Documents;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Releases;

/// <summary>
/// The signature of a collection or an attestation: ECDSA P-256 with SHA-256 (ASN.1 DER, base64), as an approval's, over a statement that names the release, its bytes,
/// the person, the team, the time, the reason, the key that the copy was encrypted to and the place among the release's acts.
/// </summary>
public static class ReleaseActSignature
{
    /// <summary>What is signed: canonical JSON in UTF-8, without a line break at the end.</summary>
    public static byte[] Statement(ReleaseAct act) => Encoding.UTF8.GetBytes(CanonicalHash.CanonicalText(new JsonObject
    {
        ["statement"] = "linkage release act 1",
        ["act"] = act.Kind.ToString(),
        ["release"] = act.Release,
        ["releaseStatement"] = act.Statement,
        ["ordinal"] = act.Ordinal.ToString(CultureInfo.InvariantCulture),
        ["person"] = act.Person,
        ["team"] = act.Team,
        ["at"] = act.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        ["reason"] = act.Reason,
        ["openingKey"] = act.OpeningKey,
    }));

    /// <summary>The same act with a signature.</summary>
    /// <param name="act">The act; a signature it has is replaced.</param>
    /// <param name="key">The private key of the person.</param>
    public static ReleaseAct Sign(ReleaseAct act, ECDsa key) => act with
    {
        Signature = ApprovalSignature.Of(Statement(act), key),
    };

    /// <summary>Whether the person that an act names signed it with a key that was theirs on the day.</summary>
    internal static bool IsSigned(ReleaseAct act, Person person) => ApprovalSignature.IsSigned(Statement(act), act.Signature, act.At, person);
}
