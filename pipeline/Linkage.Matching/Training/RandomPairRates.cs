using System.Globalization;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Duck;
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

    private readonly DuckSession _session;
    private readonly LinkSettings _settings;
    private readonly RecordStore _records;
    private readonly PairKernel _kernel;

    internal RandomPairRates(DuckSession session, LinkSettings settings, RecordStore records, PairKernel kernel)
    {
        _session = session;
        _settings = settings;
        _records = records;
        _kernel = kernel;
    }

    internal RandomRates Measure(IReadOnlyList<Comparison> comparisons, long records, long possiblePairs, CancellationToken cancellationToken)
    {
        Sample(records, possiblePairs, cancellationToken);
        var tally = new TallyVisitor();
        var waiting = _kernel.AsksSql ? new WaitingPairs(_kernel, _records, tally, cancellationToken) : null;
        _session.Read("SELECT l, r FROM lnk_sample", row => Compare(row.GetInt32(0), row.GetInt32(1)), cancellationToken);
        waiting?.Flush();
        _session.Execute("DROP TABLE lnk_sample", cancellationToken);
        var patterns = TallyVisitor.Sum([tally], 1);

        void Compare(int left, int right)
        {
            if (waiting is not null)
            {
                waiting.Compare(left, right, 0, _records.RowOf(left), _records.RowOf(right));
            }
            else
            {
                tally.Visit(left, right, 0, _kernel.Compare(_records.RowOf(left), _records.RowOf(right)));
            }
        }

        var measured = comparisons.Select((comparison, index) => Rates(comparison, index, patterns, cancellationToken)).ToList();
        return new RandomRates([.. measured.Select(m => m.Rates)], [.. measured.Select(m => m.Least)], Names(comparisons, measured, cancellationToken));
    }

    private (double[] Rates, double[] Least) Rates(Comparison comparison, int index, IReadOnlyList<PatternCount> patterns, CancellationToken cancellationToken)
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
        if (comparison.ExactColumn is { } column)
        {
            var (same, both) = Exact(column, $"{column} IS NOT NULL", cancellationToken);
            rates[0] = (same + DefaultStrength * comparison.Levels[0].DefaultU) / (both + DefaultStrength);
            least[0] = rates[0] * CountedShare;
        }

        return (rates, least);
    }

    private NamesTogether? Names(IReadOnlyList<Comparison> comparisons, List<(double[] Rates, double[] Least)> measured, CancellationToken cancellationToken)
    {
        var (forename, surname) = ComparisonCatalogue.Names(comparisons);
        if (forename < 0 || surname < 0)
        {
            return null;
        }

        var (same, both) = Exact("(fn, sn)", "fn IS NOT NULL AND sn IS NOT NULL", cancellationToken);
        var expected = measured[forename].Rates[0] * measured[surname].Rates[0];
        return new NamesTogether(forename, surname, (same + DefaultStrength * expected) / (both + DefaultStrength));
    }

    private (double Same, double Both) Exact(string value, string present, CancellationToken cancellationToken) =>
        _session.Query(
            SqlStep.Load(typeof(RandomPairRates), "exact_rate").With(("column", value), ("present", present)).Text,
            r => (r.GetDouble(0), r.GetDouble(1)),
            cancellationToken)[0];

    private void Sample(long records, long possiblePairs, CancellationToken cancellationToken)
    {
        // Of all pairs of different records only some are permitted; the sample is made larger by that much, within reason.
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
        var list = $"[{string.Join(", ", distances.Select(d => d.ToString(CultureInfo.InvariantCulture)))}]::BIGINT[]";
        _session.Execute(
            SqlStep.Load(typeof(RandomPairRates), "random_pairs").With(("distances", list)).Text,
            [Math.Max(1, records), step, random.Next(1_000_000)],
            cancellationToken);
    }
}
