using System.Collections.Immutable;
using System.Text.Json;

namespace Linkage.Pipeline.Release.Sums;

/// <summary>
/// Decides whether every row of a query is made of the rows of the person in it alone. What somebody adds to a sum must be his own: a maximum or total of other people's would
/// stand in the sum as one person's contribution, and no threshold would know. Each SELECT names its person key as it is, every join is by it, and nothing looks over other
/// rows; an aggregate then groups by it, or DuckDB refuses the query. Conditions may look anywhere, for they pick people and give them nothing.
/// </summary>
internal sealed class OwnRows
{
    private const string WhatToDo = "A table with sums needs one row a person made of that person's own rows: name person_key in each SELECT, join USING (person_key), group by it, and use no window.";

    private OwnRows()
    {
    }

    /// <summary>What is wrong with the query, or null.</summary>
    /// <param name="sql">The query; the guard has allowed it.</param>
    /// <param name="tables">Names of the mounted tables.</param>
    /// <param name="cohortSql">The query of the table <c>cohort</c>, or null where it cannot be read.</param>
    internal static string? FirstObjection(string sql, IEnumerable<string> tables, string? cohortSql)
    {
        var named = tables.ToImmutableDictionary(t => t, _ => new Lazy<string?>((string?)null), StringComparer.OrdinalIgnoreCase);
        if (cohortSql is not null)
        {
            var mounted = named;
            named = named.SetItem(CohortQueries.CohortTable, new Lazy<string?>(() => InStatement(cohortSql, mounted) is { } problem ? $"the cohort, where {problem}" : null));
        }

        return InStatement(sql, named) is { } found ? $"It holds {found}. {WhatToDo}" : null;
    }

    private static string? InStatement(string sql, ImmutableDictionary<string, Lazy<string?>> named)
    {
        var (syntax, _) = QuerySyntax.Parse(sql);
        using (syntax)
        {
            return syntax is null ? "what is no query" : new OwnRows().Query(syntax.Statement.GetProperty("node"), named);
        }
    }

    private string? Query(JsonElement node, ImmutableDictionary<string, Lazy<string?>> named)
    {
        foreach (var entry in Has(node, "cte_map", out var map) ? Items(map, "map") : default)
        {
            var (value, before) = (entry.GetProperty("value"), named);
            named = named.SetItem(Text(entry, "key"), new Lazy<string?>(() => Items(value, "aliases").Any()
                ? "a WITH query with a list of column names"
                : Query(value.GetProperty("query").GetProperty("node"), before)));
        }

        return (Text(node, "type"), Text(node, "setop_type")) switch
        {
            ("SELECT_NODE", _) => Select(node, named),
            ("SET_OPERATION_NODE", "UNION") => Query(node.GetProperty("left"), named) ?? Query(node.GetProperty("right"), named),
            ("SET_OPERATION_NODE", _) => "EXCEPT, INTERSECT or UNION BY NAME",
            _ => "a recursive query",
        };
    }

    private string? Select(JsonElement node, ImmutableDictionary<string, Lazy<string?>> named)
    {
        var items = Items(node, "select_list").ToList();
        if (items.Concat(Items(node, "group_expressions")).Select(LooksElsewhere).FirstOrDefault(found => found is not null) is { } elsewhere)
        {
            return elsewhere;
        }

        if (Has(node, "qualify", out _))
        {
            return "QUALIFY";
        }

        // First, so that two sides of a UNION have it in one place.
        if (items.Count == 0 || !(IsPersonKey(items[0]) || IsWholeStar(items[0])) || items.Any(i => IsCalledPersonKey(i) && !IsPersonKey(i)) || items.Any(i => IsStar(i) && !IsWholeStar(i)))
        {
            return "a SELECT that does not begin with person_key as it is";
        }

        return Has(node, "from_table", out var table) ? From(table, named, new HashSet<string>(StringComparer.OrdinalIgnoreCase)) : "a SELECT from no table";
    }

    // Takes note of the names by which the columns of the tables can be told apart.
    private string? From(JsonElement table, ImmutableDictionary<string, Lazy<string?>> named, HashSet<string> names)
    {
        if (Items(table, "column_name_alias").Any())
        {
            return "a table with a list of column names";
        }

        switch (Text(table, "type"))
        {
            case "BASE_TABLE":
                var name = Text(table, "table_name");
                names.Add(Text(table, "alias") is { Length: > 0 } alias ? alias : name);
                return named.TryGetValue(name, out var known) ? known.Value : "a table that is not mounted";
            case "SUBQUERY":
                names.Add(Text(table, "alias"));
                return Query(table.GetProperty("subquery").GetProperty("node"), named);
            case "JOIN":
                return Join(table, named, names);
            case var other:
                return $"rows of no person ({other})";
        }
    }

    private string? Join(JsonElement join, ImmutableDictionary<string, Lazy<string?>> named, HashSet<string> names)
    {
        var (left, right) = (new HashSet<string>(names.Comparer), new HashSet<string>(names.Comparer));
        var problem = From(join.GetProperty("left"), named, left) ?? From(join.GetProperty("right"), named, right);
        names.UnionWith(left);
        names.UnionWith(right);
        if (problem is not null)
        {
            return problem;
        }

        if (Text(join, "ref_type") is not ("" or "REGULAR") || Text(join, "join_type") is not ("INNER" or "LEFT" or "SEMI" or "ANTI"))
        {
            return "a join that is no INNER, LEFT, SEMI or ANTI join by a condition";
        }

        var isByPerson = Items(join, "using_columns").Any(c => Same(c.GetString()!, OutputColumns.PersonKey))
            || (!left.Overlaps(right) && Has(join, "condition", out var condition) && Conjuncts(condition).Any(c => ComparesPeople(c, left, right)));
        return isByPerson ? null : "a join that is not by person_key";
    }

    private static bool ComparesPeople(JsonElement condition, HashSet<string> left, HashSet<string> right) =>
        Text(condition, "type") == "COMPARE_EQUAL"
        && OwnerOf(condition.GetProperty("left")) is { } one
        && OwnerOf(condition.GetProperty("right")) is { } other
        && ((left.Contains(one) && right.Contains(other)) || (left.Contains(other) && right.Contains(one)));

    // The table a person key is of, where it says so.
    private static string? OwnerOf(JsonElement expression) =>
        Text(expression, "class") == "COLUMN_REF" && Items(expression, "column_names").Select(n => n.GetString()!).ToList() is [var owner, var column] && Same(column, OutputColumns.PersonKey)
            ? owner
            : null;

    private static IEnumerable<JsonElement> Conjuncts(JsonElement condition) =>
        Text(condition, "type") == "CONJUNCTION_AND" ? Items(condition, "children").SelectMany(Conjuncts) : [condition];

    private static string? LooksElsewhere(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Select(LooksElsewhere).FirstOrDefault(found => found is not null),
        JsonValueKind.Object => Text(element, "class") switch
        {
            "WINDOW" => "a window, which looks over the rows of other people",
            "SUBQUERY" => "a subquery among its columns, which looks over the rows of other people",
            "POSITIONAL_REFERENCE" => "a column by its number",
            _ => element.EnumerateObject().Select(member => LooksElsewhere(member.Value)).FirstOrDefault(found => found is not null),
        },
        _ => null,
    };

    private static bool IsPersonKey(JsonElement item) =>
        Text(item, "class") == "COLUMN_REF" && Same(Items(item, "column_names").Last().GetString()!, OutputColumns.PersonKey) && (Text(item, "alias").Length == 0 || Same(Text(item, "alias"), OutputColumns.PersonKey));

    private static bool IsCalledPersonKey(JsonElement item) => Same(Text(item, "alias"), OutputColumns.PersonKey);

    private static bool IsStar(JsonElement item) => Text(item, "class") == "STAR";

    private static bool IsWholeStar(JsonElement item) => IsStar(item)
        && !Items(item, "exclude_list").Any() && !Items(item, "qualified_exclude_list").Any() && !Items(item, "replace_list").Any() && !Items(item, "rename_list").Any() && !Has(item, "expr", out _);

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static string Text(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : string.Empty;

    private static bool Has(JsonElement element, string member, out JsonElement value) =>
        element.TryGetProperty(member, out value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string member) =>
        Has(element, member, out var list) ? list.EnumerateArray() : default;
}
