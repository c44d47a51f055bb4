namespace Linkage.Pipeline.Extract;

/// <summary>What the seal of a landed file says. Counts, codes and digests only.</summary>
public sealed record ExtractFacts
{
    /// <summary>The dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>Version of the contract it was read under.</summary>
    public required string ContractVersion { get; init; }

    /// <summary>Content hash of that contract.</summary>
    public required string ContractHash { get; init; }

    /// <summary>Name of the file in the source folder.</summary>
    public required string FileName { get; init; }

    /// <summary>SHA-256 of the file as it came, lower-case hex.</summary>
    public required string FileDigest { get; init; }

    /// <summary>Its size in bytes.</summary>
    public required long FileBytes { get; init; }

    /// <summary>The encoding it was read in (<c>utf-8</c>, <c>windows-1252</c>, <c>utf-16le</c>, <c>utf-16be</c>), or <c>parquet</c>.</summary>
    public required string Encoding { get; init; }

    /// <summary>Whether a byte-order mark said so.</summary>
    public required bool ByteOrderMark { get; init; }

    /// <summary>Lines of the file, the header and blank lines included; for Parquet the records.</summary>
    public required long Lines { get; init; }

    /// <summary>Lines with nothing but white space between records. They are no records.</summary>
    public required long BlankLines { get; init; }

    /// <summary>Records of the file: kept and rejected.</summary>
    public required long In { get; init; }

    /// <summary>Records in <c>rows.parquet</c>.</summary>
    public required long Kept { get; init; }

    /// <summary>Records in <c>rejects.parquet</c>, by reason; each record counts once, under the first reason found.</summary>
    public required SortedDictionary<string, long> RejectedByReason { get; init; }

    /// <summary>Kept records with a warning, by reason; <c>NO_ROWS</c> counts the file itself.</summary>
    public required SortedDictionary<string, long> WarnedByReason { get; init; }
}
