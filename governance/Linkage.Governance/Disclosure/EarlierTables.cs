namespace Linkage.Governance.Disclosure;

/// <summary>The tables of earlier releases as a reader of a new one has them: those that count people of its datasets, once each.</summary>
internal static class EarlierTables
{
    /// <summary>The tables, oldest first; of two that say and show the same the newer stands for both.</summary>
    internal static IReadOnlyList<KnownTable> Of(IReadOnlyList<EarlierRelease> releases, IReadOnlyDictionary<string, string> extracts)
    {
        var known = new List<KnownTable>();
        foreach (var release in releases)
        {
            var rounding = new Rounding(release.MinimumCell, release.RoundingBase);
            foreach (var table in release.Tables)
            {
                if (table.IsShown.Count != table.Counts.Cells.Count)
                {
                    throw new ArgumentException($"It is not known of every cell of {table.Counts.Name} whether it was shown.", nameof(releases));
                }

                var order = DisclosureControl.InOrder(table.Counts);
                var made = new KnownTable(DisclosureControl.Ordered(table.Counts, order), rounding, [.. order.Select(cell => table.IsShown[cell])], release.Extracts);
                if (made.SharesPeopleWith(extracts))
                {
                    known.RemoveAll(other => made.IsOfOneTimeWith(other) && made.Repeats(other) && made.IsShown!.SequenceEqual(other.IsShown!));
                    known.Add(made);
                }
            }
        }

        return known;
    }
}
