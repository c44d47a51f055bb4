using System.Text.Json;
using DuckDB.NET.Data;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Evaluation;

/// <summary>
/// An expression over the columns of a record that is equal for records of one entity. It comes from a user: it must be one scalar expression, and only
/// functions that compute from their arguments may be called in it.
/// </summary>
public sealed record TruthExpression
{
    private const string What = "--truth";

    private static readonly HashSet<string> Refused = new(StringComparer.OrdinalIgnoreCase)
    {
        "getenv", "current_setting", "getvariable", "nextval", "currval", "write_log", "error", "query", "query_table", "parse_duckdb_log_message", "finalize",
    };

    private TruthExpression(string sql, IReadOnlySet<string> columns)
    {
        Sql = sql;
        Columns = columns;
    }

    /// <summary>The expression as it was given.</summary>
    public string Sql { get; }

    /// <summary>Names in it that may be columns; none of them is used as evidence.</summary>
    public IReadOnlySet<string> Columns { get; }

    /// <summary>Checks an expression. Nothing of it is executed.</summary>
    /// <exception cref="MatchingInputException">It is not one scalar expression, or it calls what it may not.</exception>
    public static TruthExpression Parse(DuckSession session, string text, CancellationToken cancellationToken)
    {
        // A line break before the closing bracket keeps a trailing comment from swallowing it.
        var json = session.Scalar<string>("SELECT json_serialize_sql($1::VARCHAR)::VARCHAR", [$"SELECT ({text}\n) AS entity"], cancellationToken)!;
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.GetProperty("error").GetBoolean())
        {
            throw new MatchingInputException("The expression is not valid SQL.", What, "Give one expression, as in regexp_extract(rec_id, '[0-9]+').");
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
            throw new MatchingInputException("It must be one expression and nothing else.", What, "Leave out FROM, WHERE, ORDER BY and further columns or statements.");
        }

        var columns = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var functions = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        Walk(node.GetProperty("select_list")[0], columns, functions);
        CheckFunctions(session, functions, cancellationToken);
        return new TruthExpression(text, columns);
    }

    /// <summary>Writes the entity of each record of a relation to a table (dataset, record_id, entity).</summary>
    /// <exception cref="MatchingInputException">It names a column the relation does not have, or fails on a value.</exception>
    public void Insert(DuckSession session, SqlName target, string dataset, SqlName relation, SqlName recordId, CancellationToken cancellationToken)
    {
        try
        {
            session.Execute($"INSERT INTO {target} SELECT {SqlName.Literal(dataset)}, {recordId}, CAST(({Sql}\n) AS VARCHAR) FROM {relation}", cancellationToken);
        }
        catch (DuckDBException)
        {
            // The engine's message may quote a value of a record.
            throw new MatchingInputException($"The expression cannot be computed over dataset '{dataset}'.", What, "Check its column names and that it fits every value.");
        }
    }

    private static void CheckFunctions(DuckSession session, HashSet<string> functions, CancellationToken cancellationToken)
    {
        foreach (var function in functions.Order(StringComparer.Ordinal))
        {
            var pure = session.Scalar<long>(
                "SELECT count(*) FROM duckdb_functions() WHERE lower(function_name) = lower($1) AND function_type IN ('scalar', 'macro')", [function], cancellationToken) > 0;
            var elsewise = session.Scalar<long>(
                "SELECT count(*) FROM duckdb_functions() WHERE lower(function_name) = lower($1) AND (function_type NOT IN ('scalar', 'macro') OR coalesce(stability, 'CONSISTENT') <> 'CONSISTENT')",
                [function],
                cancellationToken) > 0;
            if (!pure || elsewise || Refused.Contains(function) || function.StartsWith("pg_", StringComparison.OrdinalIgnoreCase))
            {
                throw new MatchingInputException($"The function '{function}' may not be called in it.", What, "Use functions of one value, such as regexp_extract, split_part or substring.");
            }
        }
    }

    private static void Walk(JsonElement element, HashSet<string> columns, HashSet<string> functions)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Walk(item, columns, functions);
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
                    foreach (var name in element.GetProperty("column_names").EnumerateArray())
                    {
                        columns.Add(name.GetString()!);
                    }

                    break;
                case "FUNCTION":
                    functions.Add(element.GetProperty("function_name").GetString()!);
                    break;
                case "CONSTANT" or "CAST" or "OPERATOR" or "COMPARISON" or "CONJUNCTION" or "CASE" or "BETWEEN" or "COLLATE":
                    break;
                default:
                    throw new MatchingInputException("It may hold no subquery, window, star, parameter or lambda.", What, "Give an expression over the columns of one record.");
            }
        }

        foreach (var property in element.EnumerateObject())
        {
            Walk(property.Value, columns, functions);
        }
    }
}
