using Linkage.Governance.Decisions;

namespace Linkage.Governance.Rules;

/// <summary>What the approvals of a rule come to.</summary>
/// <param name="IsApproved">Whether they are enough.</param>
/// <param name="Approvers">Person ids whose approvals count.</param>
/// <param name="Counted">Those approvals, by time.</param>
/// <param name="Problems">What is missing; empty when approved.</param>
/// <param name="Warnings">Approvals that were not counted although the rule is approved without them, and law that was acknowledged as not fully checked.</param>
public sealed record ApprovalOutcome(bool IsApproved, IReadOnlyList<string> Approvers, IReadOnlyList<Approval> Counted, IReadOnlyList<Reason> Problems, IReadOnlyList<string> Warnings);
