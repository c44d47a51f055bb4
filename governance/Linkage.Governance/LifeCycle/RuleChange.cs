namespace Linkage.Governance.LifeCycle;

/// <summary>What can happen to a rule version.</summary>
public enum RuleChangeKind
{
    /// <summary>It was written.</summary>
    Drafted,

    /// <summary>It was put forward for approval.</summary>
    Proposed,

    /// <summary>Its approvals sufficed.</summary>
    Approved,

    /// <summary>It was stopped for a time.</summary>
    Suspended,

    /// <summary>A suspension was lifted. The only change besides an approval that lets data flow, and so the only other one that is signed.</summary>
    Resumed,

    /// <summary>It was turned down, for good.</summary>
    Rejected,

    /// <summary>It was ended, for good.</summary>
    Revoked,
}

/// <summary>A change of the status of a rule version.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Ordinal">Its place among the changes of the version, from 0.</param>
/// <param name="Person">Person id or account of who did it; null for an import, and for what follows from the approvals.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why; mandatory for whatever stops, turns down or lifts.</param>
/// <param name="Signature">Signature of a resumption, base64.</param>
public sealed record RuleChange(RuleChangeKind Kind, int Ordinal, string? Person, DateTimeOffset At, string? Reason, string? Signature = null);
