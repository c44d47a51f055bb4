using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Linkage.Benchmarks;

// Measures the main job as its user runs it: the real executable, one process a run, per stage wall time and peak memory.
//
//   dotnet run -c Release --project tests/Linkage.Benchmarks -- 100000 1000000
//
// Prints a Markdown table and, with --out FILE, writes it.
// Every figure of the matching engine as one table, each run in a process of its own (CITY: linkage synth --people 1511000 --seed 11; made where it is not given):
//
//   dotnet run -c Release --project tests/Linkage.Benchmarks -- figures [CITY]
if (args is ["figures", ..])
{
    FiguresTable.Print(args.Length > 1 ? args[1] : null);
    return 0;
}

// One of its rows, and on the error stream where the time went:
//
//   dotnet run -c Release --project tests/Linkage.Benchmarks -- link febrl4|fake_1000|fake_1000_labels
//   dotnet run -c Release --project tests/Linkage.Benchmarks -- link CITY sparse|nine|dense|wide [MiB for DuckDB]
if (args is ["link", var data] && PublicDataBenchmark.Names.Contains(data))
{
    Console.WriteLine(Figures.Head);
    Console.WriteLine(PublicDataBenchmark.Run(data));
    return 0;
}

if (args is ["link", var city, var blocks, ..] && LinkBenchmark.Blocks.ContainsKey(blocks))
{
    Console.WriteLine(Figures.Head);
    Console.WriteLine(LinkBenchmark.Run(city, blocks, args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 2048));
    return 0;
}

// Two deliveries of a dataset beside each other:
//
//   dotnet run -c Release --project tests/Linkage.Benchmarks -- completeness 1000000
if (args is ["completeness", var records])
{
    Console.WriteLine("| rows | measures | time | peak memory |\n|---:|---:|---:|---:|");
    Console.WriteLine(CompletenessBenchmark.Run(int.Parse(records, CultureInfo.InvariantCulture)));
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

// How long a decision takes over so many rules:
//
//   dotnet run -c Release --project tests/Linkage.Benchmarks -- decisions [GOVERNANCE] [RULES]
if (args is ["decisions", ..])
{
    Console.WriteLine("| rules | datasets | made and signed s | first time ms | processor ms | median ms | 99 % ms | longest ms |\n|---:|---:|---:|---:|---:|---:|---:|---:|");
    Console.WriteLine(DecisionBenchmark.Run(args.Length > 1 ? args[1] : "governance", args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 5_000));
    return 0;
}

// Sealing and opening of a file of so many MiB, beside openssl speed:
//
//   dotnet run -c Release --project tests/Linkage.Benchmarks -- sealing [MIB]
if (args is ["sealing", ..])
{
    Console.WriteLine(SealingBenchmark.Run(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1024));
    return 0;
}

// Protection of large tables of counts:
//
//   dotnet run -c Release --project tests/Linkage.Benchmarks -- disclosure
if (args is ["disclosure"])
{
    Console.WriteLine(DisclosureBenchmark.Run());
    return 0;
}

// The Release stage alone, with outputs of so many rows:
//
//   dotnet run -c Release --project tests/Linkage.Benchmarks -- release rows|ladders|outreach|counts|sums [ROWS]
if (args is ["release", var released, ..] && ReleaseBenchmark.Outputs.Contains(released))
{
    Console.WriteLine(ReleaseBenchmark.Run(released, args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1_000_000));
    return 0;
}

// The registry in the store at size:
//
//   dotnet run -c Release --project tests/Linkage.Benchmarks -- registry [GOVERNANCE] [RULES]
if (args is ["registry", ..])
{
    Console.WriteLine(RegistryBenchmark.Run(args.Length > 1 ? args[1] : "governance", args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 5_000));
    return 0;
}

// What scheduling costs with so many runs in the store:
//
//   dotnet run -c Release --project tests/Linkage.Benchmarks -- scheduling [RUNS]
if (args is ["scheduling", ..])
{
    Console.WriteLine(await SchedulingBenchmark.RunAsync(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10_000));
    return 0;
}

// The ledger at size:
//
//   dotnet run -c Release --project tests/Linkage.Benchmarks -- ledger [EVENTS]
if (args is ["ledger", ..])
{
    Console.WriteLine(LedgerBenchmark.Run(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000_000));
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
    LinkageExecutable.Run("synth", "--people", people.ToString(CultureInfo.InvariantCulture), "--seed", "7", "--out", folder);
    report.AppendLine(CultureInfo.InvariantCulture, $"| {people:N0} | | synth | | | {clock.Elapsed.TotalSeconds:F1} | |");
    LinkageExecutable.Run("keys", "init", "--data", folder);
    LinkageExecutable.Run("rules", "import", "governance", "--data", folder);
    foreach (var project in new[] { "homes-and-money", "child-poverty-research" })
    {
        clock.Restart();
        var outcome = LinkageExecutable.Run("run", project, "--data", folder, "--sources", Path.Combine(folder, "sources"), "--at", "2026-11-22T12:00:00Z");
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
