using Linkage.Governance.Decisions;

namespace Linkage.Jobs.Reporting;

/// <summary>A decision of the gate as <c>--json</c> prints it.</summary>
/// <param name="Point">Start, Pseudonymise, Link, Gate, Release, or Plan.</param>
/// <param name="Allowed">ALLOW or DENY.</param>
/// <param name="Instant">The instant it was taken for.</param>
/// <param name="Rule">The rule that covers the request, or came nearest; absent when there is none.</param>
/// <param name="EffectiveEnd">When the permission ends.</param>
/// <param name="Basis">What a permission rests on; absent when denied.</param>
/// <param name="Reasons">All reasons of a denial.</param>
/// <param name="Warnings">What a person should know of a permission.</param>
/// <param name="RequestHash">Hash of what was asked.</param>
/// <param name="RegistryHash">Hash of the registry it was asked of.</param>
internal sealed record DecisionDocument(
    string Point,
    bool Allowed,
    DateTimeOffset Instant,
    DecisionDocument.RuleReference? Rule,
    DateTimeOffset? EffectiveEnd,
    DecisionBasis? Basis,
    IReadOnlyList<DecisionDocument.ReasonText> Reasons,
    IReadOnlyList<string> Warnings,
    string RequestHash,
    string RegistryHash)
{
    /// <summary>Shapes a decision for printing.</summary>
    public static DecisionDocument Of(string point, Decision decision) => new(
        point,
        decision.IsAllowed,
        decision.Instant,
        decision.RuleId is null ? null : new RuleReference(decision.RuleId, decision.RuleVersion ?? 0, decision.RuleHash),
        decision.EffectiveEnd,
        decision.Basis,
        decision.Reasons.Select(r => new ReasonText(r.Code.Written(), r.Explanation, r.Clause, r.Code.Remedy())).ToList(),
        decision.Warnings.ToList(),
        decision.RequestHash,
        decision.RegistryHash);

    /// <summary>A rule version.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Version">Its version.</param>
    /// <param name="Hash">Its content hash.</param>
    internal sealed record RuleReference(string Id, int Version, string? Hash);

    /// <summary>One reason.</summary>
    /// <param name="Code">Reason code.</param>
    /// <param name="Explanation">In plain English.</param>
    /// <param name="Clause">The clause of the rule, where one is meant.</param>
    /// <param name="Remedy">What would have to change, and who does it.</param>
    internal sealed record ReasonText(string Code, string Explanation, string? Clause, string Remedy);
}
