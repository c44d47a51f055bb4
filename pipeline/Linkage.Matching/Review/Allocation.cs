namespace Linkage.Matching.Review;

/// <summary>How many pairs each band gives.</summary>
internal static class Allocation
{
    /// <summary>Shares out a total: equal parts to the bands between, a small part to the two at the ends; what a band cannot give goes to the others.</summary>
    /// <param name="pairs">Pairs in each band, lowest first.</param>
    /// <param name="total">Pairs to draw.</param>
    /// <param name="clearShare">The part for the two bands at the ends, 0 to 1.</param>
    internal static int[] Of(IReadOnlyList<long> pairs, int total, double clearShare)
    {
        var taken = new int[pairs.Count];
        int[] clear = [0, pairs.Count - 1];
        var between = Enumerable.Range(1, Math.Max(0, pairs.Count - 2)).ToArray();
        var left = Fill(pairs, taken, clear, (int)Math.Round(total * clearShare, MidpointRounding.AwayFromZero));
        left = Fill(pairs, taken, between, total - taken.Sum());
        _ = Fill(pairs, taken, clear, left);
        return taken;
    }

    /// <summary>Gives the bands equal parts of what is to be shared, the smallest band first, and returns what none could take.</summary>
    private static int Fill(IReadOnlyList<long> pairs, int[] taken, IEnumerable<int> bands, int share)
    {
        var open = bands.Where(b => pairs[b] > taken[b]).OrderBy(b => pairs[b] - taken[b]).ThenBy(b => b).ToList();
        foreach (var (index, band) in open.Index())
        {
            var part = (int)Math.Min(pairs[band] - taken[band], share / (open.Count - index));
            taken[band] += part;
            share -= part;
        }

        return share;
    }
}
