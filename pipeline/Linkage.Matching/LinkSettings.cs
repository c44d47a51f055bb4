using System.Text.Json.Serialization;
using Linkage.Matching.Blocking;
using Linkage.Matching.Duck;
using Linkage.Matching.Settings;
using Linkage.Matching.Training;

namespace Linkage.Matching;

/// <summary>
/// How records are linked: one flat record that is also the settings file (JSON, members in camelCase; see <c>schemas/formats/link-settings.schema.json</c>).
/// Everything has a default, meant for council data on a machine of two cores. Begin with <see cref="Dedupe"/>, <see cref="LinkOnly"/> or
/// <see cref="LinkAndDedupe"/> to write settings in C#, or with <see cref="Load"/> to read a file.
/// </summary>
public sealed partial record LinkSettings
{
    /// <summary>The file format's number.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The file format's number.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>Which pairs of datasets are compared where <see cref="PermittedPairs"/> says nothing. Null: a single dataset with itself, several only with each other.</summary>
    public LinkType? LinkType { get; init; }

    /// <summary>The only pairs of datasets that are compared. Null: those of <see cref="LinkType"/>.</summary>
    public IReadOnlyList<DatasetPair>? PermittedPairs { get; init; }

    /// <summary>What columns mean, by name. In <c>linkage link</c> columns not named are inferred; for <see cref="Linker"/> see <see cref="Input"/>.</summary>
    public IReadOnlyDictionary<string, ColumnSettings> Columns { get; init; } = new Dictionary<string, ColumnSettings>();

    /// <summary>The comparisons in order, or null for the ready-made ones of the fields there are.</summary>
    public IReadOnlyList<ComparisonSettings>? Comparisons { get; init; }

    /// <summary>Blocking rules to use instead of the ready-made ones, or null. At most 255.</summary>
    public IReadOnlyList<BlockingRule>? BlockingRules { get; init; }

    /// <summary>Least match probability of a link that is kept, 0 to 1. Left out, it is 0.5; in <c>linkage link</c> it is then <see cref="Threshold"/>.</summary>
    [JsonIgnore]
    public double MinimumProbability
    {
        get => KeptFrom ?? 0.5;
        init => KeptFrom = value;
    }

    /// <summary>Least match probability of a link that counts and joins records to a cluster in <c>linkage link</c>, 0 to 1.</summary>
    public double Threshold { get; init; } = 0.95;

    /// <summary>True when no dataset holds an entity twice: clusters then take one record of each, links only where both are each other's best.</summary>
    public bool OneToOne { get; init; }

    /// <summary>Most records of a cluster in <c>linkage link</c>, 2 or more, or null; a larger one is split at its weakest links (<see cref="Clustering.ClusterSettings.MaxClusterSize"/>).</summary>
    public int? MaxClusterSize { get; init; }

    /// <summary>
    /// File of a trained model, or null to train. In the file its path is relative to the settings file, here it is absolute once read. <see cref="Load"/>
    /// reads it into <see cref="Model"/>.
    /// </summary>
    [JsonPropertyName("model")]
    public string? ModelFile { get; init; }

    /// <summary>A trained model to use as it is, or null to train on the run's own data.</summary>
    [JsonIgnore]
    public LinkModel? Model { get; init; }

    /// <summary>
    /// Models for pairs of datasets that are weighed otherwise than the rest, each trained on such a pair; not part of the file. Pairs that have none are weighed by
    /// <see cref="Model"/>, and only where there are such is a model trained without it.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<PairModelSettings> PairModels { get; init; } = [];

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

    /// <summary>The most pairs a run may compare; a run of more is refused before it begins, with the rule that is to blame.</summary>
    public long MaxPairs { get; init; } = 5_000_000_000;

    /// <summary>The most elements of one record's list that a blocking rule takes apart; of more, the first in order.</summary>
    public int MaxElementsPerRecord { get; init; } = 20;

    /// <summary>Pairs of blocks that one file of links written by <see cref="LinkRun.ScoreTo"/> stands for, about.</summary>
    public long PairsPerFile { get; init; } = 20_000_000;

    /// <summary>A UPRN with more records than this (in all inputs) is a dummy or an institution and is not used.</summary>
    public int MaxRecordsPerUprn { get; init; } = 80;

    /// <summary>Random pairs drawn for u probabilities.</summary>
    public int SamplePairs { get; init; } = 200_000;

    /// <summary>Most rounds of expectation-maximisation.</summary>
    public int MaxRounds { get; init; } = 200;

    /// <summary>Pairs that training looks at; of more, a sample of about this size chosen by the records' numbers.</summary>
    public long TrainingPairs { get; init; } = 4_000_000;

    /// <summary>Keep the records as they were compared, in <see cref="LinkResult.Compared"/>, for evaluation: 4 bytes a field and record, and 4 a blocking rule and record.</summary>
    [JsonIgnore]
    public bool KeepRecords { get; init; }

    /// <summary>How m and the prior are trained.</summary>
    public TrainingMethod TrainingMethod { get; init; }

    /// <summary>Prior probability that two permitted records are one person, above 0 and at most 0.4; training leaves it as it is. Null to estimate it.</summary>
    public double? FixedPrior { get; init; }

    /// <summary>
    /// Rules whose pairs are matches almost without exception. With them the prior is their pairs divided by <see cref="DeterministicRecall"/> and by the
    /// possible pairs, and training leaves it as it is. Null: the prior is estimated, or with <see cref="TrainingMethod.PerRule"/> ready-made rules are used.
    /// </summary>
    public IReadOnlyList<BlockingRule>? DeterministicRules { get; init; }

    /// <summary>The share of all matches that the deterministic rules find, above 0 and at most 1: a person's guess.</summary>
    public double DeterministicRecall { get; init; } = 0.7;

    /// <summary>Rules of the sessions of <see cref="TrainingMethod.PerRule"/>; null for ready-made ones that together leave every comparison free at least once.</summary>
    public IReadOnlyList<BlockingRule>? TrainingRules { get; init; }

    /// <summary>
    /// Whether a pair may be explained as two people of one household, which keeps relatives and twins apart. False, with <see cref="NameLift"/> false, is
    /// the plain model of Fellegi and Sunter; <see cref="TrainingMethod.PerRule"/> always trains without.
    /// </summary>
    public bool HouseholdExplanation { get; init; } = true;

    /// <summary>Whether agreement on forename and surname together is weighed by how often the two names occur together.</summary>
    public bool NameLift { get; init; } = true;

    /// <summary>How the frequency of a value changes what an exact agreement on it says.</summary>
    public TermFrequencyForm TermFrequencies { get; init; }

    /// <summary>
    /// Pairs whose truth is known: a relation of the session with left_dataset, left_id, right_dataset, right_id and is_match BOOLEAN, the sides in either
    /// order. Null for none. Two labels of one pair that contradict each other are refused.
    /// </summary>
    [JsonIgnore]
    public SqlName? Labels { get; init; }

    /// <summary>Path of a CSV or Parquet file of <see cref="Labels"/>, in a settings file relative to it; read when that is null. A session that may read no files needs the relation.</summary>
    [JsonPropertyName("labels")]
    public string? LabelsFile { get; init; }

    /// <summary>What labels are used for.</summary>
    public LabelUse LabelUse { get; init; }

    /// <summary>C# functions that levels of the file may name. Not part of the file.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, Func<string, string, double>> Functions { get; init; } = new Dictionary<string, Func<string, string, double>>();

    /// <summary><see cref="MinimumProbability"/> as it was given, or null.</summary>
    [JsonInclude]
    [JsonPropertyName("minimumProbability")]
    internal double? KeptFrom { get; init; }

    /// <summary>Reads a settings file, and the model it names.</summary>
    /// <exception cref="MatchingInputException">The file cannot be read, or holds something unknown or out of range; the message names member and line.</exception>
    public static LinkSettings Load(string path) => LinkSettingsFile.Load(path);

    /// <summary>Writes the settings to a file; reading it gives the same settings, and writing those the same bytes.</summary>
    /// <exception cref="InvalidOperationException">A model is set that no file holds: save it and name it in <see cref="ModelFile"/>.</exception>
    public void Save(string path) => LinkSettingsFile.Save(this, path);
}
