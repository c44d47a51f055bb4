using System.Security.Cryptography;
using System.Text.Json;

namespace Linkage.Pipeline.Release;

/// <summary>
/// The digest of a query as a rule approves it: SHA-256 over the form DuckDB parses it to, without positions in the text. White space, comments,
/// letter case of keywords and a closing semicolon do not change it; anything that changes the meaning does. A new version of DuckDB may parse to another form;
/// the digests then have to be made and approved again.
/// </summary>
public static class QueryDigest
{
    /// <summary>The digest as 64 lower-case hexadecimal digits.</summary>
    /// <exception cref="FormatException">The text is not one SELECT statement; the message says what it is and repeats nothing of it.</exception>
    public static string Of(string sql)
    {
        var (syntax, problem) = QuerySyntax.Parse(sql);
        using (syntax)
        {
            return syntax is null ? throw new FormatException(problem) : Of(syntax);
        }
    }

    internal static string Of(QuerySyntax syntax)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            Write(syntax.Statement.GetProperty("node"), writer);
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()));
    }

    private static void Write(JsonElement element, Utf8JsonWriter writer)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject().Where(m => m.Name != "query_location"))
                {
                    writer.WritePropertyName(member.Name);
                    Write(member.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(item, writer);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteRawValue(element.GetRawText());
                break;
        }
    }
}
