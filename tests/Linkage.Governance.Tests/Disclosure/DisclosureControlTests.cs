using Linkage.Governance.Disclosure;

namespace Linkage.Governance.Tests.Disclosure;

public sealed class DisclosureControlTests
{
    [Theory]
    [InlineData(0, "c")]
    [InlineData(9, "c")]
    [InlineData(10, "10")]
    [InlineData(12, "10")]
    [InlineData(13, "15")]
    [InlineData(22, "20")]
    [InlineData(23, "25")]
    public void Apply_OneCell_SuppressesBelowTheMinimumThenRounds(long count, string text) =>
        Assert.Equal(text, DisclosureControl.Apply([new TableCell(["a"], count)], 10, 5).Cells[0].Text);

    [Theory]
    [InlineData(14, 10)]
    [InlineData(15, 20)]
    public void Apply_EvenBase_RoundsHalvesUpwards(long count, long shown) =>
        Assert.Equal(shown, DisclosureControl.Apply([new TableCell(["a"], count)], 10, 10).Cells[0].Shown);

    [Fact]
    public void Apply_NoCells_IsAnEmptyTable() =>
        Assert.Equal(0, DisclosureControl.Apply(Array.Empty<TableCell>(), 10, 5).Total);

    [Fact]
    public void Apply_CityTotalInTheSameRelease_SuppressesASecondCell()
    {
        var wards = Table("wards", ["ward"], ("A", 7), ("B", 23), ("C", 30));
        var city = new CountTable("city", [], [new TableCell([], 60)]);

        var shown = DisclosureControl.Apply([wards, city], 10, 1);

        Assert.Equal(["c", "c", "30"], shown[0].Cells.Select(cell => cell.Text));
        Assert.Equal(30, shown[0].Total);
        Assert.Equal("60", shown[1].Cells[0].Text);
        Assert.Empty(DisclosureAudit.Failures(shown, 10, 1));
    }

    [Fact]
    public void Apply_CityTotalThatTheRoundingBlursEnough_KeepsTheCells()
    {
        var wards = Table("wards", ["ward"], ("A", 4), ("B", 26), ("C", 31), ("D", 24), ("E", 27));
        var city = new CountTable("city", [], [new TableCell([], 112)]);

        var shown = DisclosureControl.Apply([wards, city], 10, 5);

        Assert.Equal(1, shown[0].Suppressed);
        Assert.Empty(DisclosureAudit.Failures(shown, 10, 5));
    }

    [Fact]
    public void Apply_TwoGroupsThatDifferByAFew_ShowsTheLargerOnly()
    {
        var all = Table("all", ["ward"], ("A", 44));
        var under65 = Table("under 65", ["ward"], ("A", 40));

        var shown = DisclosureControl.Apply([all, under65], 10, 1);

        Assert.Equal(["44", "c"], shown.Select(table => table.Cells[0].Text));
        Assert.Empty(DisclosureAudit.Failures(shown, 10, 1));
    }

    [Fact]
    public void Apply_CellsAlone_AreATableWithNumberedDimensions()
    {
        var shown = DisclosureControl.Apply([new TableCell(["a", "x"], 20), new TableCell(["b", "x"], 4), new TableCell(["b", "y"], 30)], 10, 5);

        Assert.Equal("table", shown.Name);
        Assert.Equal(["d1", "d2"], shown.DimensionNames);
        Assert.Equal(["20", "c", "30"], shown.Cells.Select(cell => cell.Text));
        Assert.Equal((50, 50, 1), (shown.Total, shown.SumOfShown, shown.Suppressed));
    }

    [Fact]
    public void Apply_CellsOfDifferentWidth_AreRefused() =>
        Assert.Contains("another number of dimensions", Assert.Throws<ArgumentException>(() => DisclosureControl.Apply([new TableCell(["a"], 20), new TableCell(["a", "b"], 20)], 10, 5)).Message, StringComparison.Ordinal);

    [Fact]
    public void Apply_NumbersAtTheEdges_AreTakenOrRefused()
    {
        TableCell[] cells = [new TableCell(["a"], 1), new TableCell(["b"], 0)];

        Assert.Equal(["1", "c"], DisclosureControl.Apply(cells, 1, 1).Cells.Select(cell => cell.Text));
        Assert.Throws<ArgumentOutOfRangeException>(() => DisclosureControl.Apply(cells, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => DisclosureControl.Apply(cells, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => DisclosureControl.Apply(cells, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => DisclosureControl.Apply(cells, 1, 2));
    }

    [Theory]
    [InlineData(3, 9, false, false)]
    [InlineData(3, 6, true, false)]
    [InlineData(4, 8, true, false)]
    [InlineData(4, 10, false, true)]
    [InlineData(4, 11, false, true)]
    [InlineData(4, 12, false, false)]
    public void Failures_CellNearTheMinimumOfTen_IsSmallOnlyIfNoCountOfTenOrMoreIsShownSo(int roundingBase, long shown, bool isSmall, bool isUnrounded)
    {
        ShownTable table = new("t", ["d"], [new(["a"], shown), new(["b"], 60)], null);

        Assert.Equal(
            [.. isSmall ? ["t: a cell below the minimum is shown."] : Array.Empty<string>(), .. isUnrounded ? ["t: a number is not rounded."] : Array.Empty<string>()],
            DisclosureAudit.Failures([table], 10, roundingBase));
    }

    [Fact]
    public void Failures_TotalThatIsNotRounded_IsFound() =>
        Assert.Equal(["t: a number is not rounded."], DisclosureAudit.Failures([new ShownTable("t", ["d"], [new(["a"], 20), new(["b"], 20)], 41)], 10, 5));

    [Fact]
    public void Failures_HiddenCoarseFigureWithoutParts_IsNone()
    {
        ShownTable[] release = [new("fine", ["ward", "sex"], [new(["A", "F"], 20), new(["A", "M"], 20)], 40), new("coarse", ["ward"], [new(["A"], 40), new(["B"], null)], 40)];

        Assert.Empty(DisclosureAudit.Failures(release, 10, 5));
    }

    [Fact]
    public void Failures_SmallOrUnroundedNumber_IsFound()
    {
        Assert.Equal(["t: a cell below the minimum is shown."], DisclosureAudit.Failures([new ShownTable("t", ["d"], [new(["a"], 5)], null)], 10, 5));
        Assert.Equal(["t: a number is not rounded."], DisclosureAudit.Failures([new ShownTable("t", ["d"], [new(["a"], 21)], null)], 10, 5));
    }

    [Fact]
    public void Failures_HiddenCoarseFigureWithAllItsPartsShown_IsFound()
    {
        ShownTable[] release = [new("fine", ["ward", "sex"], [new(["A", "F"], 20), new(["A", "M"], 20)], 40), new("coarse", ["ward"], [new(["A"], null)], 0)];

        Assert.Equal(["fine: a suppressed cell can be worked out from coarse."], DisclosureAudit.Failures(release, 10, 5));
    }

    [Fact]
    public void Apply_NullDimensionAndSeparatorsInValues_AreDifferentCells()
    {
        var shown = DisclosureControl.Apply([new TableCell([null, "a"], 20), new TableCell(["-;", "a"], 20), new TableCell(["-", ";a"], 20)], 10, 5);

        Assert.Equal(60, shown.Total);
        Assert.Throws<ArgumentException>(() => DisclosureControl.Apply([new TableCell([null], 20), new TableCell([null], 30)], 10, 5));
        Assert.Throws<ArgumentException>(() => DisclosureControl.Apply([new TableCell(["a"], -1)], 10, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => DisclosureControl.Apply([new TableCell(["a"], 20)], 5, 10));
    }

    [Theory]
    [InlineData(10, 5)]
    [InlineData(10, 1)]
    [InlineData(5, 5)]
    [InlineData(10, 10)]
    public void Apply_AnyRelease_GivesNothingAway(int minimumCell, int roundingBase)
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var release = Release(new Random(seed));

            var shown = DisclosureControl.Apply(release, minimumCell, roundingBase);

            var failures = DisclosureAudit.Failures(shown, minimumCell, roundingBase);
            Assert.True(failures.Count == 0, $"Seed {seed}: {string.Join(' ', failures)}");
            foreach (var (before, after) in release.Zip(shown))
            {
                Assert.All(before.Cells.Zip(after.Cells), pair => Assert.True(pair.First.Count >= minimumCell || pair.Second.Shown is null, $"Seed {seed}"));
                Assert.Equal(after.SumOfShown, after.Total);
            }
        }
    }

    [Fact]
    public void Apply_CellsInAnotherOrder_ShowsTheSame()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var release = Release(random);
            var mixed = release.Select(table =>
            {
                var cells = table.Cells.ToArray();
                random.Shuffle(cells);
                return table with { Cells = cells };
            }).ToArray();

            Assert.Equal(Printed(DisclosureControl.Apply(release, 10, 5)), Printed(DisclosureControl.Apply(mixed, 10, 5)));
        }
    }

    private static string[] Printed(IReadOnlyList<ShownTable> tables) =>
        [.. tables.SelectMany(table => table.Cells.Select(cell => $"{table.Name} {string.Join('/', cell.Dimensions)} {cell.Text}")).Order(StringComparer.Ordinal)];

    private static CountTable[] Release(Random random)
    {
        string[] wards = ["A", "B", "C", "D"];
        string[] bands = ["young", "old", "unknown"];
        var fine = wards.SelectMany(ward => bands.Select(band => new TableCell([ward, band], random.Next(4) == 0 ? random.Next(10) : random.Next(60)))).ToArray();
        return
        [
            new CountTable("fine", ["ward", "band"], fine),
            new CountTable("by ward", ["ward"], [.. fine.GroupBy(cell => cell.Dimensions[0]).Select(group => new TableCell([group.Key], group.Sum(cell => cell.Count)))]),
            new CountTable("by band", ["band"], [.. fine.GroupBy(cell => cell.Dimensions[1]).Select(group => new TableCell([group.Key], group.Sum(cell => cell.Count)))]),
            new CountTable("city", [], [new TableCell([], fine.Sum(cell => cell.Count))]),
            new CountTable("fine, women", ["ward", "band"], [.. fine.Select(cell => cell with { Count = random.NextInt64(cell.Count + 1) })]),
        ];
    }

    private static CountTable Table(string name, string[] dimensions, params (string Key, long Count)[] cells) =>
        new(name, dimensions, [.. cells.Select(cell => new TableCell([cell.Key], cell.Count))]);
}
