namespace Linkage.Jobs.Store;

/// <summary>One event of the ledger as the store keeps it.</summary>
internal sealed class LedgerRow
{
    /// <summary>Its place, from 0, without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>When, in UTC.</summary>
    public required DateTimeOffset Instant { get; init; }

    /// <summary>What happened.</summary>
    public required string Kind { get; init; }

    /// <summary>What it happened to: a table and a key, parted by slashes.</summary>
    public required string Subject { get; init; }

    /// <summary>The account that did it.</summary>
    public required string Actor { get; init; }

    /// <summary>More about it, as canonical JSON.</summary>
    public required string Body { get; init; }

    /// <summary>Hash of the event before.</summary>
    public required string Previous { get; init; }

    /// <summary>Hash of this event.</summary>
    public required string Hash { get; init; }

    /// <summary>The largest complete subtree that ends here.</summary>
    public required string Subtree { get; init; }
}
