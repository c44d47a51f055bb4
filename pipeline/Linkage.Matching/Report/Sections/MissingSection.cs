using Linkage.Matching.Report.Charts;

namespace Linkage.Matching.Report.Sections;

/// <summary>Missing values by dataset and field, a panel a dataset.</summary>
internal static class MissingSection
{
    internal static void Write(Page page, MatchReportData data)
    {
        var fields = data.Evaluation!.Completeness;
        var worst = fields.Where(f => f.MissingShare is not null).MaxBy(f => f.MissingShare);
        page.Multiples(
            new FigureText(
                "missing-chart",
                "Share of records without a usable value, by dataset and field",
                string.Empty,
                "A bar is the share of a dataset's records whose field is empty, or holds a placeholder such as UNKNOWN or 01/01/1900, which counts as empty.",
                worst is { MissingShare: > 0 } ? $"{Say.Words(worst.Field)} in {worst.Dataset} is missing most often: {Say.Share(worst.MissingShare!.Value)} of {Say.Count(worst.Records, "record")}." : "No value is missing.",
                "A missing value is no evidence either way; a record with many can only be linked by what is left. Where a field is emptier in one dataset than in another, look at how it was taken from the source."),
            [.. fields.GroupBy(f => f.Dataset, StringComparer.Ordinal).Select(g => new Panel(
                g.Key,
                Say.Count(g.First().Records, "record"),
                string.Join("; ", g.Select(f => $"{Say.Words(f.Field)}: {Say.Share(f.MissingShare ?? 0)}")) + " missing.",
                new BarChart([.. g.Select(f => new BarRow(Say.Words(f.Field), f.MissingShare ?? 0, 0, Say.Share(f.MissingShare ?? 0)))], 1, t => Say.Tick(t * 100) + "%", "records without a value")))],
            sideBySide: true,
            new DataTable(
                "Missing values by dataset and field",
                ["dataset", "field", ">records", ">with a value", ">without", ">share without"],
                [.. fields.Select(f => (IReadOnlyList<string>)[f.Dataset, Say.Words(f.Field), Say.Count(f.Records), Say.Count(f.Present), Say.Count(f.Missing), f.MissingShare is { } s ? Say.Share(s) : "not defined"])]));
    }
}
