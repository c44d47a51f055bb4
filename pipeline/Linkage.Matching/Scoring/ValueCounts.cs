using Linkage.Matching.Comparisons;
using Linkage.Matching.Normalise;

namespace Linkage.Matching.Scoring;

/// <summary>
/// How often the values of the fields occur whose rarity counts, and each forename together with its surname: what all models of a run share. There are few
/// different counts, so what a model makes of a count is worked out once for each (<see cref="PairRarity"/>).
/// </summary>
internal sealed class ValueCounts
{
    private readonly RecordStore _store;

    internal ValueCounts(RecordStore store, IReadOnlyList<Comparison> comparisons)
    {
        _store = store;
        Names = ComparisonCatalogue.Names(comparisons);
        var weighed = comparisons.Index().Where(c => c.Item.FrequencyColumn is not null).ToList();
        var fields = new Field[weighed.Count];
        Parallel.For(-1, weighed.Count, at =>
        {
            if (at >= 0)
            {
                fields[at] = Field.Of(weighed[at].Index, weighed[at].Item.FrequencyColumn!, store);
            }
            else if (Names is { Forename: >= 0, Surname: >= 0 })
            {
                (Together, Named) = CountTogether(store);
            }
        });
        Fields = fields;
    }

    /// <summary>The fields whose rarity counts.</summary>
    internal IReadOnlyList<Field> Fields { get; }

    /// <summary>Indexes of the forename and surname comparisons; -1 for none.</summary>
    internal (int Forename, int Surname) Names { get; }

    /// <summary>By record: how many records have both its names; 0 where it lacks one. Empty when the names are not two fields.</summary>
    internal int[] Together { get; private set; } = [];

    /// <summary>Records with both names.</summary>
    internal int Named { get; private set; }

    /// <summary>Codes of a record.</summary>
    internal ReadOnlySpan<int> RowOf(int rid) => _store.RowOf(rid);

    private static (int[] Together, int Named) CountTogether(RecordStore store)
    {
        var names = RecordGroups.Of(store, "fn", "sn");
        var together = new int[store.Count];
        for (var group = 0; group < names.Count; group++)
        {
            foreach (var rid in names[group])
            {
                together[rid] = names[group].Length;
            }
        }

        return (together, names.Records.Length);
    }

    /// <summary>The counts of one field.</summary>
    /// <param name="Comparison">Index of its comparison.</param>
    /// <param name="Place">Its place within a record.</param>
    /// <param name="IsName">Whether it is the forename or the surname.</param>
    /// <param name="Values">Records that have a value.</param>
    /// <param name="Different">The different counts, ascending; the first is 0, for no value.</param>
    /// <param name="CountOfCode">By code: which of <paramref name="Different"/> it has.</param>
    internal sealed record Field(int Comparison, int Place, bool IsName, int Values, int[] Different, int[] CountOfCode)
    {
        internal static Field Of(int comparison, string column, RecordStore store)
        {
            var place = store.PlaceOf(column);
            var counts = new int[store.DictionaryOf(column).Count + 1];
            for (var rid = 0; rid < store.Count; rid++)
            {
                counts[store.RowOf(rid)[place]]++;
            }

            var values = store.Count - counts[0];
            counts[0] = 0;
            int[] different = [.. counts.Distinct().Order()];
            for (var code = 0; code < counts.Length; code++)
            {
                counts[code] = Array.BinarySearch(different, counts[code]);
            }

            return new Field(comparison, place, column is "fn" or "sn", values, different, counts);
        }
    }
}
