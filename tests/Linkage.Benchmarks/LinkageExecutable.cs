using System.Diagnostics;
using System.Text.Json;

namespace Linkage.Benchmarks;

/// <summary>The executable <c>linkage</c>, which lies beside this one.</summary>
internal static class LinkageExecutable
{
    /// <summary>Runs it to its end and gives the JSON it prints.</summary>
    internal static JsonElement Run(params IReadOnlyList<string> arguments)
    {
        var executable = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "linkage.exe" : "linkage");
        var start = new ProcessStartInfo(executable, [.. arguments, "--json"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LINKAGE_TEST_CLOCK"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonDocument.Parse(output).RootElement.Clone()
            : throw new InvalidOperationException($"linkage {arguments[0]} ended with {process.ExitCode}: {error.Result}");
    }
}
