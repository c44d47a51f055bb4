using System.Globalization;
using DuckDB.NET.Data;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Evaluation;

/// <summary>Accuracy of the links by groups of records.</summary>
internal static class GroupMeasure
{
    /// <summary>Most groups of one column: a column with more is no grouping.</summary>
    private const int MostGroups = 100;

    internal static IReadOnlyList<GroupAccuracy> Measure(EvaluationTables tables, SqlName groups, CancellationToken cancellationToken)
    {
        var columns = tables.Request.GroupColumns;
        foreach (var column in columns)
        {
            Check(tables.Session, groups, column, cancellationToken);
        }

        tables.RefuseRepeated(groups, "groups");
        var values = string.Concat(columns.Index().Select(c => $", CAST(g.{new SqlName(c.Item)} AS VARCHAR) AS {Value(c.Index)}"));
        tables.Run("group_records", ("values", values), ("groups", groups.ToString()));
        return [.. columns.Index().SelectMany(c => OfColumn(tables, c.Item, Value(c.Index), cancellationToken))];
    }

    private static string Value(int column) => string.Create(CultureInfo.InvariantCulture, $"v{column}");

    private static void Check(DuckSession session, SqlName groups, string column, CancellationToken cancellationToken)
    {
        try
        {
            session.Query($"SELECT dataset, record_id, {new SqlName(column)} FROM {groups} LIMIT 0", r => 0, cancellationToken);
        }
        catch (DuckDBException)
        {
            throw new MatchingInputException("The column cannot be read.", $"group column '{column}'", "Give a relation of dataset, record_id and the column.");
        }
    }

    private static IEnumerable<GroupAccuracy> OfColumn(EvaluationTables tables, string column, string value, CancellationToken cancellationToken)
    {
        var session = tables.Session;
        var (shown, merged) = Shown(tables, column, value, cancellationToken);
        tables.Run("shown_groups", ("value", value));
        var records = session.Query("SELECT grp, count(*) FROM lnk_eval_group GROUP BY grp", r => (r.GetInt32(0), r.GetInt64(1)), cancellationToken).ToDictionary(g => g.Item1, g => g.Item2);
        var (cells, least) = (Cells(tables, cancellationToken), tables.Request.SmallestGroup);

        // A single small group has nothing to hide in: it is not shown at all.
        var rows = shown.Index().Select(s => (Number: s.Index, Name: s.Item)).Append((Number: -1, Name: null)).Where(s => records.GetValueOrDefault(s.Number) >= least).ToList();
        var suppression = new GroupSuppression([.. rows.Select(r => r.Number)], cells, least);
        foreach (var (number, name) in rows)
        {
            var (own, rest) = (cells.With(number), cells.Without(new HashSet<int> { number }));
            var recall = suppression.ShowsRecall(number) ? new Proportion(own.TrueLinks, own.TruePairs) : null;
            var precision = suppression.ShowsPrecision(number) ? new Proportion(own.TrueLinks, own.Links) : null;
            yield return new GroupAccuracy
            {
                Grouping = column,
                Group = name,
                MergedGroups = number < 0 ? merged : 0,
                Records = records[number],
                Precision = precision,
                Recall = recall,
                PrecisionToRest = precision is null ? null : ProportionDifference.Of(precision, new Proportion(rest.TrueLinks, rest.Links)),
                RecallToRest = recall is null ? null : ProportionDifference.Of(recall, new Proportion(rest.TrueLinks, rest.TruePairs)),
            };
        }
    }

    private static GroupCells Cells(EvaluationTables tables, CancellationToken cancellationToken)
    {
        var cells = new GroupCells();
        foreach (var (l, r, pairs, _) in Counts(EvaluationTables.Text("group_true_pairs", ("permitted", tables.Permitted))))
        {
            cells.Add(l, r, new GroupCounts(pairs, 0, 0));
        }

        foreach (var (l, r, links, right) in Counts(EvaluationTables.Text("group_links", ("threshold", tables.Threshold))))
        {
            cells.Add(l, r, new GroupCounts(0, links, right));
        }

        return cells;

        IReadOnlyList<(int L, int R, long All, long True)> Counts(string sql) =>
            tables.Session.Query(sql, r => (r.GetInt32(0), r.GetInt32(1), r.GetInt64(2), r.GetInt64(3)), cancellationToken);
    }

    /// <summary>
    /// The groups shown by themselves, in the order of their values, and how many are merged. The merged ones are never too few records to show: the smallest
    /// of the others joins them, for its figures and the whole would tell theirs.
    /// </summary>
    private static (IReadOnlyList<string?> Shown, int Merged) Shown(EvaluationTables tables, string column, string value, CancellationToken cancellationToken)
    {
        var (session, least) = (tables.Session, tables.Request.SmallestGroup);
        var large = session.Query(
            $"SELECT {value}, count(*) FROM lnk_eval_value GROUP BY {value} HAVING count(*) >= $1 ORDER BY {value} NULLS LAST LIMIT $2",
            [least, MostGroups + 1],
            r => (Value: r.IsDBNull(0) ? null : r.GetString(0), Records: r.GetInt64(1)),
            cancellationToken).ToList();
        if (large.Count > MostGroups)
        {
            throw new MatchingInputException($"The column has more than {MostGroups} groups.", $"group column '{column}'", "Group by fewer values, as in age bands.");
        }

        var (small, records) = session.Query(
            $"SELECT count(*), coalesce(sum(n), 0)::BIGINT FROM (SELECT count(*) AS n FROM lnk_eval_value GROUP BY {value} HAVING count(*) < $1)",
            [least],
            r => (r.GetInt64(0), r.GetInt64(1)),
            cancellationToken)[0];
        var merged = (int)Math.Min(small, int.MaxValue);
        while (merged > 0 && records < least && large.Count > 0)
        {
            var smallest = large.MinBy(g => g.Records);
            large.Remove(smallest);
            records += smallest.Records;
            merged++;
        }

        session.Execute("CREATE OR REPLACE TEMP TABLE lnk_eval_shown (number INTEGER, value VARCHAR)", cancellationToken);
        foreach (var (number, group) in large.Index())
        {
            session.Execute("INSERT INTO lnk_eval_shown VALUES ($1, $2)", [number, group.Value], cancellationToken);
        }

        return ([.. large.Select(g => g.Value)], merged);
    }
}
