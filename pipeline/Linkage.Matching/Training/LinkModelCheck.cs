using System.Globalization;
using Linkage.Matching.Comparisons;

namespace Linkage.Matching.Training;

/// <summary>
/// Says what in a model that was read from a file cannot be. Whatever training writes passes, with labels or without, as does whatever of it a person changed
/// within reason; what passes can be scored with.
/// </summary>
internal static class LinkModelCheck
{
    /// <summary>
    /// Least m and u. Training on the largest inputs comes down to about 1e-20 (an identifier that no two of two thousand million records share); below 1e-100
    /// the arithmetic of rare values would leave the range of a double.
    /// </summary>
    internal const double LeastProbability = 1e-30;

    /// <summary>Most matches, or household pairs, for each record: more than any input has records to pair with.</summary>
    private const double MostPairsPerRecord = 1e10;

    /// <summary>How far the m of a comparison may sum to something else than one: fixed m may by a millionth.</summary>
    private const double Rounding = 2e-6;

    /// <summary>
    /// Most that u of a comparison sum to: each is freed of matches by itself, has a least of its own, and that of exact agreement is counted where the others
    /// are sampled.
    /// </summary>
    private const double MostOfU = 4;

    /// <summary>Refuses a model that cannot be.</summary>
    /// <param name="model">The model as it was read.</param>
    /// <param name="path">Its file.</param>
    /// <exception cref="MatchingInputException">Something in it cannot be; the message names the place.</exception>
    internal static void Check(LinkModel model, string path)
    {
        if (Wrong(model) is { } wrong)
        {
            throw new MatchingInputException(wrong, path, "Give the model.json of an earlier run as it was written.");
        }
    }

    private static string? Wrong(LinkModel model) =>
        !Enum.IsDefined(model.Method) || !Enum.IsDefined(model.TermFrequencies) ? "The model's method or its form of term frequencies is unknown."
        : WrongNumber(model) ?? Counts(model.Counts) ?? Sessions(model.Sessions) ?? Comparisons(model);

    private static string? WrongNumber(LinkModel model) =>
        model.MatchesPerRecord is not (> 0 and <= MostPairsPerRecord) ? Number("matchesPerRecord", model.MatchesPerRecord, "above 0, at most 1e10")
        : model.HouseholdPairsPerRecord is not (>= 0 and <= MostPairsPerRecord) ? Number("householdPairsPerRecord", model.HouseholdPairsPerRecord, "from 0 to 1e10")
        : model.NameLift is not (>= 1 and <= RandomRates.MostLift) ? Number("nameLift", model.NameLift, "from 1 to 1000")
        : null;

    private static string? Counts(TrainingCounts counts) =>
        counts is { Records: >= 0, PossiblePairs: >= 0, ComparedPairs: >= 0, LabelledMatches: >= 0, LabelledNonMatches: >= 0 } ? null : "A count of the model is below 0 (counts).";

    private static string? Sessions(IReadOnlyList<TrainingSession> sessions)
    {
        foreach (var (index, session) in sessions.Index())
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"Session {index + 1}");
            if (session is null || string.IsNullOrEmpty(session.Name) || session.Comparisons.Any(string.IsNullOrEmpty))
            {
                return $"{place} of the model is empty, or something in it is.";
            }

            if (session is not { Pairs: >= 0, Patterns: >= 0, Rounds: >= 0, MostRounds: >= 0, ExpectedMatches: >= 0 and <= double.MaxValue, Prior: > 0 and < 1, LastChange: >= 0 and <= double.MaxValue }
                || !Enum.IsDefined(session.Ended))
            {
                return $"{place} of the model holds a number that cannot be.";
            }
        }

        return null;
    }

    private static string? Comparisons(LinkModel model)
    {
        if (model.Comparisons.Count is not (> 0 and <= Comparison.MaxComparisons))
        {
            return string.Create(CultureInfo.InvariantCulture, $"The model holds {model.Comparisons.Count} comparisons; there can be 1 to {Comparison.MaxComparisons}.");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, comparison) in model.Comparisons.Index())
        {
            if (comparison is null || string.IsNullOrEmpty(comparison.Name))
            {
                return string.Create(CultureInfo.InvariantCulture, $"Comparison {index + 1} of the model is empty, or has no name.");
            }

            if (!names.Add(comparison.Name))
            {
                return $"The comparison '{comparison.Name}' is in the model twice.";
            }

            if (OfComparison(comparison, model.Method) is { } wrong)
            {
                return $"In comparison '{comparison.Name}' {wrong}";
            }
        }

        return null;
    }

    private static string? OfComparison(ModelComparison comparison, TrainingMethod method)
    {
        if (comparison.HouseholdShare is not (>= 0 and <= 1))
        {
            return Number("householdShare", comparison.HouseholdShare, "from 0 to 1");
        }

        if (comparison.Levels.Count is not (> 0 and <= Comparison.MaxLevels))
        {
            return string.Create(CultureInfo.InvariantCulture, $"there are {comparison.Levels.Count} levels; there can be 1 to {Comparison.MaxLevels}.");
        }

        var labels = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, level) in comparison.Levels.Index())
        {
            if (level is null || string.IsNullOrEmpty(level.Label))
            {
                return string.Create(CultureInfo.InvariantCulture, $"level {index + 1} is empty, or has no label.");
            }

            if (!labels.Add(level.Label))
            {
                return $"the level '{level.Label}' is there twice.";
            }

            if ((Probability("m", level.M) ?? Probability("u", level.U)) is { } wrong)
            {
                return $"{wrong[..^1]} (level '{level.Label}').";
            }
        }

        return Sum(comparison, method);
    }

    private static string? Sum(ModelComparison comparison, TrainingMethod method)
    {
        var (m, u) = (comparison.Levels.Sum(l => l.M), comparison.Levels.Sum(l => l.U));

        // Of sessions by rule, m is the median level by level: it sums to anything.
        return method == TrainingMethod.Population && Math.Abs(m - 1) > Rounding ? string.Create(CultureInfo.InvariantCulture, $"m of its levels sum to {m:R}, and not to 1.")
            : u > MostOfU ? string.Create(CultureInfo.InvariantCulture, $"u of its levels sum to {u:R}, far more than 1.")
            : null;
    }

    private static string? Probability(string name, double value) =>
        value is >= LeastProbability and <= 1 ? null : string.Create(CultureInfo.InvariantCulture, $"{name} is {value:R}, which is no probability from 1e-30 to 1.");

    private static string Number(string name, double value, string range) => string.Create(CultureInfo.InvariantCulture, $"{name} is {value:R}; it can be {range}.");
}
