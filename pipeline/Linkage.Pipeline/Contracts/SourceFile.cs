namespace Linkage.Pipeline.Contracts;

/// <summary>How a dataset's file is found in the source folder and read.</summary>
public sealed record SourceFile
{
    /// <summary>File name pattern inside the source folder, with <c>*</c> as the only wildcard; never a path. Exactly one file may match.</summary>
    public required string NamePattern { get; init; }

    /// <summary>Csv or Parquet.</summary>
    public required SourceFormat Format { get; init; }

    /// <summary>Delimiter of a CSV file, one character; null for Parquet.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Encoding of a CSV file: <c>utf-8</c>, <c>windows-1252</c>, <c>latin-1</c> or <c>utf-16</c>. A byte-order mark overrides it.</summary>
    public string Encoding { get; init; } = "utf-8";
}

/// <summary>The file formats a source may use.</summary>
public enum SourceFormat
{
    /// <summary>Delimited text with a header row.</summary>
    Csv,

    /// <summary>Apache Parquet.</summary>
    Parquet,
}
