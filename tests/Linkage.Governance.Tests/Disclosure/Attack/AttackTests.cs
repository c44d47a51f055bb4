using Linkage.Governance.Disclosure;

namespace Linkage.Governance.Tests.Disclosure.Attack;

/// <summary>
/// Random releases against an attacker who shares no code with the protection. The protection interval: a hidden small count can be each number from nought to one below the
/// minimum; a count that is hidden for another's sake can be as many different numbers. Anything less is a failure.
/// </summary>
public sealed class AttackTests
{
    private static readonly (int Minimum, int Base)[] Methods = [(10, 5), (10, 1), (5, 5), (10, 10), (8, 5), (5, 1)];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Apply_TenThousandRandomReleasesInFourParts_NoHiddenCellIsRecovered(int part)
    {
        var failures = new List<string>();
        var hidden = 0L;
        var (cells, small, rings) = (0L, 0L, 0);
        for (var seed = part * 2_500; seed < (part + 1) * 2_500; seed++)
        {
            var population = Population.Of(new Random(seed));
            var (minimum, roundingBase) = Methods[seed % Methods.Length];
            IReadOnlyList<CountTable> tables = [.. population.Tables.Select(table => table.Table)];
            if (DisclosureControl.CrossedTables(tables).Count > 0)
            {
                rings++;
                Assert.True(population.HasRing, $"seed {seed}");
                continue;
            }

            var shown = DisclosureControl.Apply(tables, minimum, roundingBase);
            small += tables.Sum(table => table.Cells.Count(cell => cell.Count < minimum));
            hidden += shown.Sum(table => table.Suppressed);
            cells += shown.Sum(table => table.Cells.Count);
            failures.AddRange(new Attacker(population, shown, minimum, roundingBase).Recovered().Select(recovered => $"seed {seed} ({minimum}, {roundingBase}): {recovered}"));
        }

        Assert.True(failures.Count == 0, $"{failures.Count} cells recovered. {string.Join("; ", failures.Take(20))}");
        Assert.InRange(hidden, small + 1, cells * 3 / 4);
        Assert.InRange(rings, 1, 250);
    }

    [Fact]
    public void Apply_SmallRandomReleases_NoHiddenCellIsRecoveredByTryingWholeNumbers()
    {
        var (asked, undecided) = (0, 0);
        int[][] choices = [[7, 3, 5, 6], [3, 6, 0, 4], [7, 1, 2, 4, 0], [3, 6], [7, 0], [3, 6, 5, 7, 1, 2, 4, 0], [7, 3, 5]];
        var failures = new List<string>();
        for (var seed = 0; seed < 700; seed++)
        {
            var random = new Random(seed);
            var top = random.Next(2, 25);
            var population = Population.With([2, 2, 2], [.. Enumerable.Range(0, 8).Select(_ => random.NextInt64(random.Next(3) == 0 ? 3 : top))], choices[seed % choices.Length]);
            var (minimum, roundingBase) = (5, seed % 2 == 0 ? 1 : 5);
            var shown = DisclosureControl.Apply([.. population.Tables.Select(table => table.Table)], minimum, roundingBase);
            var attacker = new Attacker(population, shown, minimum, roundingBase);
            failures.AddRange(attacker.RecoveredByTrying().Select(recovered => $"seed {seed} ({minimum}, {roundingBase}): {recovered}"));
            (asked, undecided) = (asked + attacker.Asked, undecided + attacker.Undecided);
        }

        Assert.True(failures.Count == 0, $"{failures.Count} numbers excluded of {asked}. {string.Join("; ", failures.Take(20))}");
        Assert.True(undecided < asked / 20, $"{undecided} of {asked} were not found out.");
    }

    // Two tables of a ring leave a third open; all three can determine whole numbers that no sum of them does, so the protection does not try.
    [Fact]
    public void Apply_TablesInARing_AreRefusedUnlessTheTableOfAllDimensionsIsThere()
    {
        long[] counts = [30, 12, 4, 25, 0, 31, 17, 6];
        IReadOnlyList<CountTable> Tables(params int[] masks) => [.. Population.With([2, 2, 2], counts, masks).Tables.Select(table => table.Table)];

        Assert.Equal(["zone-band0", "band-sex1", "zone-sex2"], DisclosureControl.CrossedTables(Tables(3, 6, 5)));
        Assert.Contains("in a ring", Assert.Throws<ArgumentException>(() => DisclosureControl.Apply(Tables(3, 6, 5, 0), 10, 5)).Message, StringComparison.Ordinal);
        Assert.Empty(DisclosureControl.CrossedTables(Tables(3, 6, 5, 7)));
        Assert.Empty(DisclosureControl.CrossedTables(Tables(3, 6, 1, 2, 4, 0)));
    }

    [Fact]
    public void Attacker_UnprotectedReleases_RecoversByBothWays()
    {
        // The sums give the counts in two places away at once, and these the third.
        var population = Population.With([3, 3], [3, 20, 4, 30, 40, 25, 2, 22, 31], 3, 1, 2);
        ShownTable[] shown = [.. population.Tables.Select(table => new ShownTable(
            table.Table.Name, table.Table.DimensionNames, [.. table.Table.Cells.Select(cell => new ShownCell(cell.Dimensions, cell.Count < 10 ? null : cell.Count))], null))];
        var attacker = new Attacker(population, shown, 10, 1);

        Assert.Equal(["zone-band0[0,0] is 3 to 3", "zone-band0[0,2] is 2 to 2", "zone-band0[2,0] is 4 to 4"], attacker.Recovered());
        Assert.Equal(27, attacker.RecoveredByTrying().Count());
    }

    [Fact]
    public void Attacker_OneHiddenCountInASum_IsTheDifference()
    {
        var population = Population.With([3], [7, 23, 30], 1, 0);
        ShownTable[] shown = [.. population.Tables.Select(table => new ShownTable(
            table.Table.Name, table.Table.DimensionNames, [.. table.Table.Cells.Select(cell => new ShownCell(cell.Dimensions, cell.Count < 10 ? null : cell.Count))], null))];

        Assert.Equal(["zone0[0] is 7 to 7"], new Attacker(population, shown, 10, 1).Recovered());
        Assert.Equal(9, new Attacker(population, shown, 10, 1).RecoveredByTrying().Count());
    }
}
