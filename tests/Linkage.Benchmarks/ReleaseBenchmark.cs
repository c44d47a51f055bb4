using System.Diagnostics;
using System.Globalization;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Tests.Release;

namespace Linkage.Benchmarks;

/// <summary>The Release stage from mounted tables to a signed bundle, without the run's attack on itself: query, protection, Parquet, digests, signature, publication.</summary>
internal static class ReleaseBenchmark
{
    /// <summary>What can be released.</summary>
    internal static readonly string[] Outputs = ["rows", "outreach", "counts"];

    /// <summary>Measures one release, and gives a row of a table.</summary>
    internal static string Run(string output, int rows)
    {
        // Six people of ten are in arrears, and everybody is of the cohort.
        using var world = new ReleaseWorld(output == "outreach" ? rows : (int)(rows / 0.6) + 1);
        ProjectOutput asked = output switch
        {
            "rows" => ReleaseWorld.Rows(),
            "outreach" => ReleaseWorld.Outreach(),
            _ => ReleaseWorld.Wards(),
        };
        var (clock, processor) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        var released = world.Release(world.Request(asked) with { MemoryLimitMib = 1024 });
        var (seconds, used) = (clock.Elapsed.TotalSeconds, (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds);
        var file = released.Bundle.Files.Single();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| output | rows out | MB | seconds | processor s | peak MiB |\n|---|---:|---:|---:|---:|---:|\n| {output} | {file.Rows:N0} | {file.Bytes / 1e6:F1} | {seconds:F1} | {used:F1} | {ProcessorClock.PeakMib():F0} |");
    }
}
