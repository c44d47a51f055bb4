namespace Linkage.Jobs.Reporting;

/// <summary>A synthetic council as a person reads it.</summary>
internal static class SynthReport
{
    /// <summary>Prints the files and where they are.</summary>
    public static void Print(Screen screen, SynthDocument made)
    {
        screen.Title("synthetic council", $"{Screen.Count(made.People)} people in {Screen.Count(made.Households)} households and {Screen.Count(made.Properties)} properties, seed {made.Seed}");
        screen.Plain($"{RunReport.Shown(made.Out)}");
        screen.Table(
            ["dataset", "file", ">rows", ">size"],
            made.Files.Select(f => (IReadOnlyList<string>)[Screen.Escape(f.Dataset), Screen.Escape(Path.GetFileName(f.Name)), Screen.Count(f.Rows), Screen.Bytes(f.Bytes)]));
        screen.Line($"[grey]{Screen.Seconds(made.Seconds)}, peak {Screen.Count((long)made.PeakMib)} MiB[/]");
    }
}
