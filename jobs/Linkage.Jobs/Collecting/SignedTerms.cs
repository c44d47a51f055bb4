using System.Text.Json;
using Linkage.Governance.Rules;
using Linkage.Pipeline.Release;

namespace Linkage.Jobs.Collecting;

/// <summary>For whom a release was made and under which rule, by its statement, whose signature was checked.</summary>
/// <param name="Team">The team.</param>
/// <param name="Environment">The environment it reads in.</param>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Version">Its version.</param>
/// <param name="RuleHash">Its content hash.</param>
internal sealed record SignedTerms(string Team, string Environment, string Rule, int Version, string RuleHash)
{
    /// <summary>Reads the statement of a bundle that was verified.</summary>
    /// <param name="folder">Folder of the bundle.</param>
    public static SignedTerms Of(string folder)
    {
        using var statement = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, ReleaseFolder.Statement)));
        var predicate = statement.RootElement.GetProperty("predicate");
        var (recipient, rule) = (predicate.GetProperty("recipient"), predicate.GetProperty("rule"));
        return new SignedTerms(
            recipient.GetProperty("team").GetString()!, recipient.GetProperty("environment").GetString()!, rule.GetProperty("id").GetString()!, rule.GetProperty("version").GetInt32(), rule.GetProperty("hash").GetString()!);
    }

    /// <summary>The rule as the registry has it; null when it has none of this content that is in force.</summary>
    public Rule? InForce(Registry registry, DateTimeOffset now) =>
        registry.VersionsOf(Rule).FirstOrDefault(one => one.Version == Version && one.ContentHash == RuleHash && RuleLifeCycle.StatusAt(one, registry, now) == RuleStatus.Approved);
}
