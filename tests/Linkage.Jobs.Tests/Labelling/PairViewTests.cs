using Linkage.Jobs.Labelling;
using Linkage.Matching.Review;
using Spectre.Console;

namespace Linkage.Jobs.Tests.Labelling;

public sealed class PairViewTests
{
    private static readonly IReadOnlyList<ReviewComparison> Comparisons = [new("surname", ["exact", "Jaro-Winkler 0.92"])];

    [Theory]
    [InlineData("Smith", "Smyth", "Sm[i]th", "Sm[y]th", "≠")]
    [InlineData("SMITH", "smith", "SMITH", "smith", "=")]
    [InlineData("Ann", "Anne", "Ann", "Ann[e]", "≠")]
    [InlineData("1980-01-02", "1980-02-01", "1980-0[1-0]2", "1980-0[2-0]1", "≠")]
    [InlineData("Jones", "Brown", "[Jones]", "[Brown]", "≠")]
    [InlineData("Zoë", "Zoe", "Zo[ë]", "Zo[e]", "≠")]
    [InlineData("a[b]c", "a[b]d", "a[b][c]", "a[b][d]", "≠")]
    public void Pages_TwoValues_BracketWhatDiffers(string left, string right, string shownLeft, string shownRight, string mark)
    {
        var row = Lines([new ReviewField("surname", left, right)], 80)[1];

        Assert.StartsWith($"{mark} surname", row, StringComparison.Ordinal);
        Assert.True(
            left.Contains("1980", StringComparison.Ordinal) ? row.Count(c => c == '[') >= 2 : row.Contains($"{shownLeft} ", StringComparison.Ordinal) && row.TrimEnd().EndsWith(shownRight, StringComparison.Ordinal),
            row);
    }

    [Fact]
    public void Pages_MissingValues_AreMarkedAndFieldsWithoutAnyLeftOut()
    {
        var lines = Lines([new ReviewField("email"), new ReviewField("surname", "Smith"), new ReviewField("phone", null, "01")], 80);

        Assert.Equal(3, lines.Count);
        Assert.Matches(@"^\? surname +Smith +\(none\) *$", lines[1]);
        Assert.Matches(@"^\? phone +\(none\) +01 *$", lines[2]);
        Assert.Contains("neither record", Lines([], 80)[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_NamesAndLevelsOfOthers_DriveNothing()
    {
        const string Hostile = "x\u001b[2J\u202E";
        var pages = PairView.Pages(
            new ReviewPair(1, new(Hostile, "1"), new("right", "2"), [new ReviewField(Hostile, "Smith", "Smyth")], [new ReviewLevel(Hostile, 1)]), [new(Hostile, [Hostile])], 160, 17);

        var plain = string.Concat(pages.SelectMany(p => p).Select(Markup.Remove));
        Assert.DoesNotContain(plain, c => char.IsControl(c) || c == '\u202E');
        Assert.Equal(3, plain.Split("x<U+001B>[2J").Length - 1);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(160)]
    public void Pages_AwkwardValues_FitEveryLineAndDriveNothing(int width)
    {
        var random = new Random(20261122);
        string[] pieces = ["a", "é", "e\u0301", "王", "🏴\u200D☠️", "ש", "\u202E", "\u001b[2J", "\u009b", "\n", "[bold]", "[/]", "x\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030A", " "];
        for (var round = 0; round < 200; round++)
        {
            string Value() => string.Concat(Enumerable.Range(0, random.Next(1, 400)).Select(_ => pieces[random.Next(pieces.Length)]));
            ReviewField[] fields = [.. Enumerable.Range(0, random.Next(1, 14)).Select(i => new ReviewField($"field_with_a_long_name_{i}", Value(), Value(), null, 10_000))];
            var pages = PairView.Pages(new ReviewPair(1, new("left", "1"), new("right", "2"), fields, []), Comparisons, width, 17);

            Assert.All(pages, p => Assert.InRange(p.Count, 2, 17));
            foreach (var line in pages.SelectMany(p => p))
            {
                var plain = Markup.Remove(line);
                Assert.True(plain.Where(c => c is not ('\u2068' or '\u2069')).All(c => !char.IsControl(c) && c is not ('\u202E' or '\u200D')), "a control character got through");
                Assert.True(plain.Replace("\u2068", null, StringComparison.Ordinal).Replace("\u2069", null, StringComparison.Ordinal).GetCellWidth() < width + 1, $"{width}: {plain.GetCellWidth()}");
                Assert.Equal(plain.Count(c => c == '\u2068'), plain.Count(c => c == '\u2069'));
            }
        }
    }

    [Fact]
    public void Pages_TenThousandCharacters_ShowsTheFirstDifferenceAndTheLength()
    {
        var start = new string('a', 200);
        var rest = new string('b', 824);

        var text = string.Concat(Lines([new ReviewField("surname", start + "X" + rest[1..], start + "Y" + rest[1..], 10_000, 10_000)], 80));

        Assert.Contains("[X]", text, StringComparison.Ordinal);
        Assert.Contains("[Y]", text, StringComparison.Ordinal);
        Assert.Contains("10,000", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_WideScreen_ShowsTheLevelOfTheModelAndNoProbability()
    {
        var pair = new ReviewPair(1, new("left", "1"), new("right", "2"), [new ReviewField("surname", "Smith", "Smyth")], [new ReviewLevel("surname", 2)]);

        Assert.Contains("Jaro-Winkler 0.92", PairView.Pages(pair, Comparisons, 130, 17)[0][1], StringComparison.Ordinal);
        Assert.DoesNotContain("Jaro-Winkler", PairView.Pages(pair, Comparisons, 80, 17)[0][1], StringComparison.Ordinal);
    }

    private static List<string> Lines(ReviewField[] fields, int width) =>
        [.. PairView.Pages(new ReviewPair(1, new("left", "1"), new("right", "2"), fields, []), Comparisons, width, 17)[0].Select(Markup.Remove)];
}
