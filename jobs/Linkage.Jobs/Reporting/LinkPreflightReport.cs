using System.Globalization;

namespace Linkage.Jobs.Reporting;

/// <summary>What linking would take, as a person reads it.</summary>
internal static class LinkPreflightReport
{
    /// <summary>Prints pairs by rule, the largest blocks with masked keys, time, memory and the verdict.</summary>
    public static void Print(Screen screen, LinkPreflightDocument link)
    {
        screen.Title("link, before anything is compared", null);
        screen.Section("Pairs by blocking rule");
        screen.Table(
            ["rule", ">in blocks", ">within limits", ">new", ">left out"],
            link.Rules.Where(r => r.PairsInBlocks > 0).Select(r => (IReadOnlyList<string>)
                [Screen.Escape(r.Name), Screen.Count(r.PairsInBlocks), Screen.Count(r.PairsKept), $"[bold]{Screen.Count(r.PairsNew)}[/]", Screen.Count(r.PairsLeftOut)]));
        screen.Section("Largest blocks");
        screen.Table(
            ["rule", ">records", ">pairs", "key, masked"],
            link.Rules.SelectMany(r => r.LargestBlocks.Take(1).Select(b => (r.Name, Block: b))).OrderByDescending(b => b.Block.Pairs).Take(10).Select(b => (IReadOnlyList<string>)
                [Screen.Escape(b.Name), Screen.Count(b.Block.Records), Screen.Count(b.Block.Pairs), $"[grey]{Screen.Escape(b.Block.MaskedKey)}[/]"]));
        screen.Gap();
        screen.Line($"{Screen.Count(link.Records)} records, {(link.IsEstimate ? "about " : string.Empty)}[bold]{Screen.Count(link.Pairs)}[/] pairs to compare: about {Screen.Seconds(link.Seconds)} at {(link.PairsPerSecond / 1e6).ToString("0.0", CultureInfo.InvariantCulture)} million pairs a second, {Screen.Count(link.MemoryMib)} MiB");
        foreach (var warning in link.Warnings)
        {
            screen.Inset(2, $"[yellow]note:[/] {Screen.Escape(warning)}");
        }

        screen.Line(link.Refusal is { } refusal ? $"[red]It would be refused.[/] {Screen.Escape(refusal)}" : $"It may run: MaxPairs allows {Screen.Count(link.MaxPairs)}. Nothing was linked or written.");
    }
}
