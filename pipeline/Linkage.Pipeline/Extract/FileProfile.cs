namespace Linkage.Pipeline.Extract;

/// <summary>What one pass over a file's bytes found.</summary>
internal sealed record FileProfile
{
    /// <summary>SHA-256, lower-case hex.</summary>
    public required string Digest { get; init; }

    /// <summary>Size in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>The first bytes, at most <see cref="FileProfiler.SampleBytes"/>.</summary>
    public required ReadOnlyMemory<byte> Sample { get; init; }

    /// <summary>The last four bytes.</summary>
    public required ReadOnlyMemory<byte> Tail { get; init; }

    /// <summary>Line (from 1, counted by LF) of the first byte that is not UTF-8; null when the whole file is.</summary>
    public required long? FirstLineNotUtf8 { get; init; }

    /// <summary>Characters of more than one byte, if the file is UTF-8; counting stops at <see cref="FileProfiler.EnoughLeadBytes"/>.</summary>
    public required int LeadBytes { get; init; }
}
