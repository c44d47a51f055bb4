namespace Linkage.Jobs.Store;

/// <summary>A change of the status of a rule version.</summary>
internal sealed class RuleChangeRow
{
    /// <summary>The rule.</summary>
    public required string RuleId { get; init; }

    /// <summary>Its version.</summary>
    public required int RuleVersion { get; init; }

    /// <summary>Place among the changes of the version, from 0.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Drafted, Proposed, Approved, Suspended, Resumed, Rejected or Revoked.</summary>
    public required string Change { get; init; }

    /// <summary>Person id or account of who changed it; null for an import and for what follows from the approvals.</summary>
    public string? Person { get; init; }

    /// <summary>When, ISO 8601 in UTC.</summary>
    public required string At { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>The signature of a resumption, base64.</summary>
    public string? Signature { get; init; }
}
