using System.Text.Json;
using System.Text.RegularExpressions;
using Linkage.Jobs.Demo;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Tests.Formats;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Run;

namespace Linkage.Jobs.Tests.Reporting;

public sealed class DemoReportTests
{
    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Print_OnATerminal_StaysWithinItsWidthExceptForWhatIsToBeCopied(int width)
    {
        using var text = new StringWriter();
        DemoReport.Print(new Screen(text, isTerminal: true, width), Sample());

        var lines = Regex.Replace(text.ToString(), "\u001b\\[[0-9;?]*[A-Za-z]", string.Empty).Split('\n');
        Assert.All(lines.Where(l => !l.Contains("/srv/", StringComparison.Ordinal)), line => Assert.True(line.TrimEnd().Length <= width, line));
    }

    [Fact]
    public void Print_Redirected_TellsRowsReasonsDecisionsDigestsAndWhatToDoNext()
    {
        using var text = new StringWriter();
        DemoReport.Print(new Screen(text, isTerminal: false), Sample());

        Assert.All(
            [
                "26,750", "date-not-valid 5", "5,120 by uprn", "precision 0.9900", "homes-and-money v4", "PURPOSE_NOT_COVERED",
                "data/outreach.parquet", new string('b', 64), "Verified", " status --data", " verify ",
            ],
            part => Assert.Contains(part, text.ToString(), StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', text.ToString());
    }

    [Fact]
    public void Document_AsJson_FitsItsSchema() =>
        JsonShape.Fits("demo-output", JsonSerializer.SerializeToElement(Sample(), JsonOutput.Options));

    private static DemoDocument Sample()
    {
        var released = SampleRun.Released();
        var refused = SampleRun.Refused();
        var check = new VerifyDocument(
            Valid: true, [], "release-0123", SampleRun.Instant.AddDays(90), Expired: false, ListIssuedAt: null, released.Releases[0].Path, new VerifyDocument.PublicKey("/srv/linkage/keys/signing-public.pem", new string('0', 64)));
        var quality = new LinkQuality(7_000, 6_930, 6_861, [new LinkQuality.KeyQuality("person", 1_809, 1_790), new LinkQuality.KeyQuality("uprn", 5_120, 5_100)]);
        return new DemoDocument(
            "/srv/linkage",
            1_000_000,
            42,
            SampleRun.Instant,
            [
                new DemoDocument.ProjectResult(RunDocument.Of(released), RunOutcomeKind.Released, quality, [check], released),
                new DemoDocument.ProjectResult(RunDocument.Of(refused), RunOutcomeKind.Refused, null, [], refused),
            ])
        {
            Seconds = 93.2,
            PeakMib = 2048,
        };
    }
}
