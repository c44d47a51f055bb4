using System.Collections.Immutable;
using System.Text.Json;

namespace Linkage.Pipeline.Release;

/// <summary>
/// Follows every column of a query's result back to the mounted columns that can flow into it, over the form DuckDB parses the query to.
/// What is uncertain counts as flowing. Columns of a condition decide which rows there are and do not flow, with two exceptions: columns that one condition
/// compares with each other flow into each other, and a constant among many (of a branch, a subquery, a list of values) holds what picked it.
/// </summary>
internal sealed partial class QueryLineage
{
    // Passes over a recursive query until nothing grows; each pass adds at least one column of one source.
    private const int MostPasses = 1_000;

    // SELECTs followed, counted again each time one is followed again: more than any query a person writes.
    private const int MostSelects = 20_000;

    private int _selects;

    private QueryLineage()
    {
    }

    /// <summary>The columns of a statement's result.</summary>
    /// <param name="statement">The statement; <see cref="QueryWalk"/> has no objection to it.</param>
    /// <param name="tables">The tables it may read.</param>
    /// <param name="isFile">The result is a file as it is: a constant that stands in each of its rows tells nothing.</param>
    /// <exception cref="UntracedException">The query has a form that cannot be followed.</exception>
    internal static TracedTable Of(JsonElement statement, IReadOnlyDictionary<string, TracedTable> tables, bool isFile) =>
        new QueryLineage().Query(
            statement.GetProperty("node"), null, tables.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase), isFile);

    private static string Text(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : string.Empty;

    private static bool Has(JsonElement element, string member, out JsonElement value) =>
        element.TryGetProperty(member, out value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);

    private static string[] Names(JsonElement element, string member) => [.. Items(element, member).Select(n => n.GetString()!)];

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string member) =>
        Has(element, member, out var list) ? list.EnumerateArray() : default;

    private TracedTable Query(JsonElement node, LineageScope? outer, ImmutableDictionary<string, TracedTable> named, bool isFile)
    {
        if (++_selects > MostSelects)
        {
            throw new UntracedException("more subqueries than can be followed");
        }

        foreach (var entry in Has(node, "cte_map", out var map) ? Items(map, "map") : default)
        {
            var value = entry.GetProperty("value");
            var query = value.GetProperty("query").GetProperty("node");
            named = named.SetItem(Text(entry, "key"), Renamed(Query(query, outer, named, isFile: false), Names(value, "aliases")));
        }

        return Text(node, "type") switch
        {
            "SELECT_NODE" => Select(node, outer, named, isFile),
            "SET_OPERATION_NODE" => SetOperation(node, outer, named),
            "RECURSIVE_CTE_NODE" => Recursive(node, outer, named),
            var other => throw new UntracedException(other),
        };
    }

    private static TracedTable Renamed(TracedTable table, string[] names) =>
        table with { Columns = [.. table.Columns.Select((c, i) => c.Copy(i < names.Length ? names[i] : c.Name))] };

    private TracedTable SetOperation(JsonElement node, LineageScope? outer, ImmutableDictionary<string, TracedTable> named)
    {
        var left = Query(node.GetProperty("left"), outer, named, isFile: false);
        var right = Query(node.GetProperty("right"), outer, named, isFile: false);
        var columns = Text(node, "setop_type") switch
        {
            "UNION" or "EXCEPT" or "INTERSECT" => ByPosition(left, right),
            "UNION_BY_NAME" => ByName(left, right),
            var other => throw new UntracedException(other),
        };
        return new TracedTable(columns, left.Presence.And(right.Presence));
    }

    private static TracedColumn[] ByPosition(TracedTable left, TracedTable right) => left.Columns.Count == right.Columns.Count
        ? [.. left.Columns.Zip(right.Columns, (l, r) => new TracedColumn(l.Name, l.Flow.And(r.Flow)))]
        : throw new UntracedException("a set operation whose sides differ in their number of columns");

    // A column that one side lacks is NULL there, so which side a row came from flows into it.
    private static TracedColumn[] ByName(TracedTable left, TracedTable right)
    {
        if (left.Columns.Concat(right.Columns).Any(c => c.Name is null))
        {
            throw new UntracedException("UNION BY NAME over a column without a name");
        }

        ColumnFlow FlowOf(string name, TracedTable table) =>
            table.Columns.Where(c => c.IsNamed(name)).Select(c => c.Flow).DefaultIfEmpty(table.Presence).Aggregate((a, b) => a.And(b));
        return [.. left.Columns.Concat(right.Columns).Select(c => c.Name!).Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(name => new TracedColumn(name, FlowOf(name, left).And(FlowOf(name, right))))];
    }

    private TracedTable Recursive(JsonElement node, LineageScope? outer, ImmutableDictionary<string, TracedTable> named)
    {
        var table = Renamed(Query(node.GetProperty("left"), outer, named, isFile: false), Names(node, "aliases"));
        for (var pass = 0; pass < MostPasses; pass++)
        {
            var step = Query(node.GetProperty("right"), outer, named.SetItem(Text(node, "cte_name"), table), isFile: false);
            var next = new TracedTable(ByPosition(table, step), table.Presence.And(step.Presence));
            if (SizeOf(next) == SizeOf(table))
            {
                return next;
            }

            table = next;
        }

        throw new UntracedException("a recursive query");
    }

    private static int SizeOf(TracedTable table) =>
        table.Columns.Select(c => c.Flow).Append(table.Presence).Sum(f => f.Values.Count + f.Counted.Count + (f.Problem is null ? 0 : 1) + (f.IsCount ? 1 : 0));

    private TracedTable Select(JsonElement node, LineageScope? outer, ImmutableDictionary<string, TracedTable> named, bool isFile)
    {
        var scope = new LineageScope(outer, named);
        var from = new FromClause(this, scope);
        var star = Has(node, "from_table", out var table) ? from.Read(table) : [];
        foreach (var item in Items(node, "select_list").Where(i => Text(i, "alias").Length > 0))
        {
            scope.AddAlias(Text(item, "alias"), item);
        }

        foreach (var condition in new[] { "where_clause", "having", "qualify" })
        {
            if (Has(node, condition, out var expression))
            {
                from.AddCondition(expression);
            }
        }

        from.Tie();
        scope.Conditions = from.ConditionFlow();
        var presence = from.Presence.And(scope.Conditions.AsValue());
        var columns = new List<TracedColumn>();
        foreach (var item in Items(node, "select_list"))
        {
            if (Text(item, "class") == "STAR" && !(Has(item, "columns", out var many) && many.GetBoolean()))
            {
                columns.AddRange(Star(item, star, scope));
                continue;
            }

            if (Widening(item) is { } construct)
            {
                throw new UntracedException(construct);
            }

            var flow = Text(item, "alias") is { Length: > 0 } own ? scope.Without(own, () => Evaluate(item, scope)) : Evaluate(item, scope);
            var name = Text(item, "alias") is { Length: > 0 } alias ? alias : Text(item, "class") == "COLUMN_REF" ? Names(item, "column_names")[^1] : null;
            columns.Add(new TracedColumn(name, flow));
        }

        return new TracedTable(isFile ? columns : [.. columns.Select(c => new TracedColumn(c.Name, Picked(c.Flow, presence)))], presence);
    }

    // A constant in a subquery or a branch shows that there was a row, and a count there shows how many.
    private static ColumnFlow Picked(ColumnFlow flow, ColumnFlow presence) =>
        flow.IsEmpty ? presence : flow.IsCount ? flow.And(presence.AsCounted()) : flow;

    private IEnumerable<TracedColumn> Star(JsonElement star, IReadOnlyList<TracedColumn> all, LineageScope scope)
    {
        if (Items(star, "qualified_exclude_list").Any() || Has(star, "expr", out _))
        {
            throw new UntracedException("a star with a qualified EXCLUDE or an expression");
        }

        var relation = Text(star, "relation_name");
        var columns = relation.Length == 0 ? all : scope.Table(relation) ?? throw new UntracedException("a star over something that is not a table");
        var excluded = Names(star, "exclude_list").ToHashSet(StringComparer.OrdinalIgnoreCase);
        var replaced = Items(star, "replace_list").ToDictionary(r => Text(r, "key"), r => r.GetProperty("value"), StringComparer.OrdinalIgnoreCase);
        var renamed = Items(star, "rename_list").ToDictionary(r => Text(r.GetProperty("key"), "column"), r => Text(r, "value"), StringComparer.OrdinalIgnoreCase);
        foreach (var column in columns)
        {
            if (column.Name is null)
            {
                yield return column.Flow.IsEmpty ? new TracedColumn(null, scope.Conditions) : column;
            }
            else if (!excluded.Contains(column.Name))
            {
                var flow = replaced.TryGetValue(column.Name, out var expression) ? Evaluate(expression, scope) : column.Flow;
                yield return new TracedColumn(renamed.GetValueOrDefault(column.Name, column.Name), flow.IsEmpty ? scope.Conditions : flow);
            }
        }
    }

    // What makes several columns of one item, so that the columns after it would be counted wrongly.
    private static string? Widening(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Select(Widening).FirstOrDefault(w => w is not null),
        JsonValueKind.Object => (Text(element, "class"), Text(element, "function_name")) switch
        {
            ("SUBQUERY", _) => null,
            ("STAR", _) => "COLUMNS or a star in an expression",
            ("FUNCTION", var name) when string.Equals(name, "unnest", StringComparison.OrdinalIgnoreCase) => "unnest in a SELECT list",
            _ => element.EnumerateObject().Select(m => Widening(m.Value)).FirstOrDefault(w => w is not null),
        },
        _ => null,
    };
}
