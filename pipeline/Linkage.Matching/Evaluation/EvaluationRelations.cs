using Linkage.Matching.Duck;
using Linkage.Matching.Inference;

namespace Linkage.Matching.Evaluation;

/// <summary>What linked files are held against, as relations of the session.</summary>
internal static class EvaluationRelations
{
    internal static readonly SqlName Labels = new("lnk_label");

    internal static readonly SqlName Groups = new("lnk_group");

    /// <summary>Makes the relation of group columns; a column may be in one of the files only.</summary>
    /// <exception cref="MatchingInputException">A column is in neither file, or there is no truth.</exception>
    internal static void MakeGroups(DuckSession session, FileLinkRequest request, IReadOnlyList<string> datasets, CancellationToken cancellationToken)
    {
        if (request.Groups.Count == 0)
        {
            return;
        }

        if (request.Truth is null)
        {
            throw new MatchingInputException("Accuracy by group needs a truth.", "--groups", "Give --truth as well.");
        }

        var columns = datasets.ToDictionary(d => d, d => SourceFileLoader.Columns(session, new SqlName(d), cancellationToken).ToHashSet(StringComparer.OrdinalIgnoreCase), StringComparer.Ordinal);
        foreach (var column in request.Groups.Where(c => c == request.Id || c is "dataset" or "record_id" || !columns.Values.Any(known => known.Contains(c))))
        {
            throw new MatchingInputException($"There is no column '{column}' to group by.", "--groups", "Take a column of the files that is neither the record id nor named dataset or record_id.");
        }

        var selects = datasets.Select(d =>
            $"SELECT {SqlName.Literal(d)} AS dataset, {new SqlName(request.Id)} AS record_id"
            + string.Concat(request.Groups.Distinct(StringComparer.OrdinalIgnoreCase).Select(c => columns[d].Contains(c) ? $", CAST({new SqlName(c)} AS VARCHAR) AS {new SqlName(c)}" : $", NULL::VARCHAR AS {new SqlName(c)}"))
            + $" FROM {new SqlName(d)}");
        session.Execute($"CREATE OR REPLACE TEMP TABLE {Groups} AS SELECT * FROM ({string.Join(" UNION ALL ", selects)})", cancellationToken);
    }
}
