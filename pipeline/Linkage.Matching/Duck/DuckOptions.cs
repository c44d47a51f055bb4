namespace Linkage.Matching.Duck;

/// <summary>How one DuckDB session is opened: where it lives and how much of the machine it may take.</summary>
public sealed record DuckOptions
{
    /// <summary>Path of the database file, or null for a database in memory that spills to <see cref="SpillDirectory"/>.</summary>
    public string? DatabasePath { get; init; }

    /// <summary>Worker threads; 0 takes every core DuckDB sees.</summary>
    public int Threads { get; init; }

    /// <summary>Buffer-manager limit in MiB (1,048,576 bytes). Work above it spills to disk.</summary>
    public int MemoryLimitMib { get; init; } = 4096;

    /// <summary>Folder for spilled blocks, readable by its owner only. Null forbids spilling.</summary>
    public string? SpillDirectory { get; init; }

    /// <summary>Keep the insertion order of rows in results. Off saves memory on bulk writes that sort for themselves.</summary>
    public bool PreserveInsertionOrder { get; init; } = true;
}
