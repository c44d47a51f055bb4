using System.Text.Json.Serialization;
using Linkage.Governance.Decisions;
using Linkage.Governance.Scenarios;

namespace Linkage.Jobs.Reporting;

/// <summary>What <c>decide --json</c> prints; <c>schemas/formats/decide-output.schema.json</c>.</summary>
/// <param name="Outcome">ALLOW or DENY.</param>
/// <param name="Rule">Id of the rule that covers the request, or came nearest; null when no rule names any of its datasets.</param>
/// <param name="Version">Its version.</param>
/// <param name="Reasons">Every reason of a refusal.</param>
/// <param name="Checks">Every check, in the order of gate.md.</param>
/// <param name="Instant">The instant it was decided for.</param>
/// <param name="EffectiveEnd">When the permission ends; absent when refused.</param>
/// <param name="Warnings">What a person should know of a permission.</param>
/// <param name="Considered">Every rule version that names a dataset of the request, and what it came to.</param>
/// <param name="RuleHash">Content hash of the rule; absent when there is none.</param>
/// <param name="RequestHash">Hash of what was asked.</param>
/// <param name="RegistryHash">Hash of the registry it was asked of.</param>
internal sealed record DecideDocument(
    string Outcome,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Rule,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? Version,
    IReadOnlyList<DecideDocument.ReasonText> Reasons,
    IReadOnlyList<DecideDocument.Check> Checks,
    DateTimeOffset Instant,
    DateTimeOffset? EffectiveEnd,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<DecideDocument.RuleTried> Considered,
    string? RuleHash,
    string RequestHash,
    string RegistryHash)
{
    /// <summary>Shapes a decision for printing.</summary>
    public static DecideDocument Of(Decision decision) => new(
        decision.IsAllowed ? ScenarioOutcome.Allow : ScenarioOutcome.Deny,
        decision.RuleId,
        decision.RuleVersion,
        [.. decision.Reasons.Select(reason => new ReasonText(reason.Code.Written(), reason.Explanation, reason.Clause, reason.Code.Remedy()))],
        [.. decision.Checks.Select(check => new Check(check.Name.ToString(), check.Passed, Written(check.Codes), check.Explanation, check.Clause))],
        decision.Instant,
        decision.EffectiveEnd,
        decision.Warnings,
        [.. decision.Considered.Select(rule => new RuleTried(rule.RuleId, rule.RuleVersion, rule.IsAllowed, Written(rule.Codes)))],
        decision.RuleHash,
        decision.RequestHash,
        decision.RegistryHash);

    private static IReadOnlyList<string> Written(IEnumerable<ReasonCode> codes) => [.. codes.Select(code => code.Written())];

    /// <summary>One reason.</summary>
    /// <param name="Code">Reason code.</param>
    /// <param name="Explanation">In plain English.</param>
    /// <param name="Clause">The clause of the rule that decided it.</param>
    /// <param name="Remedy">What would have to change, and who does it.</param>
    internal sealed record ReasonText(string Code, string Explanation, string Clause, string Remedy);

    /// <summary>One check.</summary>
    /// <param name="Name">Which check.</param>
    /// <param name="Passed">Whether it passed.</param>
    /// <param name="Codes">Reason codes when it did not.</param>
    /// <param name="Explanation">In plain English.</param>
    /// <param name="Clause">The clauses that decided it.</param>
    internal sealed record Check(string Name, bool Passed, IReadOnlyList<string> Codes, string Explanation, string Clause);

    /// <summary>One rule version that was tried by itself.</summary>
    /// <param name="Rule">Its id.</param>
    /// <param name="Version">Its version.</param>
    /// <param name="Allowed">Whether it covers the request.</param>
    /// <param name="Codes">Why not.</param>
    internal sealed record RuleTried(string Rule, int Version, bool Allowed, IReadOnlyList<string> Codes);
}
