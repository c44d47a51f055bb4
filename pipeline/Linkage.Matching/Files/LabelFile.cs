using DuckDB.NET.Data;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Files;

/// <summary>Labelled pairs in a CSV or Parquet file.</summary>
internal static class LabelFile
{
    private static readonly SqlName Raw = new("lnk_label_file");

    /// <summary>Loads the file as a relation of left_dataset, left_id, right_dataset, right_id, is_match; the session must be free to read files.</summary>
    /// <param name="session">Receives the relation.</param>
    /// <param name="path">The file.</param>
    /// <param name="target">The relation's name.</param>
    /// <param name="datasets">
    /// The datasets of two files, or one: labels may then leave them out (the left id is of the first, the right id of the last) and may name no other. Null:
    /// each label names its datasets, and those of other datasets are for the reader to leave out.
    /// </param>
    /// <param name="scratch">A folder for a copy of the file.</param>
    /// <param name="cancellationToken">Interrupts the running statement.</param>
    /// <exception cref="MatchingInputException">The file cannot be read, lacks a column, or names a dataset or an answer that is unknown.</exception>
    internal static void Load(DuckSession session, string path, SqlName target, IReadOnlyList<string>? datasets, string scratch, CancellationToken cancellationToken)
    {
        session.Execute($"DROP TABLE IF EXISTS {Raw}", cancellationToken);
        SourceFileLoader.Load(session, path, Raw, null, scratch, cancellationToken);
        var columns = SourceFileLoader.Columns(session, Raw, cancellationToken).ToHashSet(StringComparer.OrdinalIgnoreCase);
        string[] needed = datasets is null ? ["left_dataset", "left_id", "right_dataset", "right_id", "is_match"] : ["left_id", "right_id", "is_match"];
        foreach (var missing in needed.Where(c => !columns.Contains(c)))
        {
            throw new MatchingInputException($"There is no column '{missing}'.", path, $"The columns are left_id, right_id, is_match, and left_dataset and right_dataset where needed. {SourceFileLoader.WithoutHeader}");
        }

        string Dataset(string column, string? given) => columns.Contains(column) ? $"trim({column}::VARCHAR)" : SqlName.Literal(given!);
        try
        {
            session.Execute(
                $"CREATE OR REPLACE TEMP TABLE {target} AS SELECT {Dataset("left_dataset", datasets?[0])} AS left_dataset, left_id::VARCHAR AS left_id, {Dataset("right_dataset", datasets?[^1])} AS right_dataset, "
                + $"right_id::VARCHAR AS right_id, CAST(nullif(trim(is_match::VARCHAR), '') AS BOOLEAN) AS is_match FROM {Raw}; DROP TABLE {Raw}",
                cancellationToken);
        }
        catch (DuckDBException)
        {
            // The engine's message quotes the value.
            throw new MatchingInputException("is_match holds something that is neither true nor false.", path, "Write true or false, 1 or 0, or nothing for undecided.");
        }

        if (datasets is not null)
        {
            RefuseOthers(session, path, target, datasets, cancellationToken);
        }
    }

    private static void RefuseOthers(DuckSession session, string path, SqlName labels, IReadOnlyList<string> datasets, CancellationToken cancellationToken)
    {
        var known = SqlName.LiteralList(datasets);
        var unknown = session.Scalar<long>(
            $"SELECT count(*) FROM {labels} WHERE left_dataset IS NULL OR right_dataset IS NULL OR NOT list_contains({known}, left_dataset) OR NOT list_contains({known}, right_dataset)",
            cancellationToken);
        if (unknown > 0)
        {
            throw new MatchingInputException($"{unknown} labels name another dataset than {string.Join(" or ", datasets)}.", path, "Write left for the first file and right for the second.");
        }
    }
}
