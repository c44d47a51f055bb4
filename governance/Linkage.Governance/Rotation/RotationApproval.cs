using Linkage.Governance.Rules;

namespace Linkage.Governance.Rotation;

/// <summary>An approval of ending a key epoch: from then on nobody can make its keys again, and every pseudonym has another value.</summary>
/// <param name="Epoch">The epoch that is to end, from 1.</param>
/// <param name="KeyId">Name of its secret, so that the approval is of this epoch of this vault and no other.</param>
/// <param name="Person">Person id or account of who approves.</param>
/// <param name="Role">The role in which.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why, in the person's own words.</param>
public sealed record RotationApproval(int Epoch, string KeyId, string Person, ApproverRole Role, DateTimeOffset At, string Reason)
{
    /// <summary>Signature of the person, base64; null before it is signed.</summary>
    public string? Signature { get; init; }
}
