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

    /// <summary>What the independent verifier says of bundles, in one process: by folder, whether it is valid.</summary>
    public static IReadOnlyDictionary<string, bool> VerifyBundles(string publicKey, IReadOnlyList<string> folders)
    {
        var verdicts = Start(RepositoryPaths.Of("tests", "Linkage.EndToEnd.Tests", "Independent", "verify-bundle.mjs"), [publicKey, .. folders], out var exitCode)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<BundleVerdict>(line, JsonSerializerOptions.Web)!)
            .ToDictionary(v => v.Folder, v => v.Valid);
        Assert.Equal(verdicts.Values.All(valid => valid) ? 0 : 1, exitCode);
        return verdicts;
    }

    private static string Run(string script, params IReadOnlyList<string> arguments)
    {
        var output = Start(RepositoryPaths.Of("tests", "Linkage.EndToEnd.Tests", "readers", script), arguments, out var exitCode);
        Assert.Equal(0, exitCode);
        return output;
    }

    private static string Start(string script, IReadOnlyList<string> arguments, out int exitCode)
    {
        var start = new ProcessStartInfo("node", [script, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        exitCode = process.ExitCode;
        Assert.True(exitCode == 0 || error.Result.Length == 0, $"{script} ended with {exitCode}: {error.Result}");
        return output;
    }

    private sealed record BundleVerdict(string Folder, bool Valid);
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
