using Linkage.Matching.Comparisons;
using Linkage.Matching.Normalise;
using Linkage.Matching.Scoring;

namespace Linkage.Matching.Training;

/// <summary>
/// The rate of each comparison level among random permitted pairs. Exact agreement is counted over all records (sums of whole numbers in doubles, so
/// order does not matter below 2^53); the other levels come from a seeded sample. Both lean on the defaults as far as there is little to see.
/// </summary>
internal sealed class RandomPairRates
{
    /// <summary>Pairs for which the default u stand before anything is seen.</summary>
    private const double DefaultStrength = 100;

    /// <summary>At least this share of a counted rate is not matches.</summary>
    private const double CountedShare = .02;

    /// <summary>At least this share of a sampled rate is not matches.</summary>
    private const double SampledShare = .1;

    private readonly LinkSettings _settings;
    private readonly RecordStore _records;
    private readonly PairScan _scan;

    internal RandomPairRates(LinkSettings settings, PairScan scan)
    {
        _settings = settings;
        _records = scan.Records;
        _scan = scan;
    }

    internal RandomRates Measure(IReadOnlyList<Comparison> comparisons, long possiblePairs, CancellationToken cancellationToken)
    {
        var tally = new PatternTally();
        foreach (var pattern in _scan.Patterns(Sample(possiblePairs), cancellationToken))
        {
            tally.Add(pattern);
        }

        var patterns = tally.ToList();
        var names = ComparisonCatalogue.Names(comparisons);
        var counted = new (double Same, double Both)[comparisons.Count + 1];
        Parallel.For(0, comparisons.Count + 1, new ParallelOptions { CancellationToken = cancellationToken }, at => counted[at] = at < comparisons.Count
            ? comparisons[at].ExactColumn is { } column ? Exact(column) : default
            : names is { Forename: >= 0, Surname: >= 0 } ? Exact("fn", "sn") : default);
        var measured = comparisons.Select((comparison, index) => Rates(comparison, index, patterns, counted[index])).ToList();
        return new RandomRates([.. measured.Select(m => m.Rates)], [.. measured.Select(m => m.Least)], Names(names, measured, counted[^1]));
    }

    private static (double[] Rates, double[] Least) Rates(Comparison comparison, int index, IReadOnlyList<PatternCount> patterns, (double Same, double Both) exact)
    {
        var seen = new double[comparison.Levels.Count];
        foreach (var (pattern, pairs) in patterns)
        {
            var level = Pattern.Level(pattern, index);
            if (level > 0)
            {
                seen[level - 1] += pairs;
            }
        }

        var total = seen.Sum() + DefaultStrength;
        var defaults = comparison.Levels.Sum(l => l.DefaultU);
        var rates = comparison.Levels.Select((l, k) => (seen[k] + DefaultStrength * l.DefaultU / defaults) / total).ToArray();
        var least = rates.Select(rate => Math.Max(rate * SampledShare, .5 / total)).ToArray();
        if (comparison.ExactColumn is not null)
        {
            rates[0] = (exact.Same + DefaultStrength * comparison.Levels[0].DefaultU) / (exact.Both + DefaultStrength);
            least[0] = rates[0] * CountedShare;
        }

        return (rates, least);
    }

    private static NamesTogether? Names((int Forename, int Surname) names, List<(double[] Rates, double[] Least)> measured, (double Same, double Both) counted)
    {
        if (names is not { Forename: >= 0, Surname: >= 0 })
        {
            return null;
        }

        var expected = measured[names.Forename].Rates[0] * measured[names.Surname].Rates[0];
        return new NamesTogether(names.Forename, names.Surname, (counted.Same + DefaultStrength * expected) / (counted.Both + DefaultStrength));
    }

    /// <summary>Permitted pairs that agree exactly on some columns together, and those that have the values.</summary>
    private (double Same, double Both) Exact(params IReadOnlyList<string> columns)
    {
        var groups = RecordGroups.Of(_records, columns);
        var same = 0.0;
        for (var group = 0; group < groups.Count; group++)
        {
            same += _records.PermittedPairs(groups[group]);
        }

        return (same, _records.PermittedPairs(groups.Records));
    }

    /// <summary>A seeded sample of permitted pairs: each record, or one of so many, against records a drawn distance further on.</summary>
    private List<(int Left, int Right)> Sample(long possiblePairs)
    {
        // Of all pairs of different records only some are permitted; the sample is made larger by that much, within reason.
        long records = _records.Count;
        var allPairs = records * (records - 1) / 2.0;
        var wanted = _settings.SamplePairs * Math.Min(8, allPairs / Math.Max(1, possiblePairs));
        var distances = new SortedSet<long>();
        var random = new SeededSequence(_settings.Seed);
        var count = (int)Math.Clamp(Math.Ceiling(wanted / Math.Max(1, records)), 8, 4_000);
        for (var i = 0; i < count && records > 1; i++)
        {
            distances.Add(1 + random.Next(records - 1));
        }

        var step = Math.Max(1, (long)(records * distances.Count / Math.Max(1, wanted)));
        var shift = random.Next(1_000_000);
        var sample = new List<(int, int)>();
        for (var rid = 0; rid < records; rid++)
        {
            if ((rid * 48271L + shift) % step != 0)
            {
                continue;
            }

            foreach (var distance in distances)
            {
                var other = (int)((rid + distance) % records);
                if (_records.MayBePaired(rid, other))
                {
                    sample.Add((Math.Min(rid, other), Math.Max(rid, other)));
                }
            }
        }

        return sample;
    }
}
