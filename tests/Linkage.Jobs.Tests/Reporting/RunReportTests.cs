using Linkage.Jobs.Reporting;

namespace Linkage.Jobs.Tests.Reporting;

public sealed class RunReportTests
{
    [Fact]
    public void Print_WhatTheReleaseHidAndMadeCoarser_IsSaidByReasonInWordsTheLargestFirst()
    {
        var text = Printed(new Dictionary<string, long> { ["SUMS_DOMINATED"] = 3, ["GENERALISED"] = 1_204, ["SUMS_OF_FEW"] = 0 });

        Assert.Contains("Protected at release", text, StringComparison.Ordinal);
        Assert.Contains("1,204", text, StringComparison.Ordinal);
        Assert.Contains("a column with a ladder is coarser", text, StringComparison.Ordinal);
        Assert.Contains("because a few people add most of them", text, StringComparison.Ordinal);
        Assert.True(text.IndexOf("GENERALISED", StringComparison.Ordinal) < text.IndexOf("SUMS_DOMINATED", StringComparison.Ordinal));
        Assert.DoesNotContain("SUMS_OF_FEW", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Print_ReleaseThatHidNothing_SaysNothingOfIt() =>
        Assert.DoesNotContain("Protected at release", Printed(new Dictionary<string, long>()), StringComparison.Ordinal);

    private static string Printed(Dictionary<string, long> warned)
    {
        var run = SampleRun.Released();
        using var text = new StringWriter();
        RunReport.Print(new Screen(text, isTerminal: false), run with { Stages = [.. run.Stages.Select(s => s.Name == "Release" ? s with { WarnedByReason = warned } : s)] });
        return string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
