using System.Text.Json;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Extract;

/// <summary>One file on its way into the landing zone, and how its outcome is told.</summary>
/// <param name="Contract">Its contract.</param>
/// <param name="Source">Its path in the source folder.</param>
/// <param name="Profile">What its bytes say.</param>
/// <param name="Key">The key it is published under.</param>
internal sealed record LandingFile(DatasetContract Contract, string Source, FileProfile Profile, string Key)
{
    /// <summary>Its name in the source folder.</summary>
    public string Name => Path.GetFileName(Source);

    /// <summary>Its folder in the zones.</summary>
    public string ZoneName => Contract.Id.Value;

    /// <summary>Its name in the published set: <c>received</c> with its own ending, if that is plain.</summary>
    public string ReceivedName
    {
        get
        {
            var ending = Path.GetExtension(Name).ToLowerInvariant();
            return ending.Length is > 1 and <= 9 && ending.Skip(1).All(char.IsAsciiLetterOrDigit)
                ? $"received{ending}"
                : $"received.{Contract.File.Format.ToString().ToLowerInvariant()}";
        }
    }

    /// <summary>Whether a refusal with this code means that the file could not be read at all.</summary>
    public static bool GoesToQuarantine(string code) => code is
        ExtractRefusals.NotText or ExtractRefusals.WrongEncoding or ExtractRefusals.RecordTooLong or
        ExtractRefusals.MalformedFile or ExtractRefusals.TruncatedFile or ExtractRefusals.NotParquet or ExtractRefusals.UnreadableParquet;

    /// <summary>The result over a published set.</summary>
    public Extracted Result(PublishedSet set, bool reused)
    {
        var facts = set.Seal.FactsAs<ExtractFacts>();
        return new Extracted(set, new StagePart(Contract.Id.Value, facts.In, facts.Kept, facts.RejectedByReason, facts.WarnedByReason, reused)) { FileName = Name };
    }

    /// <summary>Adds the reason to a quarantined file and publishes it.</summary>
    public ExtractRefused Quarantined(StagedSet staged, string code, string message)
    {
        var reason = new QuarantineReason(Contract.Id.Value, Contract.Version, Name, Profile.Digest, Profile.Bytes, code, message);
        File.WriteAllBytes(staged.OpenPathOf("reason.json"), JsonSerializer.SerializeToUtf8Bytes(reason, ZoneStore.Json));
        return Refusal(staged.Publish(reason));
    }

    /// <summary>The refusal a quarantined set tells of.</summary>
    public ExtractRefused Refusal(PublishedSet set)
    {
        var reason = set.Seal.FactsAs<QuarantineReason>();
        return new ExtractRefused(reason.Code, reason.Message, set.Directory) { Source = Source };
    }

    /// <summary>Why a file lies in quarantine. No value from the file.</summary>
    public sealed record QuarantineReason(string Dataset, string ContractVersion, string FileName, string FileDigest, long FileBytes, string Code, string Message);
}
