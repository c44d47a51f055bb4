using System.Runtime.InteropServices;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Normalise;

namespace Linkage.Matching.Scoring;

/// <summary>
/// How often the values of the fields occur whose rarity counts, and each forename together with its surname: what all models of a run share. There are few
/// different counts, so what a model makes of a count is worked out once for each (<see cref="PairRarity"/>).
/// </summary>
internal sealed class ValueCounts
{
    internal ValueCounts(RecordStore store, IReadOnlyList<Comparison> comparisons)
    {
        RecordWidth = store.Width;
        Codes = store.Codes;
        Fields = [.. comparisons.Index().Where(c => c.Item.FrequencyColumn is not null).Select(c => Field.Of(c.Index, c.Item.FrequencyColumn!, store))];
        Names = ComparisonCatalogue.Names(comparisons);
        if (Names is { Forename: >= 0, Surname: >= 0 })
        {
            (Together, Named) = CountTogether(store, this[Names.Forename]!.Place, this[Names.Surname]!.Place);
        }
    }

    /// <summary>Codes of a record.</summary>
    internal int RecordWidth { get; }

    /// <summary>All codes, record by record.</summary>
    internal int[] Codes { get; }

    /// <summary>The fields whose rarity counts.</summary>
    internal IReadOnlyList<Field> Fields { get; }

    /// <summary>Indexes of the forename and surname comparisons; -1 for none.</summary>
    internal (int Forename, int Surname) Names { get; }

    /// <summary>By record: how many records have both its names; 0 where it lacks one. Empty when the names are not two fields.</summary>
    internal int[] Together { get; } = [];

    /// <summary>Records with both names.</summary>
    internal int Named { get; }

    /// <summary>The field of a comparison, or null.</summary>
    internal Field? this[int comparison] => Fields.FirstOrDefault(f => f.Comparison == comparison);

    private static (int[] Together, int Named) CountTogether(RecordStore store, int forename, int surname)
    {
        // Each pair of names gets a number where it is met first, so that it is looked up once a record.
        var numbers = new Dictionary<long, int>();
        var counts = new List<int>();
        var (together, named) = (new int[store.Count], 0);
        for (var rid = 0; rid < store.Count; rid++)
        {
            together[rid] = -1;
            if (KeyOf(store.RowOf(rid)) is > 0 and var key)
            {
                named++;
                ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, key, out var known);
                if (!known)
                {
                    number = counts.Count;
                    counts.Add(0);
                }

                CollectionsMarshal.AsSpan(counts)[number]++;
                together[rid] = number;
            }
        }

        for (var rid = 0; rid < store.Count; rid++)
        {
            together[rid] = together[rid] < 0 ? 0 : counts[together[rid]];
        }

        return (together, named);

        long KeyOf(ReadOnlySpan<int> row) => row[forename] == 0 || row[surname] == 0 ? 0 : ((long)row[forename] << 32) | (uint)row[surname];
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
