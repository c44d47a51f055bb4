using Linkage.Matching.Training;

namespace Linkage.Matching.Scoring;

/// <summary>What a pair is before anything of it is compared.</summary>
/// <param name="Match">Probability that it is one person.</param>
/// <param name="Household">Probability that it is two people of one household; 0 switches that explanation off.</param>
internal readonly record struct PairPriors(double Match, double Household)
{
    private const double Least = 1e-12;

    // Beyond it household pairs and matches together could be more than all.
    private const double Most = .4;

    /// <summary>For the pairs of a whole run: so many expected for each record.</summary>
    /// <param name="model">The model.</param>
    /// <param name="records">Records of the run.</param>
    /// <param name="possiblePairs">Pairs they can form.</param>
    internal static PairPriors OfRun(LinkModel model, long records, long possiblePairs) => Of(model, (double)records / Math.Max(1, possiblePairs));

    /// <summary>
    /// For two datasets: as many expected for each record of the smaller one as in training, for a list of ten people cannot meet a hundred in a register of
    /// any size. For one dataset with itself: so many for each record.
    /// </summary>
    /// <param name="model">A model trained on two datasets, or on one.</param>
    /// <param name="left">Records of one dataset.</param>
    /// <param name="right">Records of the other; null for pairs within the one.</param>
    internal static PairPriors OfDatasets(LinkModel model, long left, long? right)
    {
        if (right is not { } other)
        {
            return OfRun(model, left, left * (left - 1) / 2);
        }

        var smaller = (double)Math.Min(left, other);
        return Of(model, smaller * RecordsToSmaller(model.Counts) / Math.Max(1, (double)left * other));
    }

    /// <summary>Records of training over those of its smaller dataset. Two datasets are told by their records and pairs: of the sum and product of two numbers there is but one pair.</summary>
    private static double RecordsToSmaller(TrainingCounts counts)
    {
        var (sum, product) = ((double)counts.Records, (double)counts.PossiblePairs);
        var smaller = (sum - Math.Sqrt(Math.Max(0, sum * sum - 4 * product))) / 2;
        return sum * sum - 4 * product >= 0 && smaller >= 1 ? sum / smaller : 1;
    }

    private static PairPriors Of(LinkModel model, double recordsPerPair) => new(
        Math.Clamp(model.MatchesPerRecord * recordsPerPair, Least, Most),
        model.HouseholdPairsPerRecord > 0 ? Math.Clamp(model.HouseholdPairsPerRecord * recordsPerPair, Least, Most) : 0);
}
