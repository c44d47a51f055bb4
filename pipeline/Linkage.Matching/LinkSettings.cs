using Linkage.Matching.Blocking;
using Linkage.Matching.Training;

namespace Linkage.Matching;

/// <summary>How records are linked. The defaults are meant for council data on a machine of two cores.</summary>
public sealed record LinkSettings
{
    /// <summary>Least match probability of a link that is kept, 0 to 1.</summary>
    public double MinimumProbability { get; init; } = 0.5;

    /// <summary>The only pairs of datasets that are compared. Null: every pair of different datasets, and a single dataset with itself.</summary>
    public IReadOnlyList<DatasetPair>? PermittedPairs { get; init; }

    /// <summary>A trained model to use as it is, or null to train on the run's own data.</summary>
    public LinkModel? Model { get; init; }

    /// <summary>Seed of the random sample of pairs. Recorded in the model.</summary>
    public long Seed { get; init; } = 20261101;

    /// <summary>At or below this number of possible pairs every pair is compared and nothing is lost in blocking.</summary>
    public long CompareAllBelow { get; init; } = 600_000;

    /// <summary>The most pairs one block (one value of one blocking key) may hold; a larger block is left out and reported.</summary>
    public long MaxPairsPerBlock { get; init; } = 100_000;

    /// <summary>The most pairs one blocking rule may yield for each record (at least a million in all); its largest blocks are left out until it fits.</summary>
    public int MaxPairsPerRecordAndRule { get; init; } = 6;

    /// <summary>The most pairs one loose rule may hold for each record; with more it is left out.</summary>
    public int MaxPairsPerRecordAndLooseRule { get; init; } = 2;

    /// <summary>The most pairs of all rules together for each record (at least four million in all); later rules are left out when it is reached.</summary>
    public int MaxPairsPerRecord { get; init; } = 24;

    /// <summary>A UPRN with more records than this (in all inputs) is a dummy or an institution and is not used.</summary>
    public int MaxRecordsPerUprn { get; init; } = 80;

    /// <summary>Random pairs drawn for u probabilities.</summary>
    public int SamplePairs { get; init; } = 200_000;

    /// <summary>Most rounds of expectation-maximisation.</summary>
    public int MaxRounds { get; init; } = 200;

    /// <summary>Pairs that training looks at; of more, a sample of about this size chosen by the records' numbers.</summary>
    public long TrainingPairs { get; init; } = 10_000_000;

    /// <summary>Blocking rules to use instead of the ready-made ones, or null.</summary>
    public IReadOnlyList<BlockingRule>? BlockingRules { get; init; }

    /// <summary>Keep the records as they were compared, in <see cref="LinkResult.Compared"/>, for evaluation: 4 bytes a field and record, and 4 a blocking rule and record.</summary>
    public bool KeepRecords { get; init; }
}
