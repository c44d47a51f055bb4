namespace Linkage.Synthetic.Output;

/// <summary>The truth: who each record is really about. Kept apart from the sources.</summary>
internal static class TruthFile
{
    /// <summary>File name inside the truth folder.</summary>
    public const string Name = "truth.parquet";

    /// <summary>Columns and their DuckDB types.</summary>
    public static IReadOnlyList<(string Name, string Type)> Columns { get; } =
    [
        ("dataset", "VARCHAR"), ("record_id", "VARCHAR"), ("person_id", "BIGINT"), ("household_id", "BIGINT"), ("uprn", "VARCHAR"),
    ];
}
