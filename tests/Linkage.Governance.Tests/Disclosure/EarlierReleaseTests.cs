using Linkage.Governance.Disclosure;

namespace Linkage.Governance.Tests.Disclosure;

/// <summary>One release after another, piece by piece. The minimum cell is ten throughout.</summary>
public sealed class EarlierReleaseTests
{
    private static readonly Dictionary<string, string> January = new() { ["panel"] = "january" };
    private static readonly Dictionary<string, string> February = new() { ["panel"] = "february" };

    [Theory]
    [InlineData(1, 50, 50, "50 40 30")]
    [InlineData(1, 50, 53, "c 40 30")]
    [InlineData(1, 53, 50, "c 40 30")]
    [InlineData(1, 50, 59, "c 40 30")]
    [InlineData(1, 50, 60, "60 40 30")]
    [InlineData(2, 50, 53, "c 40 30")]
    [InlineData(3, 50, 53, "54 39 30")]
    [InlineData(5, 50, 53, "55 40 30")]
    public void Apply_ACountAMonthLater_IsHiddenWhereTheChangeIsOfAFewAndNotBlurred(int roundingBase, long then, long now, string shown)
    {
        var earlier = Published(January, roundingBase, Wards("wards", then, 40, 30));

        var controlled = DisclosureControl.Apply([Wards("wards", now, 40, 30), new CountTable("all", [], [new TableCell([], now + 70)])], 10, roundingBase, February, [earlier]);

        Assert.Equal(shown, Text(controlled.Shown[0]));

        // The total would tell it, and hiding the wards beside it would not help: they have not changed.
        var hidden = shown.Contains('c', StringComparison.Ordinal) ? 1 : 0;
        Assert.Equal([hidden, hidden], controlled.HiddenForEarlier);
    }

    [Fact]
    public void Apply_AnArmAfterTheTotalOfOneTime_HidesWhereTheOthersAreFew()
    {
        var total = Published(January, 5, Wards("total", 60, 80, 45));

        Assert.Equal("c 40 15", Text(DisclosureControl.Apply([Wards("arm", 57, 40, 15)], 10, 5, January, [total]).Shown[0]));
        Assert.Equal("55 40 15", Text(DisclosureControl.Apply([Wards("arm", 57, 40, 15)], 10, 5, January, []).Shown[0]));
    }

    [Fact]
    public void Apply_ZonesAfterWardsOfOneTime_HideASecondZoneWhereTheWardTellsTheFirst()
    {
        var wards = Published(January, 1, Wards("wards", 34, 40, 30));
        CountTable zones = new("zones", ["zone", "ward"], [new(["1", "A"], 4), new(["2", "A"], 30), new(["3", "B"], 40), new(["4", "C"], 30)]);

        Assert.Equal("c c 40 30", Text(DisclosureControl.Apply([zones], 10, 1, January, [wards]).Shown[0]));
        Assert.Equal("c 30 40 30", Text(DisclosureControl.Apply([zones], 10, 1, January, []).Shown[0]));
    }

    [Fact]
    public void Apply_TheSameTableAgain_ShowsTheSameWhateverElseWasReleased()
    {
        CountTable table = new("fine", ["ward", "sex"], [new(["A", "F"], 4), new(["A", "M"], 30), new(["B", "F"], 25), new(["B", "M"], 31)]);
        CountTable wards = new("wards", ["ward"], [new(["A"], 34), new(["B"], 56)]);
        var (first, other) = (Published(January, 1, table), Published(January, 1, Wards("other", 31, 41, 51)));

        var again = DisclosureControl.Apply([table], 10, 1, February, [first, other]);

        Assert.Equal("c 30 25 31", Text(again.Shown[0]));
        Assert.Equal([0], again.HiddenForEarlier);

        // The same shown as before; the wards beside it, new, must keep its secret.
        var both = DisclosureControl.Apply([table, wards], 10, 1, January, [first]);
        Assert.Equal("c 30 25 31", Text(both.Shown[0]));
        Assert.Null(both.Shown[1].Cells[0].Shown);
    }

    [Fact]
    public void Apply_AStricterRule_HidesWhatTheEarlierOneShowed()
    {
        var lax = new EarlierRelease([new EarlierTable(Wards("wards", 7, 40, 30), [true, true, true])], January, 5, 1);

        Assert.Equal("c 40 30", Text(DisclosureControl.Apply([Wards("wards", 7, 40, 30)], 10, 1, January, [lax]).Shown[0]));
    }

    [Fact]
    public void Apply_ReleasesOfOtherDatasets_DoNotMatter()
    {
        var earlier = Published(new Dictionary<string, string> { ["library"] = "january" }, 1, Wards("wards", 50, 40, 30));

        Assert.Equal("53 40 30", Text(DisclosureControl.Apply([Wards("wards", 53, 40, 30)], 10, 1, February, [earlier]).Shown[0]));
    }

    [Fact]
    public void Apply_SameFiguresOfAnotherExtract_AreJudgedBesideWhatWasReleasedOfThatOne()
    {
        var all = Wards("all", 50, 80, 45);
        var before = Published(January, 5, all);
        var some = Published(February, 5, Wards("under 65", 45, 60, 30));

        // 45 of 50 are under 65: who has both figures of February knows of five who are not.
        Assert.Equal("50 80 45", Text(DisclosureControl.Apply([all], 10, 5, February, [before]).Shown[0]));
        Assert.StartsWith("c ", Text(DisclosureControl.Apply([all], 10, 5, February, [some]).Shown[0]), StringComparison.Ordinal);
        Assert.StartsWith("c ", Text(DisclosureControl.Apply([all], 10, 5, February, [before, some]).Shown[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void CrossedTables_WithAnEarlierRelease_AreARing()
    {
        CountTable Table(string one, string other) => new($"{one}-{other}", [one, other], [new(["a", "a"], 20), new(["a", "b"], 20), new(["b", "a"], 20), new(["b", "b"], 20)]);
        var earlier = Published(January, 5, Table("ward", "age"), Table("age", "sex"));

        Assert.Equal(["sex-ward", "ward-age", "age-sex"], DisclosureControl.CrossedTables([Table("sex", "ward")], January, [earlier]));
        Assert.Throws<ArgumentException>(() => DisclosureControl.Apply([Table("sex", "ward")], 10, 5, January, [earlier]));
        Assert.Empty(DisclosureControl.CrossedTables([Table("ward", "age")], January, [earlier]));
    }

    [Fact]
    public void Apply_AnEarlierTableOfWhichNotEveryCellIsKnown_IsRefused()
    {
        var broken = new EarlierRelease([new EarlierTable(Wards("wards", 50, 40, 30), [true])], January, 10, 5);

        Assert.Throws<ArgumentException>(() => DisclosureControl.Apply([Wards("wards", 50, 40, 30)], 10, 5, January, [broken]));
    }

    private static EarlierRelease Published(Dictionary<string, string> extracts, int roundingBase, params CountTable[] tables) => new(
        [.. tables.Zip(DisclosureControl.Apply(tables, 10, roundingBase), (table, shown) => new EarlierTable(table, [.. shown.Cells.Select(cell => cell.Shown is not null)]))], extracts, 10, roundingBase);

    private static CountTable Wards(string name, params long[] counts) => new(name, ["ward"], [.. counts.Select((count, index) => new TableCell([$"{(char)('A' + index)}"], count))]);

    private static string Text(ShownTable table) => string.Join(' ', table.Cells.Select(cell => cell.Text));
}
