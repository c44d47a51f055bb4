using System.Diagnostics;
using System.Globalization;

namespace Linkage.Benchmarks;

/// <summary>Every figure of the matching engine, each run in a process of its own so that its peak memory is its own.</summary>
internal static class FiguresTable
{
    /// <summary>People of which about 100 thousand and half a million records come; with <see cref="Million"/>, in that order.</summary>
    private static readonly int[] People = [148_000, 741_000];

    private const int Million = 1_511_000;

    /// <summary>Prints the table, a row as soon as it is measured.</summary>
    /// <param name="city">Folder of a synthetic council of a million records, or null to make one. Smaller ones are made and deleted again.</param>
    internal static void Print(string? city)
    {
        Console.WriteLine(Figures.Head);
        foreach (var name in PublicDataBenchmark.Names)
        {
            PrintRow(name);
        }

        foreach (var people in People)
        {
            PrintMade(people);
        }

        if (city is null)
        {
            PrintMade(Million);
        }
        else
        {
            PrintCity(city);
        }
    }

    private static void PrintMade(int people)
    {
        var folder = Directory.CreateTempSubdirectory("linkage-benchmark-");
        try
        {
            LinkageExecutable.Run("synth", "--people", people.ToString(CultureInfo.InvariantCulture), "--seed", "11", "--out", folder.FullName);
            PrintCity(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void PrintCity(string city)
    {
        foreach (var blocks in LinkBenchmark.Blocks.Keys)
        {
            PrintRow(city, blocks);
        }
    }

    /// <summary>Prints the last line that <c>link</c> prints.</summary>
    private static void PrintRow(params string[] arguments)
    {
        var own = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Linkage.Benchmarks.exe" : "Linkage.Benchmarks");
        using var process = Process.Start(new ProcessStartInfo(own, ["link", .. arguments]) { RedirectStandardOutput = true })!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        Console.WriteLine(process.ExitCode == 0 ? lines[^1] : $"| {string.Join(' ', arguments)} ended with {process.ExitCode} |");
    }
}
