namespace Linkage.Jobs.Store;

/// <summary>One release of a run.</summary>
internal sealed class ReleaseRow
{
    /// <summary>The run.</summary>
    public string RunId { get; init; } = string.Empty;

    /// <summary>The release's id.</summary>
    public required string ReleaseId { get; init; }

    /// <summary>Folder of the bundle.</summary>
    public required string Path { get; init; }

    /// <summary>SHA-256 of the signed statement.</summary>
    public required string StatementDigest { get; init; }

    /// <summary>When the recipient must have destroyed it; null when not known.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The same release was there before this run.</summary>
    public required bool AlreadyThere { get; init; }

    /// <summary>Rows in all its files.</summary>
    public required long RowCount { get; init; }

    /// <summary>How many data files.</summary>
    public required int FileCount { get; init; }
}
