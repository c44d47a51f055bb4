using System.Diagnostics;
using System.Globalization;
using System.Text;
using Linkage.Governance.Disclosure;

namespace Linkage.Benchmarks;

/// <summary>How long it takes to protect large tables of counts together with their margins, and how much is hidden.</summary>
internal static class DisclosureBenchmark
{
    /// <summary>Measures; the rows of a table.</summary>
    public static string Run()
    {
        var table = new StringBuilder("| tables | base | cells | small | hidden | seconds |\n|---|---:|---:|---:|---:|---:|\n");
        Measure(table, "zones in wards and the city, most large", Zones(20_000, random => random.Next(8) == 0 ? random.Next(10) : random.Next(10, 120)), ["ward"], []);
        Measure(table, "zones in wards and the city, most small", Zones(20_000, random => random.Next(3) == 0 ? random.Next(60) : random.Next(4)), ["ward"], []);
        Measure(table, "wards by band and both margins, most large", Crossed(400, 50, random => random.Next(8) == 0 ? random.Next(10) : random.Next(10, 120)), ["ward"], ["band"], []);
        Measure(table, "wards by band and both margins, most small", Crossed(400, 50, random => random.Next(3) == 0 ? random.Next(60) : random.Next(4)), ["ward"], ["band"], []);
        return table.ToString();
    }

    private static void Measure(StringBuilder table, string name, CountTable fine, params string[][] margins)
    {
        CountTable[] tables = [fine, .. margins.Select(margin => Margin(fine, margin))];
        foreach (var roundingBase in new[] { 5, 1 })
        {
            var started = Stopwatch.GetTimestamp();
            var shown = DisclosureControl.Apply(tables, 10, roundingBase);
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            var small = tables.Sum(t => t.Cells.Count(cell => cell.Count < 10));
            table.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {roundingBase} | {tables.Sum(t => t.Cells.Count)} | {small} | {shown.Sum(t => t.Suppressed)} | {seconds:0.0} |");
        }
    }

    private static CountTable Margin(CountTable fine, string[] names) => new(
        $"by {string.Join(' ', names)}",
        names,
        [.. fine.Cells
            .GroupBy(cell => string.Join('|', names.Select(name => cell.Dimensions[fine.DimensionNames.ToList().IndexOf(name)])))
            .Select(group => new TableCell([.. names.Select(name => group.First().Dimensions[fine.DimensionNames.ToList().IndexOf(name)])], group.Sum(cell => cell.Count)))]);

    private static CountTable Zones(int cells, Func<Random, long> count)
    {
        var random = new Random(7);
        return new CountTable("zones", ["zone", "ward"], [.. Enumerable.Range(0, cells).Select(zone => new TableCell([Invariant(zone), Invariant(zone / 20)], count(random)))]);
    }

    private static CountTable Crossed(int wards, int bands, Func<Random, long> count)
    {
        var random = new Random(7);
        return new CountTable(
            "wards by band",
            ["ward", "band"],
            [.. Enumerable.Range(0, wards).SelectMany(ward => Enumerable.Range(0, bands).Select(band => new TableCell([Invariant(ward), Invariant(band)], count(random))))]);
    }

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}
