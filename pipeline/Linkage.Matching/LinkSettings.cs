using System.Text.Json.Serialization;
using Linkage.Matching.Blocking;
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

    /// <summary>Blocking rules to use instead of the ready-made ones, or null.</summary>
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

    /// <summary>
    /// File of a trained model, or null to train. In the file its path is relative to the settings file, here it is absolute once read. <see cref="Load"/>
    /// reads it into <see cref="Model"/>.
    /// </summary>
    [JsonPropertyName("model")]
    public string? ModelFile { get; init; }

    /// <summary>A trained model to use as it is, or null to train on the run's own data.</summary>
    [JsonIgnore]
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

    /// <summary>
    /// Keep the records as they were compared, in <see cref="LinkResult.Compared"/>, for evaluation: 4 bytes a field and record, and 4 a blocking rule and record.
    /// Not part of the file.
    /// </summary>
    [JsonIgnore]
    public bool KeepRecords { get; init; }

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
