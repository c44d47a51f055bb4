using DuckDB.NET.Data;
using Linkage.Matching.Duck;
using Linkage.Matching.Inference;

namespace Linkage.Matching.Evaluation;

/// <summary>Labelled pairs in a CSV or Parquet file.</summary>
internal static class LabelFile
{
    private const string Raw = "lnk_label_file";

    private static readonly string[] Needed = ["right_id", "is_match"];

    /// <summary>Loads the file as a relation of left_dataset, left_id, right_dataset, right_id, is_match.</summary>
    /// <exception cref="MatchingInputException">The file cannot be read, lacks a column, or names a dataset or an answer that is unknown.</exception>
    internal static void Load(DuckSession session, string path, SqlName target, IReadOnlyList<string> datasets, string scratch, CancellationToken cancellationToken)
    {
        SourceFileLoader.Load(session, path, new SqlName(Raw), "left_id", scratch, cancellationToken);
        var columns = SourceFileLoader.Columns(session, new SqlName(Raw), cancellationToken).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var missing in Needed.Where(c => !columns.Contains(c)))
        {
            throw new MatchingInputException($"There is no column '{missing}'.", path, "The columns are left_id, right_id, is_match, and left_dataset and right_dataset where needed.");
        }

        string Dataset(string column, string given) => columns.Contains(column) ? $"trim({column}::VARCHAR)" : SqlName.Literal(given);
        try
        {
            session.Execute(
                $"CREATE OR REPLACE TEMP TABLE {target} AS SELECT {Dataset("left_dataset", datasets[0])} AS left_dataset, left_id, {Dataset("right_dataset", datasets[^1])} AS right_dataset, "
                + $"right_id::VARCHAR AS right_id, CAST(nullif(trim(is_match::VARCHAR), '') AS BOOLEAN) AS is_match FROM {Raw}; DROP TABLE {Raw}",
                cancellationToken);
        }
        catch (DuckDBException)
        {
            // The engine's message quotes the value.
            throw new MatchingInputException("is_match holds something that is neither true nor false.", path, "Write true or false, 1 or 0, or nothing for undecided.");
        }

        var unknown = session.Scalar<long>(
            $"SELECT count(*) FROM {target} WHERE left_dataset IS NULL OR right_dataset IS NULL OR NOT list_contains({SqlName.LiteralList(datasets)}, left_dataset) OR NOT list_contains({SqlName.LiteralList(datasets)}, right_dataset)",
            cancellationToken);
        if (unknown > 0)
        {
            throw new MatchingInputException($"{unknown} labels name another dataset than {string.Join(" or ", datasets)}.", path, "Write left for the first file and right for the second.");
        }
    }
}
