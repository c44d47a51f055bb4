using System.Globalization;

namespace Linkage.Matching;

/// <summary>The permitted pairs of a run by number of the input, as bit masks: bit j of mask i says that inputs i and j may be compared.</summary>
internal sealed class PermittedPairs
{
    /// <summary>Most inputs of one run.</summary>
    internal const int MaxInputs = 64;

    private readonly ulong[] _masks;

    private PermittedPairs(ulong[] masks) => _masks = masks;

    internal static PermittedPairs Of(IReadOnlyList<string> datasets, IReadOnlyList<DatasetPair>? pairs)
    {
        if (datasets.Count > MaxInputs)
        {
            throw new MatchingInputException(
                string.Create(CultureInfo.InvariantCulture, $"{datasets.Count} datasets were given; at most {MaxInputs} can be linked in one run."), "inputs", "Link fewer datasets at a time.");
        }

        var number = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (index, dataset) in datasets.Index())
        {
            if (!number.TryAdd(dataset, index))
            {
                throw new MatchingInputException("The dataset is given twice.", $"dataset '{dataset}'", "Give every input its own dataset id.");
            }
        }

        var masks = new ulong[datasets.Count];
        if (pairs is null)
        {
            for (var i = 0; i < masks.Length; i++)
            {
                for (var j = 0; j < masks.Length; j++)
                {
                    masks[i] |= i != j || masks.Length == 1 ? 1UL << j : 0;
                }
            }
        }
        else
        {
            foreach (var pair in pairs)
            {
                // A permitted pair that is not among the inputs has nothing to compare.
                if (number.TryGetValue(pair.Left, out var left) && number.TryGetValue(pair.Right, out var right))
                {
                    masks[left] |= 1UL << right;
                    masks[right] |= 1UL << left;
                }
            }
        }

        return new PermittedPairs(masks);
    }

    internal ulong Mask(int input) => _masks[input];

    internal bool Allows(int left, int right) => (_masks[left] >> right & 1) == 1;

    /// <summary>Pairs of records that the permitted pairs of datasets can form.</summary>
    internal long Count(IReadOnlyList<long> records)
    {
        long pairs = 0;
        for (var i = 0; i < records.Count; i++)
        {
            pairs += Allows(i, i) ? records[i] * (records[i] - 1) / 2 : 0;
            for (var j = i + 1; j < records.Count; j++)
            {
                pairs += Allows(i, j) ? records[i] * records[j] : 0;
            }
        }

        return pairs;
    }
}
