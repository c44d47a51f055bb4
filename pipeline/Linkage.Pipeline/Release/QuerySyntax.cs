using System.Text.Json;
using Linkage.Matching.Duck;

namespace Linkage.Pipeline.Release;

/// <summary>A query as DuckDB's own parser reads it. What is checked and hashed is this form, so no second reading of SQL can differ from DuckDB's.</summary>
internal sealed class QuerySyntax : IDisposable
{
    // Longest query accepted, in characters, and the deepest nesting of its parsed form.
    private const int LongestQuery = 200_000;
    private const int DeepestTree = 1_000;

    // The only words of a refused statement that a message repeats.
    private static readonly string[] Statements =
    [
        "ALTER", "ANALYZE", "ATTACH", "BEGIN", "CALL", "CHECKPOINT", "COMMENT", "COMMIT", "COPY", "CREATE", "DEALLOCATE", "DELETE", "DETACH",
        "DROP", "EXECUTE", "EXPLAIN", "EXPORT", "FORCE", "IMPORT", "INSERT", "INSTALL", "LOAD", "MERGE", "PIVOT", "PRAGMA", "PREPARE", "RESET",
        "ROLLBACK", "SET", "TRUNCATE", "UNPIVOT", "UPDATE", "USE", "VACUUM",
    ];

    private readonly JsonDocument _document;

    private QuerySyntax(JsonDocument document) => _document = document;

    /// <summary>The single SELECT statement: an object with the member <c>node</c>.</summary>
    internal JsonElement Statement => _document.RootElement.GetProperty("statements")[0];

    /// <summary>Parses a text that must be one SELECT statement. Gives the syntax, or says what the text is instead.</summary>
    internal static (QuerySyntax? Syntax, string Problem) Parse(string sql)
    {
        if (sql.Length > LongestQuery || sql.Contains('\0', StringComparison.Ordinal))
        {
            return (null, $"The query is longer than {LongestQuery} characters or holds a NUL character.");
        }

        using var session = DuckSession.Open(new DuckOptions { Threads = 1, MemoryLimitMib = 256 });
        session.Lock(CancellationToken.None);
        var json = session.Scalar<string>("SELECT CAST(json_serialize_sql(CAST($1 AS VARCHAR)) AS VARCHAR)", [sql], CancellationToken.None) ?? "{}";
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = DeepestTree });
        }
        catch (JsonException)
        {
            return (null, "The query is nested too deeply.");
        }

        var problem = ProblemOf(document.RootElement, sql);
        if (problem is null)
        {
            return (new QuerySyntax(document), string.Empty);
        }

        document.Dispose();
        return (null, problem);
    }

    /// <inheritdoc/>
    public void Dispose() => _document.Dispose();

    private static string? ProblemOf(JsonElement root, string sql)
    {
        if (!root.TryGetProperty("statements", out var statements))
        {
            var kind = FirstWord(sql);
            return root.TryGetProperty("error_type", out var type) && type.GetString() == "parser"
                ? "The query is not valid SQL."
                : Statements.Contains(kind)
                    ? $"{kind} is not a SELECT statement. A cohort query is one SELECT."
                    : "The text holds a statement that is not a SELECT. A cohort query is one SELECT.";
        }

        return statements.GetArrayLength() switch
        {
            0 => "The query is empty.",
            1 => null,
            var count => $"The text holds {count} statements. A cohort query is one SELECT.",
        };
    }

    private static string FirstWord(string sql)
    {
        var rest = sql.AsSpan().TrimStart();
        while (rest.StartsWith("--") || rest.StartsWith("/*"))
        {
            var closing = rest[0] == '-' ? "\n" : "*/";
            var end = rest[2..].IndexOf(closing);
            rest = end < 0 ? [] : rest[(2 + end + closing.Length)..].TrimStart();
        }

        var length = 0;
        while (length < rest.Length && char.IsAsciiLetter(rest[length]))
        {
            length++;
        }

        return rest[..length].ToString().ToUpperInvariant();
    }
}
