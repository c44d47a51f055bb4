namespace Linkage.Jobs.Store;

/// <summary>Something that was done with a grant secret.</summary>
internal sealed class KeyEventRow
{
    /// <summary>The run that told of it.</summary>
    public required string RunId { get; init; }

    /// <summary>Place in the run, from 0.</summary>
    public required int Ordinal { get; init; }

    /// <summary>What.</summary>
    public required KeyAct Act { get; init; }

    /// <summary>The secret, by name.</summary>
    public required string KeyId { get; init; }

    /// <summary>Content hash of the grants it belongs to.</summary>
    public required string ContentHash { get; init; }

    /// <summary>The rule they rest on.</summary>
    public required string RuleId { get; init; }

    /// <summary>Version of that rule.</summary>
    public required int RuleVersion { get; init; }

    /// <summary>Content hash of that version.</summary>
    public required string RuleHash { get; init; }

    /// <summary>What the derived key names: Person, Household or Arm; of a use.</summary>
    public string? Field { get; init; }

    /// <summary>Reason code; of a destruction.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was destroyed, by its tombstone; of a destruction.</summary>
    public DateTimeOffset? DestroyedAt { get; init; }
}
