using System.Security.Cryptography;
using System.Text.Json;
using Linkage.Matching.Blocking;
using Linkage.Matching.Comparisons;

namespace Linkage.Matching.Training;

/// <summary>What of the settings and comparisons has a part in training, as one number: two models of equal digest and data are the same.</summary>
internal static class TrainingDigest
{
    /// <summary>SHA-256 in lower-case hex.</summary>
    internal static string Of(LinkSettings settings, IReadOnlyList<Comparison> comparisons) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new
    {
        settings.TrainingMethod,
        settings.Seed,
        settings.CompareAllBelow,
        settings.MaxPairsPerBlock,
        settings.MaxPairsPerRecordAndRule,
        settings.MaxPairsPerRecordAndLooseRule,
        settings.MaxPairsPerRecord,
        settings.MaxRecordsPerUprn,
        settings.SamplePairs,
        settings.MaxRounds,
        settings.TrainingPairs,
        settings.FixedPrior,
        settings.DeterministicRecall,
        settings.HouseholdExplanation,
        settings.NameLift,
        settings.TermFrequencies,
        settings.LabelUse,
        BlockingRules = Rules(settings.BlockingRules),
        DeterministicRules = Rules(settings.DeterministicRules),
        TrainingRules = Rules(settings.TrainingRules),
        Comparisons = comparisons.Select(c => new
        {
            c.Name,
            c.MissingSql,
            c.FrequencyColumn,
            c.HouseholdShare,
            c.LearnsHouseholdShare,
            Levels = c.Levels.Select(l => new { l.Label, l.Sql, l.DefaultM, l.DefaultU, l.FixedM, l.FixedU, l.MostM }),
        }),
    })));

    private static IEnumerable<object>? Rules(IReadOnlyList<BlockingRule>? rules) => rules?.Select(r => (object)new { r.Name, r.Parts, r.IsLoose });
}
