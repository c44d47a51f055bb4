using Linkage.Governance.Disclosure;

namespace Linkage.Governance.Tests.Disclosure;

/// <summary>What a reader of a release can work out, piece by piece: numbers behind rounded ones, sums, differences. The minimum cell is ten throughout.</summary>
public sealed class ReleaseTests
{
    [Theory]
    [InlineData(1, 20, 20, 20)]
    [InlineData(5, 20, 18, 22)]
    [InlineData(10, 20, 15, 24)]
    [InlineData(4, 20, 18, 21)]
    [InlineData(5, 0, 0, 2)]
    [InlineData(10, 0, 0, 4)]
    [InlineData(5, 21, 21, 21)]
    public void Behind_ANumberShown_AreTheCountsThatAreShownSo(int roundingBase, long shown, long low, long high)
    {
        var rounding = new Rounding(10, roundingBase);

        Assert.Equal((low, high), rounding.Behind(shown));
        if (rounding.IsRounded(shown))
        {
            Assert.All([low, high], count => Assert.Equal(shown, rounding.Nearest(count)));
            Assert.NotEqual(shown, rounding.Nearest(high + 1));
        }
    }

    [Theory]
    [InlineData(1, 28, "20 c c", true)]
    [InlineData(1, 29, "20 c c", false)]
    [InlineData(1, 40, "20 c c", false)]
    [InlineData(1, 40, "20 c", true)]
    [InlineData(1, 29, "20 c", true)]
    [InlineData(1, 40, "20 20", false)]
    [InlineData(1, 20, "20 20", false)]
    [InlineData(5, 25, "20 c", true)]
    [InlineData(5, 65, "20 20 20 c", false)]
    [InlineData(5, 70, "20 20 20 c", true)]
    [InlineData(5, 90, "20 20 20 20 c", false)]
    [InlineData(5, 10, "10 c c", true)]
    [InlineData(5, 15, "10 c c", true)]
    [InlineData(5, 20, "10 c c", false)]
    [InlineData(5, null, "20 20", true)]
    [InlineData(5, null, "20", true)]
    [InlineData(5, null, "20 c", false)]
    [InlineData(5, null, "c", false)]
    public void Exposes_ASum_IfItNarrowsASuppressedNumberFurtherThanItsMark(int roundingBase, int? figure, string cells, bool exposes) =>
        Assert.Equal(exposes, Line(figure, cells).Exposes(new Rounding(10, roundingBase)));

    [Fact]
    public void Exposes_ASumOfExactNumbers_IfTheyLeaveOneNumberOver()
    {
        Assert.False(Line(65, "20 20 20 c").Exposes(new Rounding(10, 5)));
        Assert.True((Line(65, "20 20 20 c") with { IsExact = true }).Exposes(new Rounding(10, 5)));
    }

    [Fact]
    public void Widest_OfASum_IsTheSmallestCellShownAndOfEqualOnesTheFirstByItsValues()
    {
        CountTable[] tables = [Counts("other", 1), Counts("t", 30, 12, 3, 12, 40)];

        Assert.Equal((1, 1), Line(100, "30 10 c 10 40", table: 1).Widest(tables));
        Assert.Equal((1, 3), Line(100, "30 c c 10 40", table: 1).Widest(tables));
        Assert.Equal((1, 4), Line(100, "c c c c 40", table: 1).Widest(tables));
        Assert.Null(Line(100, "c c c c c", table: 1).Widest(tables));

        // The same with the cells the other way round: the values decide and not the places.
        var cells = tables[1].Cells.Reverse().ToArray();
        Assert.Equal((1, 3), Line(100, "40 10 c 10 30", table: 1).Widest([tables[0], tables[1] with { Cells = cells }]));
    }

    [Fact]
    public void Of_TotalThatIsMoreThanTheCellsShown_IsALine()
    {
        var line = Assert.Single(ReleaseLines.Of([Shown("t", ["ward"], 60, ("A", 20), ("B", null))], 5));

        Assert.Equal((0, 60L, "its total", false), (line.Table, line.Figure, line.Source, line.IsExact));
        Assert.Equal([(0, 20L), (1, null)], line.Cells);
        Assert.Empty(ReleaseLines.Of([Shown("t", ["ward"], 20, ("A", 20), ("B", null))], 5));
        Assert.Empty(ReleaseLines.Of([Shown("t", ["ward"], null, ("A", 20), ("B", null))], 5));
    }

    [Theory]
    [InlineData(60, 20, false)]
    [InlineData(61, 20, true)]
    [InlineData(60, 21, true)]
    public void Of_ANumberThatIsNotRounded_MakesEverySumExact(int total, int cell, bool isExact) =>
        Assert.Equal(isExact, Assert.Single(ReleaseLines.Of([Shown("t", ["ward"], total, ("A", cell), ("B", null))], 5)).IsExact);

    [Fact]
    public void Of_FinerAndCoarserTables_IsALineForEachFigureThatHasParts()
    {
        ShownTable fine = new("fine", ["sex", "ward", "band"], [new(["F", "A", "old"], 20), new(["M", "A", "old"], null), new(["F", "B", "old"], 30)], null);
        ShownTable coarse = new("coarse", ["ward", "sex"], [new(["A", "F"], 25), new(["A", "M"], null), new(["C", "F"], 40)], null);
        ShownTable city = new("city", [], [new([], 80)], null);
        ShownTable other = new("other", ["ward", "age"], [new(["A", "1"], 20)], null);
        ShownTable sibling = new("sibling", ["ward", "sex"], [new(["A", "F"], 20)], null);

        var lines = ReleaseLines.Of([city, fine, coarse, other, sibling], 5).Select(line =>
            $"{line.Table} <- {line.Source}: {string.Join(' ', line.Cells.Select(cell => $"{cell.Index}={cell.Shown?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "c"}"))} = {line.Figure?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "c"}");

        Assert.Equal(
            [
                "1 <- city: 0=20 1=c 2=30 = 80",
                "1 <- coarse: 0=20 = 25",
                "1 <- coarse: 1=c = c",
                "1 <- sibling: 0=20 = 20",
                "2 <- city: 0=25 1=c 2=40 = 80",
                "3 <- city: 0=20 = 80",
                "4 <- city: 0=20 = 80",
            ],
            lines);
    }

    [Fact]
    public void KeyOf_DifferentValues_AreDifferentTexts()
    {
        Assert.Equal("-;1:a;0:;", ReleaseLines.KeyOf([null, "a", ""]));
        Assert.Equal("2:-;;", ReleaseLines.KeyOf(["-;"]));
    }

    [Fact]
    public void Differences_OfTablesOverTheSameDimensions_AreThoseBelowTheMinimum()
    {
        var all = Shown("all", ["ward"], null, ("A", 44), ("B", 40), ("C", null), ("D", 30), ("E", 50), ("F", 20));
        var some = Shown("some", ["ward"], null, ("F", 20), ("E", 41), ("D", 40), ("C", 20), ("B", null), ("A", 40), ("G", 40));
        var few = Shown("few", ["ward"], null, ("F", 11));
        var other = Shown("other", ["band"], null, ("A", 40));

        Assert.Equal([((0, 0), (1, 5)), ((0, 4), (1, 1)), ((0, 5), (3, 0)), ((1, 0), (3, 0))], ReleaseDifferences.Of([all, some, other, few], 10));
    }

    private static ReleaseLine Line(long? figure, string cells, int table = 0) =>
        new(table, [.. cells.Split(' ').Select((cell, index) => (index, cell == "c" ? null : (long?)long.Parse(cell, System.Globalization.CultureInfo.InvariantCulture)))], figure, "its total", false);

    private static CountTable Counts(string name, params long[] counts) => new(name, ["ward"], [.. counts.Select((count, index) => new TableCell([$"{(char)('A' + index)}"], count))]);

    private static ShownTable Shown(string name, string[] dimensions, long? total, params (string Key, long? Shown)[] cells) =>
        new(name, dimensions, [.. cells.Select(cell => new ShownCell([cell.Key], cell.Shown))], total);
}
