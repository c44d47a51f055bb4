using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Linkage.Matching.Duck;

/// <summary>
/// An SQL expression that a user gave: checked to be one scalar expression that calls nothing but known functions that compute from their arguments
/// (<see cref="ScalarFunctions"/>), and whose value cannot outgrow the columns by far (<see cref="ExpressionGrowth"/>). It is parsed by DuckDB, and nothing of it
/// is executed.
/// </summary>
public sealed class ScalarExpression
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 4_000 };

    private readonly JsonNode _statements;

    private ScalarExpression(string sql, IReadOnlyList<IReadOnlyList<string>> columns, JsonNode statements) => (Sql, Columns, _statements) = (sql, columns, statements);

    /// <summary>The expression as it was given.</summary>
    public string Sql { get; }

    /// <summary>The columns it names, each by its parts: <c>l.surname</c> has two.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Columns { get; }

    /// <summary>Checks an expression.</summary>
    /// <param name="session">Knows the functions that may be called.</param>
    /// <param name="text">The expression.</param>
    /// <param name="where">What a message is about: the option or the place in the settings.</param>
    /// <param name="example">An expression that would do, for the message.</param>
    /// <param name="cancellationToken">Interrupts the parser.</param>
    /// <exception cref="MatchingInputException">It is not one scalar expression, or it calls what it may not.</exception>
    public static ScalarExpression Parse(DuckSession session, string text, string where, string example, CancellationToken cancellationToken) =>
        Parse(session, null, text, where, example, cancellationToken);

    /// <summary>Checks an expression, for callers that check several and ask for the functions of the session once; null to ask for them here.</summary>
    internal static ScalarExpression Parse(DuckSession session, ScalarFunctions? known, string text, string where, string example, CancellationToken cancellationToken)
    {
        if (text.Length > ExpressionGrowth.MostCharacters)
        {
            throw new MatchingInputException($"The expression has {text.Length.ToString(CultureInfo.InvariantCulture)} characters.", where, $"Give at most {ExpressionGrowth.MostCharacters.ToString(CultureInfo.InvariantCulture)}.");
        }

        // A line break before the closing bracket keeps a trailing comment from swallowing it.
        var json = session.Scalar<string>("SELECT json_serialize_sql($1::VARCHAR)::VARCHAR", [$"SELECT ({text}\n)"], cancellationToken)!;
        using var document = JsonDocument.Parse(json, Deep);
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
            && node.GetProperty("modifiers").GetArrayLength() == 0
            && node.GetProperty("group_expressions").GetArrayLength() == 0
            && node.GetProperty("having").ValueKind == JsonValueKind.Null
            && node.GetProperty("qualify").ValueKind == JsonValueKind.Null
            && node.GetProperty("sample").ValueKind == JsonValueKind.Null
            // A clause that leaves no trace in the tree (WINDOW) stands between the brackets of the text, not within two.
            && session.Scalar<bool>("SELECT json_serialize_sql($1::VARCHAR) ->> 'error' = 'false'", [$"SELECT (({text}\n))"], cancellationToken);
        if (!single)
        {
            throw new MatchingInputException("It must be one expression and nothing else.", where, "Leave out FROM, WHERE, ORDER BY and further columns or statements.");
        }

        var columns = new List<IReadOnlyList<string>>();
        var functions = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        Walk(node.GetProperty("select_list")[0], columns, functions, where);
        known ??= ScalarFunctions.Of(session, cancellationToken);
        CheckFunctions(known, functions, where);
        new ExpressionGrowth(where, known.IsMacro).Check(node.GetProperty("select_list")[0]);
        return new ScalarExpression(text, columns, JsonNode.Parse(json, null, Deep)!);
    }

    /// <summary>The expression with its columns renamed, as DuckDB writes it.</summary>
    /// <param name="session">Writes it.</param>
    /// <param name="rename">The new parts of a column's name.</param>
    /// <param name="cancellationToken">Interrupts the statement.</param>
    public string Renamed(DuckSession session, Func<IReadOnlyList<string>, IReadOnlyList<string>> rename, CancellationToken cancellationToken)
    {
        var statements = _statements.DeepClone();
        Rename(statements, rename);
        var select = session.Scalar<string>("SELECT json_deserialize_sql($1::JSON)", [statements.ToJsonString(new JsonSerializerOptions { MaxDepth = 4_000 })], cancellationToken)!;
        return select["SELECT ".Length..].TrimEnd(';');
    }

    private static void Rename(JsonNode? node, Func<IReadOnlyList<string>, IReadOnlyList<string>> rename)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
            {
                Rename(item, rename);
            }
        }
        else if (node is JsonObject members)
        {
            if (members["class"] is JsonValue kind && kind.GetValue<string>() == "COLUMN_REF")
            {
                members["column_names"] = new JsonArray([.. rename([.. members["column_names"]!.AsArray().Select(n => n!.GetValue<string>())]).Select(n => (JsonNode)n)]);
            }

            foreach (var (_, member) in members)
            {
                Rename(member, rename);
            }
        }
    }

    private static void CheckFunctions(ScalarFunctions known, HashSet<string> functions, string where)
    {
        if (functions.Order(StringComparer.Ordinal).FirstOrDefault(f => !known.MayBeCalled(f)) is { } function)
        {
            throw new MatchingInputException(
                $"The function '{function}' may not be called in it.",
                where,
                "Use functions of one record's values that make them no longer, such as lower, substring, split_part, regexp_extract, date_part or levenshtein.");
        }
    }

    private static void Walk(JsonElement element, List<IReadOnlyList<string>> columns, HashSet<string> functions, string where)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Walk(item, columns, functions, where);
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
                    columns.Add([.. element.GetProperty("column_names").EnumerateArray().Select(n => n.GetString()!)]);
                    break;
                case "FUNCTION":
                    functions.Add(element.GetProperty("function_name").GetString()!);
                    break;
                case "CONSTANT" or "CAST" or "OPERATOR" or "COMPARISON" or "CONJUNCTION" or "CASE" or "BETWEEN" or "COLLATE":
                    break;
                default:
                    throw new MatchingInputException("It may hold no subquery, window, star, parameter or lambda.", where, "Give an expression over the columns of one record.");
            }
        }

        foreach (var property in element.EnumerateObject())
        {
            Walk(property.Value, columns, functions, where);
        }
    }
}
