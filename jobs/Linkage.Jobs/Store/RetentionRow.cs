namespace Linkage.Jobs.Store;

/// <summary>A set or release whose time had come and that is wiped: recorded before it goes, so that nothing goes without a word.</summary>
internal sealed class RetentionRow
{
    /// <summary>The workspace, where the store serves several; empty otherwise.</summary>
    public required string Workspace { get; init; }

    /// <summary>Where it lay below the zones.</summary>
    public required string Place { get; init; }

    /// <summary>How often something was wiped at this place before.</summary>
    public required int Ordinal { get; init; }

    /// <summary>SHA-256 of its seal, or of the signed statement of a release.</summary>
    public required string Seal { get; init; }

    /// <summary>From when its time counted, ISO 8601 in UTC.</summary>
    public required string Since { get; init; }

    /// <summary>When it had to be gone, ISO 8601 in UTC.</summary>
    public required string Due { get; init; }

    /// <summary>What said so.</summary>
    public required string Basis { get; init; }

    /// <summary>Size of its files in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>The secrets of datasets that nothing else hung on, by name, parted by spaces; null where there is none.</summary>
    public string? Ends { get; init; }

    /// <summary>When it was wiped, ISO 8601 in UTC.</summary>
    public required string At { get; init; }
}
