#pragma warning disable CA1416 // File modes are what is tested; the tests run on Linux.
using Linkage.Matching.Review;
using Linkage.TestKit;

namespace Linkage.Matching.Tests.Review;

public sealed class ReviewSheetTests
{
    [Theory]
    [InlineData(",")]
    [InlineData(";")]
    public void Sheet_FilledAndReadBack_GivesTheLabels(string delimiter)
    {
        using var folder = new TemporaryFolder();
        var review = SampleReview.Small(folder, pairs: 5);
        var path = folder.PathOf("sheet.csv");
        ReviewSheet.Write(review, review.Pairs.Select(p => p.Number), new Dictionary<int, ReviewDecision>(), path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Throws<MatchingInputException>(() => ReviewSheet.Write(review, [1], new Dictionary<int, ReviewDecision>(), path));
        Assert.Empty(ReviewSheet.Read(review, path, CancellationToken.None));

        string[] said = ["Match", "no match", " u ", "", "N"];
        var lines = File.ReadAllLines(path).Index().Select(l => l.Index == 0 ? l.Item : l.Item.Replace($"\"{l.Index}\",\"\"", $"\"{l.Index}\",\"{said[l.Index - 1]}\"", StringComparison.Ordinal));
        File.WriteAllLines(path, lines.Select(l => l.Replace("\",\"", $"\"{delimiter}\"", StringComparison.Ordinal)));

        Assert.Equal(
            new Dictionary<int, ReviewLabel> { [1] = ReviewLabel.Match, [2] = ReviewLabel.NoMatch, [3] = ReviewLabel.Unsure, [5] = ReviewLabel.NoMatch },
            ReviewSheet.Read(review, path, CancellationToken.None));
    }

    [Fact]
    public void Read_OtherReviewOrUnknownLabelOrTwice_IsRefusedWithoutQuoting()
    {
        using var folder = new TemporaryFolder();
        var review = SampleReview.Small(folder, pairs: 5);
        var other = SampleReview.Small(folder, "other", pairs: 5, seed: 2);
        var path = folder.PathOf("sheet.csv");
        ReviewSheet.Write(review, [1, 2], new Dictionary<int, ReviewDecision> { [1] = new(1, ReviewLabel.NoMatch, "ann", default) }, path);
        var text = File.ReadAllText(path);

        Assert.Contains("another review", Assert.Throws<MatchingInputException>(() => ReviewSheet.Read(other, path, CancellationToken.None)).What, StringComparison.Ordinal);
        Assert.Equal(ReviewLabel.NoMatch, Assert.Single(ReviewSheet.Read(review, path, CancellationToken.None)).Value);
        Assert.DoesNotContain("mrs jones", Refusal(text.Replace("no match", "Mrs Jones", StringComparison.Ordinal), "not understood"), StringComparison.OrdinalIgnoreCase);
        Refusal(text.Replace("\"2\",\"\"", "\"1\",\"m\"", StringComparison.Ordinal), "twice");
        Refusal(text.Replace("\"2\",\"\"", "\"99\",\"m\"", StringComparison.Ordinal), "no such pair");
        Refusal(text.Replace("\"label\"", "\"judgement\"", StringComparison.Ordinal), "no columns");

        string Refusal(string sheet, string because)
        {
            var error = Assert.Throws<MatchingInputException>(() => ReviewSheet.Read(review, folder.Write("changed.csv", sheet), CancellationToken.None));
            Assert.Contains(because, error.What, StringComparison.Ordinal);
            return error.Message;
        }
    }

    [Fact]
    public void Write_ValuesASpreadsheetWouldRunOrATerminalObey_ArePlain()
    {
        using var folder = new TemporaryFolder();
        using var session = SampleReview.WithLinks(1);
        session.Execute("CREATE TABLE \"left\" AS SELECT 'l0' AS id, $1 AS first, $2 AS last", ["=HYPERLINK(\"x\")", "a\u001b[2J\nb"], CancellationToken.None);
        session.Execute("CREATE TABLE \"right\" AS SELECT 'r0' AS id, '@SUM' AS first, '-1' AS last", CancellationToken.None);
        var review = ReviewExporter.Export(
            session, SampleReview.Links, SampleReview.Inputs("id", "first", "last"), SampleReview.Comparisons, SampleReview.Run, new ReviewSettings(), folder.PathOf("r"), CancellationToken.None);
        var path = folder.PathOf("sheet.csv");

        ReviewSheet.Write(review, [1], new Dictionary<int, ReviewDecision>(), path);

        var lines = File.ReadAllLines(path);
        Assert.Equal(2, lines.Length);
        Assert.EndsWith("\"'=HYPERLINK(\"\"x\"\")\",\"'@SUM\",\"a<U+001B>[2J<U+000A>b\",\"'-1\"", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Write_FieldNamesAndSignsOfOtherScripts_AreNoFormulas()
    {
        using var folder = new TemporaryFolder();
        using var session = SampleReview.WithLinks(1);
        session.Execute("CREATE TABLE \"left\" AS SELECT 'l0' AS id, '\uFF1D1+1' AS first", CancellationToken.None);
        session.Execute("CREATE TABLE \"right\" AS SELECT 'r0' AS id, '\uFF20SUM' AS first", CancellationToken.None);
        LinkInput Input(string dataset) => new()
        {
            Dataset = dataset,
            Relation = new(dataset),
            RecordIdColumn = "id",
            Columns = [new LinkColumn("first", FieldMeaning.Text, "=HYPERLINK(\"x\")\u001b[2J")],
        };
        var review = ReviewExporter.Export(
            session, SampleReview.Links, [Input("left"), Input("right")], SampleReview.Comparisons, SampleReview.Run, new ReviewSettings(), folder.PathOf("r"), CancellationToken.None);
        var path = folder.PathOf("sheet.csv");

        ReviewSheet.Write(review, [1], new Dictionary<int, ReviewDecision>(), path);

        var lines = File.ReadAllLines(path);
        Assert.Contains("\"'=HYPERLINK(\"\"x\"\")<U+001B>[2J (left)\"", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("\"'\uFF1D1+1\",\"'\uFF20SUM\"", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Write_AnOpenFileOrALinkWhereTheUnfinishedOneGoes_IsNeitherUsedNorFollowed()
    {
        using var folder = new TemporaryFolder();
        var review = SampleReview.Small(folder, pairs: 1);
        var left = folder.Write("open.csv.tmp", "x");
        File.SetUnixFileMode(left, (UnixFileMode)0b110_110_110);
        var elsewhere = folder.PathOf("elsewhere.txt");
        File.CreateSymbolicLink(folder.PathOf("linked.csv.tmp"), elsewhere);

        Assert.All(["open.csv", "linked.csv"], name =>
        {
            var path = folder.PathOf(name);
            ReviewSheet.Write(review, [1], new Dictionary<int, ReviewDecision>(), path);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            Assert.Null(new FileInfo(path).LinkTarget);
        });
        Assert.False(File.Exists(elsewhere));
    }

    [Fact]
    public void Read_SheetWhoseColumnsAreNumbers_IsRefusedAsOfAnotherReview()
    {
        using var folder = new TemporaryFolder();
        var review = SampleReview.Small(folder, pairs: 1);
        var path = folder.PathOf("sheet.parquet");
        using var session = SampleReview.WithLinks(1);
        session.Execute($"COPY (SELECT 1 AS review, 1 AS pair, 2 AS label) TO '{path}' (FORMAT parquet)", CancellationToken.None);

        Assert.Contains("another review", Assert.Throws<MatchingInputException>(() => ReviewSheet.Read(review, path, CancellationToken.None)).What, StringComparison.Ordinal);
    }

    [Fact]
    public void VisibleText_HalfOfAPair_IsSpelledOut() => Assert.Equal("a<U+D800>b<U+DC00>", VisibleText.Of("a" + (char)0xD800 + "b" + (char)0xDC00));

    [Theory]
    [InlineData("plain O'Brien-Smith é 王", "plain O'Brien-Smith é 王")]
    [InlineData("a\u202Eb\u2066c\u200Fd", "a<U+202E>b<U+2066>c<U+200F>d")]
    [InlineData("\u001b[31m\u009b2J\u0007\r\n\t", "<U+001B>[31m<U+009B>2J<U+0007><U+000D><U+000A><U+0009>")]
    [InlineData("a\u00A0b\u2028c\uE000", "a<U+00A0>b<U+2028>c<U+E000>")]
    [InlineData("חיים", "חיים")]
    public void VisibleText_AwkwardCharacters_AreSpelledOut(string value, string shown) => Assert.Equal(shown, VisibleText.Of(value));
}
