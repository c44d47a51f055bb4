namespace Linkage.Pipeline.Extract;

/// <summary>Limits of the Extract stage. The defaults suit a council's monthly files.</summary>
public sealed record ExtractOptions
{
    /// <summary>A folder for private work files; each extract makes one of its own below it and removes it at the end.</summary>
    public required string ScratchFolder { get; init; }

    /// <summary>A folder on disk for blocks that DuckDB spills, where scratch is in memory; null spills to scratch.</summary>
    public string? SpillFolder { get; init; }

    /// <summary>Worker threads for DuckDB; 0 takes every core.</summary>
    public int Threads { get; init; }

    /// <summary>Memory limit of DuckDB's buffers in MiB; work above it spills to scratch.</summary>
    public int MemoryLimitMib { get; init; } = 2048;

    /// <summary>Longest record of a CSV file in bytes of UTF-8, 1 KiB to 64 MiB. A longer line cannot be read, and the file goes to quarantine.</summary>
    public int MaximumRecordBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>
    /// Largest share (0 to 1) of records with the wrong number of fields or broken quotes before the whole file is refused;
    /// counts from <see cref="LeastFailures"/> such records.
    /// </summary>
    public double MaximumMalformedShare { get; init; } = 0.5;

    /// <summary>
    /// Share (0 to 1) of a column's values that are present but cannot be read as its type, above which the column counts as retyped and the file is refused;
    /// counts from <see cref="LeastFailures"/> such values.
    /// </summary>
    public double RetypedShare { get; init; } = 0.5;

    /// <summary>How many failures there must be at least before a share refuses a file, so that three bad rows in a file of four stay three rejects.</summary>
    public int LeastFailures { get; init; } = 5;

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(ScratchFolder);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        ArgumentOutOfRangeException.ThrowIfLessThan(MemoryLimitMib, 128);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumRecordBytes, 1024);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaximumRecordBytes, 64 * 1024 * 1024);
        ArgumentOutOfRangeException.ThrowIfNegative(MaximumMalformedShare);
        ArgumentOutOfRangeException.ThrowIfNegative(RetypedShare);
        ArgumentOutOfRangeException.ThrowIfLessThan(LeastFailures, 1);
    }
}
