using System.Globalization;
using System.Text.RegularExpressions;
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

    [GeneratedRegex("^(?<id>.+)[.@ ]v?(?<version>[0-9]{1,6})$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
