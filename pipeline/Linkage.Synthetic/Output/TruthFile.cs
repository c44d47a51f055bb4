namespace Linkage.Synthetic.Output;

/// <summary>The truth: who each record is really about. Kept apart from the sources.</summary>
internal static class TruthFile
{
    /// <summary>File name inside the truth folder.</summary>
    public const string Name = "truth.parquet";

    /// <summary>
    /// Columns and their DuckDB types. The last five are about the person, for accuracy by group: sex, age in years on the day of the extracts, the way the person
    /// is named (<see cref="People.NamingCulture"/>, not an ethnic group), how the home is held, and whether the person moved within the last two years.
    /// </summary>
    public static IReadOnlyList<(string Name, string Type)> Columns { get; } =
    [
        ("dataset", "VARCHAR"), ("record_id", "VARCHAR"), ("person_id", "BIGINT"), ("household_id", "BIGINT"), ("uprn", "VARCHAR"),
        ("sex", "VARCHAR"), ("age", "INTEGER"), ("naming", "VARCHAR"), ("tenure", "VARCHAR"), ("moved", "BOOLEAN"),
    ];
}
