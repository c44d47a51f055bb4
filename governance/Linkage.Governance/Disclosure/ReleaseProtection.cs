namespace Linkage.Governance.Disclosure;

/// <summary>
/// Hides what has to be hidden of one release: first for a reader who has it alone, then for one who has the earlier releases too. A table that says again of the same
/// extracts what an earlier one said tells nothing new, and is shown as that one was.
/// </summary>
internal sealed class ReleaseProtection
{
    private readonly IReadOnlyList<KnownTable> _own;
    private readonly IReadOnlyList<KnownTable> _earlier;
    private readonly Rounding _rounding;

    /// <param name="own">The tables of the release.</param>
    /// <param name="earlier">The tables published before, oldest first.</param>
    /// <param name="rounding">How the release is rounded.</param>
    internal ReleaseProtection(IReadOnlyList<KnownTable> own, IReadOnlyList<KnownTable> earlier, Rounding rounding) =>
        (_own, _earlier, _rounding) = (own, earlier, rounding);

    /// <summary>For each table how many cells are hidden because of earlier releases, once it is protected.</summary>
    internal IReadOnlyList<int> HiddenForEarlier { get; private set; } = [];

    /// <summary>The tables as they may be published.</summary>
    internal IReadOnlyList<ShownTable> Protect()
    {
        var alone = Complete(_own, []);
        var shown = alone;
        if (_earlier.Count > 0)
        {
            KnownTable[] own = [.. _own.Select(table => _earlier.LastOrDefault(other => table.IsOfOneTimeWith(other) && table.Repeats(other)) is { } same ? table with { IsShown = same.IsShown } : table)];
            KnownTable[] others = [.. _earlier.Where(table => !own.Any(same => ReferenceEquals(same.IsShown, table.IsShown)))];
            shown = own.All(table => !table.IsNew) ? [.. own.Select(Show)] : Complete(own, others);
        }

        HiddenForEarlier = [.. alone.Zip(shown, (before, after) => before.Cells.Zip(after.Cells).Count(pair => pair.First.Shown is not null && pair.Second.Shown is null))];
        return shown;
    }

    // Both readers are protected from: what a reader of the release alone can work out does not depend on what somebody else knows of its areas.
    private ShownTable[] Complete(IReadOnlyList<KnownTable> own, KnownTable[] earlier)
    {
        List<SecondarySuppression> readers = [new(own, _rounding)];
        if (earlier.Length > 0)
        {
            // First, for who knows more chooses better what to hide.
            readers.Insert(0, new SecondarySuppression([.. own, .. earlier], _rounding));
        }

        while (true)
        {
            foreach (var reader in readers)
            {
                reader.Complete();
                foreach (var (table, cell) in HiddenIn(reader, own))
                {
                    readers.ForEach(other => other.Hide(table, cell));
                }
            }

            ShownTable[] shown = [.. own.Select((table, index) => Show(table, cell => readers.Exists(reader => reader.IsHidden(index, cell)), _rounding))];
            CountTable[] counts = [.. own.Select(table => table.Counts)];
            (int Table, int Cell)[] further =
            [
                .. ReleaseLines.Of(shown, _rounding.Base).Where(line => line.Exposes(_rounding)).Select(line => line.Widest(counts)).OfType<(int Table, int Cell)>(),
                .. ReleaseDifferences.Of(shown, _rounding.MinimumCell).Select(pair => new[] { pair.First, pair.Second }.MinBy(place => counts[place.Table].Cells[place.Cell].Count)),
                .. ReleaseChanges.ToHide(own, earlier, shown, readers[0], _rounding),
            ];
            further = [.. further.Where(place => own[place.Table].IsNew && shown[place.Table].Cells[place.Cell].Shown is not null)];

            // What the last reader hid may leave an earlier one with something to hide.
            var settled = readers.TrueForAll(reader => reader.Complete() == 0);
            if (further.Length == 0 && settled)
            {
                return shown;
            }

            foreach (var (table, cell) in further)
            {
                readers.ForEach(reader => reader.Hide(table, cell));
            }
        }
    }

    private static IEnumerable<(int Table, int Cell)> HiddenIn(SecondarySuppression reader, IReadOnlyList<KnownTable> own) =>
        own.Index().SelectMany(table => Enumerable.Range(0, table.Item.Counts.Cells.Count).Where(cell => reader.IsHidden(table.Index, cell)).Select(cell => (table.Index, cell)));

    private static ShownTable Show(KnownTable table) => Show(table, cell => !table.IsShown![cell], table.Rounding);

    private static ShownTable Show(KnownTable table, Func<int, bool> isHidden, Rounding rounding)
    {
        var counts = table.Counts;
        ShownCell[] cells = [.. counts.Cells.Select((cell, index) => new ShownCell(cell.Dimensions, isHidden(index) ? null : rounding.Nearest(cell.Count)))];
        return new ShownTable(counts.Name, counts.DimensionNames, cells, cells.Sum(cell => cell.Shown));
    }
}
