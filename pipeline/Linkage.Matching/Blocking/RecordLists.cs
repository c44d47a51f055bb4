using Linkage.Matching.Duck;

namespace Linkage.Matching.Blocking;

/// <summary>The list columns of the inputs, for blocking rules that take them apart.</summary>
internal static class RecordLists
{
    /// <summary>Makes lnk_list where an input has lists; returns their names.</summary>
    /// <exception cref="MatchingInputException">There is no such column, or it holds no lists.</exception>
    internal static IReadOnlyList<string> Build(DuckSession session, IReadOnlyList<LinkInput> inputs, CancellationToken cancellationToken)
    {
        var names = inputs.SelectMany(i => i.Lists).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).ToList();
        session.Execute("DROP TABLE IF EXISTS lnk_list", cancellationToken);
        if (names.Count == 0)
        {
            return names;
        }

        foreach (var input in inputs)
        {
            var types = session.Query($"SELECT column_name, column_type FROM (DESCRIBE {input.Relation})", r => (r.GetString(0), r.GetString(1)), cancellationToken)
                .ToDictionary(c => c.Item1, c => c.Item2, StringComparer.OrdinalIgnoreCase);
            foreach (var list in input.Lists.Where(l => !types.TryGetValue(l, out var type) || !type.EndsWith(']')))
            {
                throw new MatchingInputException("There is no such column, or it holds no lists.", $"dataset '{input.Dataset}', list '{list}'", "Name a column of type VARCHAR[].");
            }
        }

        var selects = inputs.Where(i => i.Lists.Count > 0).Select(input => $"SELECT {SqlName.Literal(input.Dataset)} AS dataset, {new SqlName(input.RecordIdColumn)} AS record_id"
            + string.Concat(input.Lists.Distinct(StringComparer.OrdinalIgnoreCase).Select(l => $", list_transform(CAST({new SqlName(l)} AS VARCHAR[]), lambda lnk_e: upper(trim(lnk_e))) AS {new SqlName(l)}"))
            + $" FROM {input.Relation}");
        var step = SqlStep.Load(typeof(RecordLists), "record_lists");
        session.Execute(
            step.With(("lists", string.Concat(names.Select(n => $", i.{new SqlName(n)}"))), ("inputs", string.Join("\nUNION ALL BY NAME\n", selects))).Text, cancellationToken);
        return names;
    }
}
