using System.Diagnostics;
using System.Text.Json;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests;

/// <summary>Runs the independent readers: programs that share no code with Linkage.</summary>
internal static class Node
{
    /// <summary>Reads a Parquet file with hyparquet.</summary>
    public static ParquetContent ReadParquet(string path) =>
        JsonSerializer.Deserialize<ParquetContent>(Run("read-parquet.mjs", path), JsonSerializerOptions.Web)!;

    /// <summary>Validates YAML or JSON files against one of our JSON Schemas with ajv, and returns the failures by file.</summary>
    public static IReadOnlyDictionary<string, string[]> Validate(string schema, params IEnumerable<string> files) =>
        JsonSerializer.Deserialize<Dictionary<string, string[]>>(Run("validate.mjs", [RepositoryPaths.Of("schemas", "formats", schema), .. files]))!;

    private static string Run(string script, params IReadOnlyList<string> arguments)
    {
        var folder = RepositoryPaths.Of("tests", "Linkage.EndToEnd.Tests", "readers");
        var start = new ProcessStartInfo("node", [Path.Combine(folder, script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{script} ended with {process.ExitCode}: {error.Result}");
        return output;
    }
}

/// <summary>What the independent reader found in a Parquet file.</summary>
internal sealed record ParquetContent(
    long Rows,
    long DeclaredRows,
    IReadOnlyList<ParquetColumn> Columns,
    IReadOnlyList<string> Codecs,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<Dictionary<string, JsonElement>> Values);

/// <summary>A column as the file declares it.</summary>
internal sealed record ParquetColumn(string Name, string Type, string? Logical);
