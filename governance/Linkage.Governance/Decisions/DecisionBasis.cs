using Linkage.Governance.Rules;

namespace Linkage.Governance.Decisions;

/// <summary>Why a request is allowed: the law, the assessments and the people its permission rests on.</summary>
/// <param name="Law">Catalogue ids of the powers and bases that carry the request.</param>
/// <param name="BarsCleared">Bars of the rule with how each is cleared, as in <c>CLDC (PublicInterest)</c>.</param>
/// <param name="Dpia">Reference and version of the impact assessment.</param>
/// <param name="DpiaReviewBy">Last day it holds without a review.</param>
/// <param name="Agreement">Reference and version of the sharing agreement, or null when the data stay with one controller.</param>
/// <param name="Approvals">The approvals that count.</param>
public sealed record DecisionBasis(
    IReadOnlyList<string> Law,
    IReadOnlyList<string> BarsCleared,
    string Dpia,
    DateOnly DpiaReviewBy,
    string? Agreement,
    IReadOnlyList<CountedApproval> Approvals)
{
    internal static DecisionBasis Of(Rule rule, IEnumerable<string> law, IReadOnlyList<Approval> approvals) => new(
        [.. law.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        [.. rule.Law.BarsCleared.Select(cleared => $"{cleared.Bar} ({cleared.How})").Order(StringComparer.Ordinal)],
        $"{rule.Dpia!.Reference} version {rule.Dpia.Version}",
        rule.Dpia.ReviewBy,
        rule.Agreement is { } agreement ? $"{agreement.Reference} version {agreement.Version}" : null,
        [.. approvals.Select(approval => new CountedApproval(approval.Role, approval.Person, approval.OnBehalfOf, approval.At))]);
}

/// <summary>An approval that counts.</summary>
/// <param name="Role">The role in which it was given.</param>
/// <param name="Person">Who gave it.</param>
/// <param name="OnBehalfOf">The holder of the role, when it was delegated; else null.</param>
/// <param name="At">When.</param>
public sealed record CountedApproval(ApproverRole Role, string Person, string? OnBehalfOf, DateTimeOffset At);
