using System.Globalization;
using System.Text.RegularExpressions;
using Linkage.Governance.LifeCycle;
using Linkage.Governance.Rules;
using Linkage.Jobs.Commands;

namespace Linkage.Jobs.Registering;

/// <summary>How a person names a rule version: <c>homes-and-money.v4</c>, or <c>homes-and-money</c> for the newest.</summary>
/// <param name="Id">Rule id.</param>
/// <param name="Version">Its version; null for the newest.</param>
internal sealed partial record RuleName(string Id, int? Version)
{
    /// <summary>Reads a name.</summary>
    public static RuleName Parse(string text) => Form().Match(text) is { Success: true } match
        ? new RuleName(match.Groups["id"].Value, int.Parse(match.Groups["version"].Value, CultureInfo.InvariantCulture))
        : new RuleName(text, null);

    /// <summary>Finds the version that is meant.</summary>
    /// <exception cref="ProblemException">There is none; the message lists those there are.</exception>
    public Rule In(Governance.Rules.Registry registry) =>
        registry.VersionsOf(Id).LastOrDefault(rule => Version is not { } version || rule.Version == version)
        ?? throw ProblemException.BadConfiguration(
            "UNKNOWN_RULE",
            "There is no such rule version.",
            null,
            $"Name it as id.vVERSION, or by its id alone for the newest: {string.Join(", ", registry.Rules.Where(rule => Version is null || rule.Id == Id || registry.VersionsOf(Id).Count == 0).Select(rule => string.Create(CultureInfo.InvariantCulture, $"{rule.Id}.v{rule.Version}")).Take(20))}.");

    /// <summary>Finds the version that a change is meant for: where no version is named, the only one that can be changed so.</summary>
    /// <exception cref="ProblemException">There is none, or there are several; the message lists them.</exception>
    public Rule For(RuleChangeKind change, Governance.Rules.Registry registry)
    {
        var possible = Version is null ? [.. registry.VersionsOf(Id).Where(rule => CanBe(rule, change))] : Array.Empty<Rule>();
        return possible switch
        {
            [var only] => only,
            [_, _, ..] => throw ProblemException.BadConfiguration(
                "VERSION_NEEDED", $"Several versions of {Id} can be {change.ToString().ToLowerInvariant()}. Nothing was recorded.", null, $"Name the one that is meant: {string.Join(", ", possible.Select(rule => string.Create(CultureInfo.InvariantCulture, $"{rule.Id}.v{rule.Version}")))}."),
            _ => In(registry),
        };
    }

    /// <summary>Whether an officer can change a rule version so. A proposal is rejected, not suspended or revoked: it never had a place that it could keep.</summary>
    public static bool CanBe(Rule rule, RuleChangeKind change) =>
        RuleHistory.After(rule.Status, change) is not null && !(rule.Status == RuleStatus.Proposed && change is (RuleChangeKind.Suspended or RuleChangeKind.Revoked));

    [GeneratedRegex("^(?<id>.+)[.@ ]v?(?<version>[0-9]{1,6})$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
