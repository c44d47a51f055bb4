using Linkage.Matching.Normalise;

namespace Linkage.Matching.Comparisons;

/// <summary>The levels of a comparison that ask of two columns whether both are alike. One for each worker.</summary>
internal sealed class BothAlike
{
    private readonly int[] _levels;
    private readonly (int Place, ValueLevels Values) _one;
    private readonly (int Place, ValueLevels Values) _other;

    private BothAlike(int[] levels, (int Place, ValueLevels Values) one, (int Place, ValueLevels Values) other) => (_levels, _one, _other) = (levels, one, other);

    /// <summary>Those of some levels, or null. They are asked of the same two columns.</summary>
    internal static BothAlike? Of(IReadOnlyList<ComparisonLevel> levels, RecordStore store)
    {
        var asked = levels.Index().Where(l => l.Item.Test is LevelTest.BothJaroWinkler).Select(l => (Level: l.Index + 1, Test: (LevelTest.BothJaroWinkler)l.Item.Test!)).ToList();
        if (asked.Count == 0)
        {
            return null;
        }

        List<ComparisonLevel> ranks = [.. asked.Select(a => new ComparisonLevel(string.Empty, 0, 0, new LevelTest.JaroWinkler(a.Test.AtLeast)))];
        var (one, other) = (asked[0].Test.One, asked[0].Test.Other);
        return new BothAlike(
            [.. asked.Select(a => a.Level)],
            (store.PlaceOf(one), new ValueLevels(store.DictionaryOf(one), ranks)),
            (store.PlaceOf(other), new ValueLevels(store.DictionaryOf(other), ranks)));
    }

    /// <summary>The best of these levels where it is better than the given one, else that.</summary>
    internal int Better(int level, ReadOnlySpan<int> l, ReadOnlySpan<int> r)
    {
        if (_levels[0] >= level)
        {
            return level;
        }

        // Ranks count from 1 in the order of the levels; equal values have the best.
        var rank = Rank(_one, l, r);
        rank = rank == ValueLevels.None ? rank : Math.Max(rank, Rank(_other, l, r));
        return rank == ValueLevels.None ? level : Math.Min(level, _levels[rank - 1]);
    }

    private static int Rank((int Place, ValueLevels Values) column, ReadOnlySpan<int> l, ReadOnlySpan<int> r)
    {
        var (a, b) = (l[column.Place], r[column.Place]);
        return a == 0 || b == 0 ? ValueLevels.None : a == b ? 1 : column.Values.Of(a, b);
    }
}
