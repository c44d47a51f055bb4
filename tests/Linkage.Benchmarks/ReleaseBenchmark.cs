using System.Diagnostics;
using System.Globalization;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Tests.Release;
using Linkage.Pipeline.Tests.Release.Sums;

namespace Linkage.Benchmarks;

/// <summary>The Release stage from mounted tables to a signed bundle, without the run's attack on itself: query, protection, Parquet, digests, signature, publication.</summary>
internal static class ReleaseBenchmark
{
    private static readonly int[] Widths = [10, 100, 1000];
    private static readonly int[] Prefixes = [3, 2];

    /// <summary>What can be released.</summary>
    internal static readonly string[] Outputs = ["rows", "ladders", "outreach", "counts", "sums"];

    // A date of 27,000 days, an amount and a postcode, all of the number of the person: nobody has the combination of another.
    private static ProjectOutput Ladders() => ReleaseWorld.Families(
        "SELECT person_key, DATE '1940-01-01' + CAST(arrears_gbp * 7919 % 27000 AS INTEGER) AS born, CAST(arrears_gbp * 104729 % 9973 AS INTEGER) AS owed, "
        + "'A' || CAST(arrears_gbp * 31 % 89 AS INTEGER) || ' ' || CAST(arrears_gbp % 9 AS INTEGER) AS place, tenure FROM rent_arrears_panel",
        Grouped("born", LadderKind.Dates, [.. LadderStep.PeriodWords.Skip(2).Select(LadderStep.Period)]),
        Grouped("owed", LadderKind.Widths, [.. Widths.Select(w => new LadderStep(LadderKind.Widths, w))]),
        Grouped("place", LadderKind.Prefixes, [.. Prefixes.Select(p => new LadderStep(LadderKind.Prefixes, p))]),
        new ProjectOutputColumn("tenure", "Value", ["rent-arrears-panel.tenure"]));

    private static ProjectOutputColumn Grouped(string name, LadderKind kind, IReadOnlyList<LadderStep> steps) =>
        new(name, "Dimension", ["rent-arrears-panel.arrears_gbp"]) { Generalise = new GeneralisationLadder(kind, steps) };

    /// <summary>Measures one release, and gives a row of a table.</summary>
    internal static string Run(string output, int rows)
    {
        // Six people of ten are in arrears, and everybody is of the cohort.
        using var world = new ReleaseWorld(output == "outreach" ? rows : (int)(rows / 0.6) + 1);
        ProjectOutput asked = output switch
        {
            "rows" => ReleaseWorld.Rows(),
            "ladders" => Ladders(),
            "outreach" => ReleaseWorld.Outreach(),
            "sums" => SumWorld.Table(),
            _ => ReleaseWorld.Wards(),
        };
        var (clock, processor) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        var request = world.Request(asked) with { MemoryLimitMib = 1024 };
        var released = world.Release(request, output == "sums" ? SumWorld.Terms(request) : ReleaseWorld.Terms(request));
        var (seconds, used) = (clock.Elapsed.TotalSeconds, (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds);
        var file = released.Bundle.Files.Single();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| output | rows out | MB | seconds | processor s | peak MiB |\n|---|---:|---:|---:|---:|---:|\n| {output} | {file.Rows:N0} | {file.Bytes / 1e6:F1} | {seconds:F1} | {used:F1} | {ProcessorClock.PeakMib():F0} |");
    }
}
