using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Linkage.Benchmarks;

// Measures the main job as its user runs it: the real executable, one process a run, per stage wall time and peak memory.
//
//   dotnet run -c Release --project tests/Linkage.Benchmarks -- 100000 1000000
//
// Prints a Markdown table and, with --out FILE, writes it.
// The matching engine by itself, on the extracts of a synthetic council:
//
//   dotnet run -c Release --project tests/Linkage.Benchmarks -- link CITY sparse|dense
if (args is ["link", var city, "sparse" or "dense" or "wide", ..])
{
    Console.WriteLine("| records | blocks | pairs | seconds | steps | M pairs/s | peak MiB | best P / R / F1 | at .95 | clusters |");
    Console.WriteLine("|---:|---|---:|---:|---|---:|---:|---|---|---:|");
    Console.WriteLine(LinkBenchmark.Run(city, args[2], memoryMib: 2048));
    return 0;
}

// How good it is there, by group of people, and how long it takes to say so:
//
//   dotnet run -c Release --project tests/Linkage.Benchmarks -- evaluate CITY
if (args is ["evaluate", var evaluated, ..])
{
    Console.WriteLine(EvaluationBenchmark.Run(evaluated, memoryMib: 2048));
    return 0;
}

var sizes = args.Where(a => int.TryParse(a, out _)).Select(a => int.Parse(a, CultureInfo.InvariantCulture)).ToList();
if (sizes.Count == 0)
{
    Console.Error.WriteLine("Say how many people: dotnet run -c Release --project tests/Linkage.Benchmarks -- 100000 1000000 [--out FILE]");
    return 3;
}

var report = new StringBuilder();
report.AppendLine(CultureInfo.InvariantCulture, $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, .NET {Environment.Version}");
report.AppendLine().AppendLine("| people | project | stage | rows in | kept | seconds | peak MiB |").AppendLine("|---:|---|---|---:|---:|---:|---:|");
foreach (var people in sizes)
{
    var folder = Path.Combine(Path.GetTempPath(), $"linkage-benchmark-{people}");
    if (Directory.Exists(folder))
    {
        Directory.Delete(folder, recursive: true);
    }

    var clock = Stopwatch.StartNew();
    Linkage("synth", "--people", people.ToString(CultureInfo.InvariantCulture), "--seed", "7", "--out", folder);
    report.AppendLine(CultureInfo.InvariantCulture, $"| {people:N0} | | synth | | | {clock.Elapsed.TotalSeconds:F1} | |");
    Linkage("keys", "init", "--data", folder);
    foreach (var project in new[] { "homes-and-money", "child-poverty-research" })
    {
        clock.Restart();
        var outcome = Linkage("run", project, "--data", folder, "--sources", Path.Combine(folder, "sources"), "--at", "2026-11-22T12:00:00Z");
        var seconds = clock.Elapsed.TotalSeconds;
        foreach (var stage in outcome.GetProperty("stages").EnumerateArray())
        {
            report.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {people:N0} | {project} | {stage.GetProperty("name").GetString()} | {stage.GetProperty("in").GetInt64():N0} | {stage.GetProperty("kept").GetInt64():N0} | {stage.GetProperty("seconds").GetDouble():F1} | {stage.GetProperty("peakMib").GetDouble():F0} |");
        }

        report.AppendLine(CultureInfo.InvariantCulture, $"| {people:N0} | {project} | whole process | | | {seconds:F1} | |");
    }

    Directory.Delete(folder, recursive: true);
}

Console.WriteLine(report);
if (Array.IndexOf(args, "--out") is >= 0 and var at && at + 1 < args.Length)
{
    File.WriteAllText(args[at + 1], report.ToString());
}

return 0;

static JsonElement Linkage(params IReadOnlyList<string> arguments)
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
