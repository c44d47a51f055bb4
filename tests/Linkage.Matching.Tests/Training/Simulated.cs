using Linkage.Matching.Comparisons;
using Linkage.Matching.Training;

namespace Linkage.Matching.Tests.Training;

/// <summary>Patterns of four fields whose parameters are known.</summary>
internal static class Simulated
{
    internal const long PossiblePairs = 2_000_000;

    internal const long Records = 2_000;

    internal const double Prior = .001;

    internal static readonly double[][] TrueM = [[.80, .15, .05], [.90, .06, .04], [.70, .20, .10], [.95, .03, .02]];

    internal static readonly double[][] TrueU = [[.01, .04, .95], [.005, .02, .975], [.02, .08, .90], [.10, .20, .70]];

    internal static LinkModel Train(
        IReadOnlyList<Comparison> comparisons,
        double? fixedPrior = null,
        int rounds = 200,
        IReadOnlyList<PatternCount>? patterns = null,
        IReadOnlyList<PatternCount>? matches = null,
        IReadOnlyList<PatternCount>? nonMatches = null,
        LabelUse use = LabelUse.KnownPairs)
    {
        // Random pairs hold matches in the share of the prior.
        var rates = TrueU.Select((u, c) => u.Select((x, k) => (1 - Prior) * x + Prior * TrueM[c][k]).ToArray()).ToArray();
        var least = rates.Select(r => r.Select(x => x * .02).ToArray()).ToArray();
        return new ExpectationMaximisation(comparisons, new RandomRates(rates, least), PossiblePairs, rounds)
        {
            FixedPrior = fixedPrior,
            KnownMatches = matches ?? [],
            KnownNonMatches = nonMatches ?? [],
            LabelUse = use,
        }.Train(patterns ?? Patterns(Prior, 1 - Prior), Records, 1, CancellationToken.None);
    }

    /// <summary>Expected counts of every pattern, to the nearest pair.</summary>
    internal static List<PatternCount> Patterns(double matches, double others)
    {
        var patterns = new List<PatternCount>();
        for (var i = 0; i < 81; i++)
        {
            var (pattern, m, u, rest) = (0L, 1.0, 1.0, i);
            for (var c = 0; c < 4; c++, rest /= 3)
            {
                pattern |= (long)(rest % 3 + 1) << (c * Comparison.BitsPerLevel);
                m *= TrueM[c][rest % 3];
                u *= TrueU[c][rest % 3];
            }

            var pairs = (long)Math.Round(PossiblePairs * (matches * m + others * u));
            if (pairs > 0)
            {
                patterns.Add(new PatternCount(pattern, pairs));
            }
        }

        return [.. patterns.OrderBy(p => p.Pattern)];
    }

    internal static List<Comparison> Comparisons() =>
    [
        .. Enumerable.Range(0, 4).Select(c => new Comparison
        {
            Name = $"field_{c}",
            MissingSql = "false",
            Missing = new MissingTest.All([]),
            Levels = [new("exact", .7, .05), new("near", .2, .05), new("other", .1, .9)],
            HouseholdShare = 0,
            PersonalLevels = 1,
            PresenceColumn = "x",
        }),
    ];
}
