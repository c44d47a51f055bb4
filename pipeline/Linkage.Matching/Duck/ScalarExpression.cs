using System.Text.Json;

namespace Linkage.Matching.Duck;

/// <summary>
/// One scalar SQL expression that a user gave: no subquery, no window, no file, and only functions that compute from their arguments. Checked by
/// DuckDB's own parser; nothing of it is executed.
/// </summary>
internal sealed class ScalarExpression
{
    private static readonly HashSet<string> Refused = new(StringComparer.OrdinalIgnoreCase)
    {
        "getenv", "current_setting", "getvariable", "nextval", "currval", "write_log", "error", "query", "query_table", "parse_duckdb_log_message", "finalize",
    };

    private readonly string _where;

    private ScalarExpression(string text, string where) => (Sql, _where) = (text, where);

    /// <summary>The expression as it was given. It may end in a comment: let a line break follow it.</summary>
    internal string Sql { get; }

    /// <summary>The columns it names, each with its qualifiers, as in <c>["x", "dob"]</c>.</summary>
    internal List<IReadOnlyList<string>> Columns { get; } = [];

    private HashSet<string> Functions { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Checks an expression.</summary>
    /// <param name="session">Gives its parser and its list of functions.</param>
    /// <param name="text">The expression.</param>
    /// <param name="where">What an error is about: the option or setting.</param>
    /// <param name="example">An example of a good one, for an error.</param>
    /// <param name="cancellationToken">Interrupts the running statement.</param>
    /// <exception cref="MatchingInputException">It is not one scalar expression, or it calls what it may not.</exception>
    internal static ScalarExpression Parse(DuckSession session, string text, string where, string example, CancellationToken cancellationToken)
    {
        // A line break before the closing bracket keeps a trailing comment from swallowing it.
        var json = session.Scalar<string>("SELECT json_serialize_sql($1::VARCHAR)::VARCHAR", [$"SELECT ({text}\n) AS entity"], cancellationToken)!;
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.GetProperty("error").GetBoolean())
        {
            throw new MatchingInputException("The expression is not valid SQL.", where, $"Give one expression, as in {example}.");
        }

        var statements = root.GetProperty("statements");
        var node = statements[0].GetProperty("node");
        var single = statements.GetArrayLength() == 1
            && node.GetProperty("type").GetString() == "SELECT_NODE"
            && node.GetProperty("select_list").GetArrayLength() == 1
            && node.GetProperty("from_table").GetProperty("type").GetString() == "EMPTY"
            && node.GetProperty("where_clause").ValueKind == JsonValueKind.Null
            && node.GetProperty("modifiers").GetArrayLength() == 0;
        if (!single)
        {
            throw new MatchingInputException("It must be one expression and nothing else.", where, "Leave out FROM, WHERE, ORDER BY and further columns or statements.");
        }

        var expression = new ScalarExpression(text, where);
        expression.Walk(node.GetProperty("select_list")[0]);
        expression.CheckFunctions(session, cancellationToken);
        return expression;
    }

    private void CheckFunctions(DuckSession session, CancellationToken cancellationToken)
    {
        foreach (var function in Functions.Order(StringComparer.Ordinal))
        {
            var pure = session.Scalar<long>(
                "SELECT count(*) FROM duckdb_functions() WHERE lower(function_name) = lower($1) AND function_type IN ('scalar', 'macro')", [function], cancellationToken) > 0;
            var elsewise = session.Scalar<long>(
                "SELECT count(*) FROM duckdb_functions() WHERE lower(function_name) = lower($1) AND (function_type NOT IN ('scalar', 'macro') OR coalesce(stability, 'CONSISTENT') <> 'CONSISTENT')",
                [function],
                cancellationToken) > 0;
            if (!pure || elsewise || Refused.Contains(function) || function.StartsWith("pg_", StringComparison.OrdinalIgnoreCase))
            {
                throw new MatchingInputException($"The function '{function}' may not be called in it.", _where, "Use functions of one value, such as regexp_extract, split_part or substring.");
            }
        }
    }

    private void Walk(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Walk(item);
            }

            return;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (element.TryGetProperty("class", out var kind))
        {
            switch (kind.GetString())
            {
                case "COLUMN_REF":
                    Columns.Add([.. element.GetProperty("column_names").EnumerateArray().Select(n => n.GetString()!)]);
                    break;
                case "FUNCTION":
                    Functions.Add(element.GetProperty("function_name").GetString()!);
                    break;
                case "CONSTANT" or "CAST" or "OPERATOR" or "COMPARISON" or "CONJUNCTION" or "CASE" or "BETWEEN" or "COLLATE":
                    break;
                default:
                    throw new MatchingInputException("It may hold no subquery, window, star, parameter or lambda.", _where, "Give an expression over the columns of one record.");
            }
        }

        foreach (var property in element.EnumerateObject())
        {
            Walk(property.Value);
        }
    }
}
