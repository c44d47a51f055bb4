using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Linkage.Pipeline.Release;

/// <summary>
/// Walks a parsed query and finds the first thing that is not on the lists. Every node of the tree is named somewhere on them or objected to;
/// a part of SQL that a later DuckDB adds is therefore refused until somebody lists it.
/// </summary>
internal sealed partial class QueryWalk
{
    private static readonly FrozenSet<string> Expressions = FrozenSet.Create(
        "BETWEEN", "CASE", "CAST", "COLLATE", "COLUMN_REF", "COMPARISON", "CONJUNCTION", "CONSTANT", "FUNCTION", "LAMBDA", "OPERATOR",
        "POSITIONAL_REFERENCE", "STAR", "SUBQUERY", "WINDOW");

    private static readonly FrozenSet<string> QueryNodes = FrozenSet.Create("SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE");

    private static readonly FrozenSet<string> OtherParts = FrozenSet.Create(
        "BASE_TABLE", "SUBQUERY", "JOIN", "EMPTY", "EXPRESSION_LIST", "TABLE_FUNCTION",
        "ORDER_MODIFIER", "LIMIT_MODIFIER", "LIMIT_PERCENT_MODIFIER", "DISTINCT_MODIFIER",
        "ORDER_DEFAULT", "ASCENDING", "DESCENDING",
        "DECIMAL_TYPE_INFO", "LIST_TYPE_INFO", "STRUCT_TYPE_INFO", "ARRAY_TYPE_INFO", "STRING_TYPE_INFO", "GENERIC_TYPE_INFO");

    // Words that DuckDB reads as a function call when no column has the name: they answer with the clock or the session.
    private static readonly FrozenSet<string> SessionWords = new[]
    {
        "current_catalog", "current_date", "current_role", "current_schema", "current_time", "current_timestamp", "current_user",
        "localtime", "localtimestamp", "session_user", "user",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> TableFunctions =
        new[] { "unnest", "range", "generate_series" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private QueryWalk()
    {
    }

    private string? Objection { get; set; }

    /// <summary>What is wrong with the statement, in plain English, or null.</summary>
    internal static string? FirstObjection(JsonElement statement, IEnumerable<string> tables)
    {
        var walk = new QueryWalk();
        walk.Visit(statement, tables.ToImmutableHashSet(StringComparer.OrdinalIgnoreCase));
        return walk.Objection;
    }

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}\\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();

    private static string Shown(string name) => PlainName().IsMatch(name) ? name : "(a name that is not a plain word)";

    private static string Text(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : string.Empty;

    private static bool IsSet(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);

    private void Visit(JsonElement element, ImmutableHashSet<string> scope)
    {
        if (Objection is not null)
        {
            return;
        }

        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Visit(item, scope);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            VisitObject(element, scope);
        }
    }

    private void VisitObject(JsonElement element, ImmutableHashSet<string> scope)
    {
        if (element.TryGetProperty("class", out var expression))
        {
            Objection = ObjectionToExpression(element, expression.GetString() ?? string.Empty);
        }
        else if (element.TryGetProperty("cte_map", out var named))
        {
            Objection = QueryNodes.Contains(Text(element, "type")) ? null : $"The query holds a {Shown(Text(element, "type"))}, which is not allowed.";
            scope = VisitNamedQueries(named, scope);
            scope = Text(element, "cte_name") is { Length: > 0 } recursive ? Declare(recursive, scope) : scope;
        }
        else if (Text(element, "type") is { Length: > 0 } part)
        {
            Objection ??= ObjectionToPart(element, part, scope);
        }

        if (Objection is null && IsSet(element, "sample"))
        {
            Objection = "A sample is not allowed: it gives another answer each time. Select by a hash of person_key instead.";
        }

        if (Text(element, "class") == "CONSTANT")
        {
            return;
        }

        foreach (var member in element.EnumerateObject().Where(m => m.Name != "cte_map"))
        {
            Visit(member.Value, scope);
        }
    }

    // A WITH query sees the ones before it, not itself: a name that is not in scope would be looked for as a file.
    private ImmutableHashSet<string> VisitNamedQueries(JsonElement named, ImmutableHashSet<string> scope)
    {
        foreach (var entry in named.GetProperty("map").EnumerateArray())
        {
            Visit(entry.GetProperty("value"), scope);
            scope = Declare(Text(entry, "key"), scope);
        }

        return scope;
    }

    private ImmutableHashSet<string> Declare(string name, ImmutableHashSet<string> scope)
    {
        if (!PlainName().IsMatch(name))
        {
            Objection ??= "The name of a WITH query must be a plain word.";
        }

        return scope.Add(name);
    }

    private static string? ObjectionToExpression(JsonElement element, string kind)
    {
        if (!Expressions.Contains(kind))
        {
            return kind == "PARAMETER" ? "The query holds a parameter; a cohort query has none." : $"The query holds {Shown(kind)}, which is not allowed.";
        }

        return kind switch
        {
            "FUNCTION" or "WINDOW" => ObjectionToFunction(element, PermittedFunctions.Contains),
            "COLUMN_REF" when element.GetProperty("column_names") is var names && names.GetArrayLength() == 1
                && SessionWords.Contains(names[0].GetString()!) =>
                $"{names[0].GetString()} is not allowed: it answers with the clock or the session, not with data.",
            _ => null,
        };
    }

    private static string? ObjectionToFunction(JsonElement element, Func<string, bool> isPermitted)
    {
        var name = Text(element, "function_name");
        if (string.Equals(name, "age", StringComparison.OrdinalIgnoreCase) && element.GetProperty("children").GetArrayLength() != 2)
        {
            return "The function age is called with one date, which counts to today. Give it both dates.";
        }

        return !isPermitted(name)
            ? $"The function {Shown(name)} is not on the list of functions a cohort query may use."
            : Text(element, "schema") is not ("" or "main") || Text(element, "catalog") is not ("" or "system")
                ? $"The function {Shown(name)} is called through a schema, which is not allowed."
                : null;
    }

    private static string? ObjectionToPart(JsonElement element, string part, ImmutableHashSet<string> scope)
    {
        if (!OtherParts.Contains(part))
        {
            return part == "SHOW_REF" ? "SHOW, DESCRIBE and SUMMARIZE are not allowed." : $"The query holds {Shown(part)}, which is not allowed.";
        }

        if (part == "BASE_TABLE")
        {
            var name = Text(element, "table_name");
            return Text(element, "schema_name").Length > 0 || Text(element, "catalog_name").Length > 0
                ? "A table is named through a schema or catalogue. Name the mounted tables by themselves."
                : IsSet(element, "at_clause")
                    ? "A table is read at an earlier version, which is not allowed."
                    : scope.Contains(name) ? null : $"The table {Shown(name)} is not mounted. A file cannot be read from a cohort query.";
        }

        // The function of a table function is visited as an expression too; only those that make rows out of nothing pass both lists.
        return part == "TABLE_FUNCTION" ? ObjectionToFunction(element.GetProperty("function"), TableFunctions.Contains) : null;
    }
}
