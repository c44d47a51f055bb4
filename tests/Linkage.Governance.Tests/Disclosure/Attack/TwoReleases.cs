using Linkage.Governance.Disclosure;

namespace Linkage.Governance.Tests.Disclosure.Attack;

/// <summary>Two random releases, one after the other: of the same people at one time, their tables dealt out between the two, or of the same tables after people came and went.</summary>
internal sealed class TwoReleases
{
    private readonly int _minimumCell;
    private readonly int _roundingBase;
    private readonly List<int> _first;
    private readonly List<int> _second;
    private readonly IReadOnlyDictionary<string, string> _then = Extracts("one");
    private readonly IReadOnlyDictionary<string, string> _now;

    private TwoReleases(Population before, Population after, List<int> first, List<int> second, string extract, int minimumCell, int roundingBase)
    {
        (Before, After, _first, _second, _now) = (before, after, first, second, Extracts(extract));
        (_minimumCell, _roundingBase) = (minimumCell, roundingBase);
        Earlier = DisclosureControl.Apply(Tables(before, first), minimumCell, roundingBase);
    }

    public Population Before { get; }

    public Population After { get; }

    public IReadOnlyList<ShownTable> Earlier { get; }

    /// <summary>The tables of one population dealt out between two releases, one of each at least; null when there are too few.</summary>
    public static TwoReleases? OfOneTime(Random random, int minimumCell, int roundingBase)
    {
        var population = Population.Of(random);
        var dealt = Enumerable.Range(0, population.Tables.Count).ToLookup(_ => random.Next(2) == 0);
        List<int> first = [.. dealt[true]];
        List<int> second = [.. dealt[false]];
        return first.Count == 0 || second.Count == 0 || HasRing(population, first) || HasRing(population, second)
            ? null
            : new TwoReleases(population, population, first, second, population.Tables.Any(IsMarked) || random.Next(2) == 0 ? "one" : "two", minimumCell, roundingBase);
    }

    /// <summary>The same tables twice, after a few people came or went; null when they cross in a ring.</summary>
    public static TwoReleases? OfTwoMonths(Random random, int minimumCell, int roundingBase)
    {
        var population = Population.Of(random);
        List<int> all = [.. Enumerable.Range(0, population.Tables.Count)];
        return HasRing(population, all) ? null : new TwoReleases(population, population.Later(random, random.Next(1, 12)), all, all, "two", minimumCell, roundingBase);
    }

    /// <summary>The second release, made by somebody who knows of the first, or does not.</summary>
    public ControlledTables Second(bool isEarlierKnown) => DisclosureControl.Apply(
        Tables(After, _second),
        _minimumCell,
        _roundingBase,
        _now,
        isEarlierKnown ? [new EarlierRelease([.. Tables(Before, _first).Zip(Earlier, (table, shown) => new EarlierTable(table, [.. shown.Cells.Select(cell => cell.Shown is not null)]))], _then, _minimumCell, _roundingBase)] : []);

    /// <summary>What is recovered by somebody who has both releases of one time.</summary>
    public IEnumerable<string> RecoveredTogether(IReadOnlyList<ShownTable> second)
    {
        var shown = new ShownTable[Before.Tables.Count];
        foreach (var (place, table) in _first.Zip(Earlier).Concat(_second.Zip(second)))
        {
            shown[place] = table;
        }

        // What the first gives away by itself it gives away whatever the second shows, a figure above the minimum that the second hides for instance.
        var both = new Attacker(Before, shown, _minimumCell, _roundingBase).Recovered().ToList();
        if (both.Count > 0)
        {
            foreach (var place in _second)
            {
                shown[place] = shown[place] with { Cells = [.. shown[place].Cells.Select(cell => cell with { Shown = null })] };
            }
        }

        var first = both.Count == 0 ? [] : new Attacker(Before, shown, _minimumCell, _roundingBase).Recovered().ToHashSet(StringComparer.Ordinal);
        return both.Where(recovered => !first.Contains(recovered));
    }

    /// <summary>Changes of a few people between two months of which fewer numbers are possible than half the minimum.</summary>
    public IEnumerable<string> RecoveredChanges(IReadOnlyList<ShownTable> second)
    {
        var then = new Attacker(Before, Earlier, _minimumCell, _roundingBase).Ranges();
        var now = new Attacker(After, second, _minimumCell, _roundingBase).Ranges();
        return then.Zip(now)
            .Where(pair => Math.Abs(pair.Second.True - pair.First.True) is > 0 and var change && change < _minimumCell)
            .Where(pair => pair.Second.Most - pair.Second.Least + pair.First.Most - pair.First.Least + 1 < _minimumCell / 2.0)
            .Select(pair => $"{pair.First.Name} went from {pair.First.Least}..{pair.First.Most} to {pair.Second.Least}..{pair.Second.Most}");
    }

    private static bool IsMarked((CountTable Table, int[][] Adds) table) => table.Table.Name.Contains("marked", StringComparison.Ordinal);

    private static bool HasRing(Population population, List<int> tables) => DisclosureControl.CrossedTables(Tables(population, tables)).Count > 0;

    private static CountTable[] Tables(Population population, List<int> places) => [.. places.Select(place => population.Tables[place].Table)];

    private static Dictionary<string, string> Extracts(string digest) => new() { ["people"] = digest };
}
