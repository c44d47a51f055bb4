namespace Linkage.Jobs.Store;

/// <summary>An approval of a rule version, as it was signed.</summary>
internal sealed class ApprovalRow
{
    /// <summary>The rule.</summary>
    public required string RuleId { get; init; }

    /// <summary>Its version.</summary>
    public required int RuleVersion { get; init; }

    /// <summary>Place among the approvals of the version, from 0.</summary>
    public required int Ordinal { get; init; }

    /// <summary>The role in which it was given.</summary>
    public required string Role { get; init; }

    /// <summary>Person id or account.</summary>
    public required string Person { get; init; }

    /// <summary>The holder of the role, where it was delegated.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>The content hash that is signed.</summary>
    public required string RuleHash { get; init; }

    /// <summary>When, as it is signed: ISO 8601 in UTC.</summary>
    public required string At { get; init; }

    /// <summary>Catalogue ids that are acknowledged, parted by blanks.</summary>
    public required string Acknowledges { get; init; }

    /// <summary>The signature, base64.</summary>
    public required string Signature { get; init; }
}
