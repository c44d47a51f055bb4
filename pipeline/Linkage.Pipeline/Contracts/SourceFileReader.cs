using System.Buffers;
using Linkage.Governance.Documents;

namespace Linkage.Pipeline.Contracts;

/// <summary>Reads the <c>servers</c> entry of a contract: where the file is and how it is written.</summary>
internal static class SourceFileReader
{
    private static readonly SearchValues<char> PatternCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.*() ");

    private static readonly Dictionary<string, char> Delimiters = new(StringComparer.Ordinal)
    {
        ["comma"] = ',',
        ["semicolon"] = ';',
        ["pipe"] = '|',
        ["tab"] = '\t',
    };

    /// <summary>Reads the entry.</summary>
    /// <exception cref="ConfigurationException">A key is missing, unknown or refused; a path that could leave the source folder among them.</exception>
    public static SourceFile Read(YamlNode node) => node.AsMap(server =>
    {
        server.RequiredString("server");
        server.OptionalString("description");
        server.Required("type").AsOneOf(["local"]);
        var format = server.Required("format").AsOneOf(["csv", "parquet"]) == "csv" ? SourceFormat.Csv : SourceFormat.Parquet;
        return new SourceFile
        {
            NamePattern = NamePattern(server.Required("path")),
            Format = format,
            Delimiter = format == SourceFormat.Csv ? Delimiters[server.Required("delimiter").AsOneOf(Delimiters.Keys)] : null,
            Encoding = format == SourceFormat.Csv ? server.Required("encoding").AsOneOf(["utf-8", "windows-1252", "latin-1", "utf-16"]) : "utf-8",
        };
    });

    private static string NamePattern(YamlNode node)
    {
        var pattern = node.AsString();
        if (pattern.AsSpan().ContainsAny('/', '\\', ':') || pattern.Contains("..", StringComparison.Ordinal) || Path.IsPathRooted(pattern))
        {
            throw node.Error("this must be the name of a file in the source folder, not a path; remove every '/', '\\', ':' and '..'.");
        }

        return pattern.Length <= 120 && pattern[0] is not ('.' or ' ') && !pattern.AsSpan().ContainsAnyExcept(PatternCharacters)
            ? pattern
            : throw node.Error("a file name pattern is at most 120 letters, digits, spaces, '_', '-', '.', brackets and '*' (any characters), and begins with neither '.' nor a space.");
    }
}
