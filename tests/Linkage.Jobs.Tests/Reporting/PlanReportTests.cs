using System.Text.Json;
using Linkage.Governance.Rules;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Tests.Formats;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Run;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Reporting;

public sealed class PlanReportTests
{
    private static readonly DisclosureTerms Terms = new(10, 5, 7, MaximaBanned: true) { Sums = new SumTerms(2, 90, 10, 50) };

    [Fact]
    public void Print_Outputs_SayWhatEachColumnIsMadeOfAndHowItMayBeMadeCoarser()
    {
        var text = Printed(Plan());

        Assert.Contains("award Sum benefits-ctr-hb.weekly_award_gbp", text, StringComparison.Ordinal);
        Assert.Contains("mean Ratio award divided by families", text, StringComparison.Ordinal);
        Assert.Contains("may be made coarser, step by step: bands of 5, bands of 20, hidden for everybody", text, StringComparison.Ordinal);
        Assert.Contains("by quarter, by year, hidden for everybody", text, StringComparison.Ordinal);
        Assert.Contains("the first 4 characters, the first character, hidden for everybody", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Print_DisclosureTerms_AreThoseThatHoldWithTheDefaults()
    {
        var text = Printed(Plan());

        Assert.All(
            [
                "Counts below 10 people are not shown", "rounded to the nearest 5", "at least 7 people share", "the 2 largest shares are more than 90 per cent", "Sums are rounded to the nearest 50",
                "columns that are dates are given by the month at the finest, by default", "at most 5 % of people",
            ],
            part => Assert.Contains(part, text, StringComparison.Ordinal));
        Assert.DoesNotContain("Disclosure terms", Printed(Plan() with { Disclosure = null }), StringComparison.Ordinal);
    }

    [Fact]
    public void Document_WithRatiosLaddersAndTerms_FitsItsSchema()
    {
        var json = JsonSerializer.SerializeToElement(PlanDocument.Of(Plan()), JsonOutput.Options);

        JsonShape.Fits("plan-output", json);
        Assert.Equal(("month", 5), (json.GetProperty("disclosure").GetProperty("dates").GetString(), json.GetProperty("disclosure").GetProperty("maximumSuppressedPercent").GetInt32()));
    }

    private static RunPlan Plan()
    {
        var project = ProjectFile.Load(RepositoryPaths.Of("schemas", "cohorts", "child-poverty-research.yaml"));
        var rows = new ProjectOutput(
            "people",
            OutputKind.PseudonymisedRows,
            "Row",
            null,
            [
                Stepped("age", LadderKind.Widths, 5, 20),
                Stepped("born", LadderKind.Dates, 3, 12),
                Stepped("area", LadderKind.Prefixes, 4, 1),
            ],
            []);
        var table = new ProjectOutput(
            "awards",
            OutputKind.Aggregate,
            "Ward",
            null,
            [
                new ProjectOutputColumn("families", "Count", []),
                new ProjectOutputColumn("award", "Sum", ["benefits-ctr-hb.weekly_award_gbp"]),
                new ProjectOutputColumn("mean", "Ratio", []) { Numerator = "award", Denominator = "families" },
            ],
            []);
        return new RunPlan(project with { Outputs = [table, rows] }, [.. SampleRun.Released().Decisions.Select(d => d.Decision)], [], []) { Disclosure = Terms };
    }

    private static ProjectOutputColumn Stepped(string name, LadderKind kind, params IEnumerable<int> sizes) =>
        new(name, "Dimension", [$"benefits-ctr-hb.{name}"]) { Generalise = new GeneralisationLadder(kind, [.. sizes.Select(size => new LadderStep(kind, size))]) };

    private static string Printed(RunPlan plan)
    {
        using var text = new StringWriter();
        PlanReport.Print(new Screen(text, isTerminal: true, 160), plan, withSql: false);
        return string.Join(' ', System.Text.RegularExpressions.Regex.Replace(text.ToString(), "\u001b\\[[0-9;?]*[A-Za-z]", string.Empty).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
