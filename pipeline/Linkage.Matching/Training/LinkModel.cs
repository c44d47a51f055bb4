using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Settings;

namespace Linkage.Matching.Training;

/// <summary>
/// A trained model: what agreement and disagreement of each field weigh. A file of JSON (schemas/formats/link-model.schema.json); the same training gives
/// the same bytes.
/// </summary>
public sealed record LinkModel
{
    /// <summary>The file format's number.</summary>
    public const int CurrentFormat = 2;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
    };

    /// <summary>The file format's number.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>How it was trained.</summary>
    public required TrainingMethod Method { get; init; }

    /// <summary>SHA-256 of everything in the settings and comparisons that has a part in training, lower-case hex; empty when trained on bare patterns.</summary>
    public string SettingsDigest { get; init; } = string.Empty;

    /// <summary>Seed of the random sample it was trained on.</summary>
    public required long Seed { get; init; }

    /// <summary>False when there was too little to learn from and the documented defaults stand.</summary>
    public required bool Trained { get; init; }

    /// <summary>What it was trained on.</summary>
    public required TrainingCounts Counts { get; init; }

    /// <summary>The sessions of expectation-maximisation, each with why it ended.</summary>
    public required IReadOnlyList<TrainingSession> Sessions { get; init; }

    /// <summary>Expected pairs of one person for each record; times records over possible pairs it is the prior probability of a match.</summary>
    public required double MatchesPerRecord { get; init; }

    /// <summary>Expected pairs of different people of one household for each record; 0 when the fields cannot tell or the model is plain.</summary>
    public required double HouseholdPairsPerRecord { get; init; }

    /// <summary>How many times more often unrelated people agree on forename and surname together than the two u multiplied say; 1 when that is not weighed.</summary>
    public required double NameLift { get; init; }

    /// <summary>Whether forename and surname, where both agree, are weighed by how often they occur together.</summary>
    public required bool NamesTogether { get; init; }

    /// <summary>How the frequency of a value changes what an exact agreement says.</summary>
    public TermFrequencyForm TermFrequencies { get; init; }

    /// <summary>The comparisons, in the order of the pattern.</summary>
    public required IReadOnlyList<ModelComparison> Comparisons { get; init; }

    /// <summary>True when every session settled; false when one stopped at the most rounds allowed.</summary>
    [JsonIgnore]
    public bool Converged => Sessions.All(s => s.Converged);

    /// <summary>Rounds of all sessions.</summary>
    [JsonIgnore]
    public int Rounds => Sessions.Sum(s => s.Rounds);

    /// <summary>Largest change of a parameter in the last round of any session.</summary>
    [JsonIgnore]
    public double LastChange => Sessions.Select(s => s.LastChange).DefaultIfEmpty(0).Max();

    /// <summary>The model as JSON, UTF-8.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>SHA-256 of <see cref="ToBytes"/>, lower-case hex: the model's identity.</summary>
    public string Digest() => Convert.ToHexStringLower(SHA256.HashData(ToBytes()));

    /// <summary>Writes the model to a file for its owner only: whole, in the place of one that is there.</summary>
    public void Save(string path) => OwnerOnly.Replace(path, ToBytes());

    /// <summary>
    /// The model for some of the comparisons it was trained on, matched by name and levels, in the order asked for: a field that may not be used is left
    /// out of the weights, which for comparisons independent of each other is what training without it gives.
    /// </summary>
    /// <param name="comparisons">The comparisons of a run.</param>
    /// <exception cref="MatchingInputException">The model lacks a field, or was trained on other levels of it.</exception>
    public LinkModel For(IReadOnlyList<Comparison> comparisons)
    {
        var picked = comparisons.Select(Of).ToList();
        if (picked.SequenceEqual(Comparisons))
        {
            return this;
        }

        var names = ComparisonCatalogue.Names(comparisons);
        var together = NamesTogether && names is { Forename: >= 0, Surname: >= 0 };
        return this with
        {
            Comparisons = picked,
            NamesTogether = together,
            NameLift = together ? NameLift : 1,
            HouseholdPairsPerRecord = picked.Any(c => c.HouseholdShare >= .5) && picked.Any(c => c.HouseholdShare < .5) ? HouseholdPairsPerRecord : 0,
        };
    }

    /// <summary>Reads a model from a file.</summary>
    /// <exception cref="MatchingInputException">The file is missing or too large, is no model, of another format, or holds what no training gives.</exception>
    public static LinkModel Load(string path)
    {
        try
        {
            var bytes = PlainFile.Read(path, "model");
            CheckFormat(bytes, path);
            var model = JsonSerializer.Deserialize<LinkModel>(bytes, Json)
                ?? throw new MatchingInputException("The model is empty.", path, "Give the model.json of an earlier run as it was written.");
            LinkModelCheck.Check(model, path);
            return model;
        }
        catch (InvalidOperationException)
        {
            throw new MatchingInputException("The file is not a model (it holds text that is not UTF-8).", path, "Give the model.json of an earlier run.");
        }
        catch (JsonException error)
        {
            throw new MatchingInputException(
                $"The file is not a model (line {error.LineNumber + 1}, {error.Path ?? "root"}).", path, "Give the model.json of an earlier run.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MatchingInputException("The model cannot be read.", path, "Check the path and its permissions.");
        }
    }

    private static void CheckFormat(byte[] bytes, string path)
    {
        using var document = JsonDocument.Parse(bytes);
        if (document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("format", out var number) && number.TryGetInt32(out var format) && format != CurrentFormat)
        {
            throw new MatchingInputException(
                string.Create(CultureInfo.InvariantCulture, $"The model is of format {format}; this version reads format {CurrentFormat}."),
                path,
                format < CurrentFormat
                    ? "Train it again: run once without a model on the data it was trained on, and keep the model.json of that run."
                    : "Use the version of Linkage that wrote it, or train it again with this one.");
        }
    }

    private ModelComparison Of(Comparison comparison)
    {
        var trained = Comparisons.FirstOrDefault(c => c.Name == comparison.Name)
            ?? throw new MatchingInputException(
                $"The model was not trained on field '{comparison.Name}'; it knows {string.Join(", ", Comparisons.Select(c => $"'{c.Name}'"))}.", "model", "Leave the field out, or train a model on inputs that have it.");
        var (mine, asked) = (trained.Levels.Select(l => l.Label).ToList(), comparison.Levels.Select(l => l.Label).ToList());
        if (mine.SequenceEqual(asked, StringComparer.Ordinal))
        {
            return trained;
        }

        var differing = string.Join(", ", asked.Except(mine, StringComparer.Ordinal).Concat(mine.Except(asked, StringComparer.Ordinal)).Select(l => $"'{l}'"));
        throw new MatchingInputException(
            $"The model was trained on other levels of field '{comparison.Name}': {(differing.Length > 0 ? differing : "their order")}.", "model", "Train a model with the comparison as it is now.");
    }
}

/// <summary>One comparison of a model.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="HouseholdShare">How far two people of one household agree like one person does, 0 to 1.</param>
/// <param name="Levels">The levels, best first.</param>
public sealed record ModelComparison(string Name, double HouseholdShare, IReadOnlyList<ModelLevel> Levels);

/// <summary>One level of a model.</summary>
/// <param name="Label">What it says.</param>
/// <param name="M">Its probability among pairs of one person.</param>
/// <param name="U">Its probability among pairs of unrelated people.</param>
public sealed record ModelLevel(string Label, double M, double U)
{
    /// <summary>log2(m/u): how far the level speaks for one person (above 0) or against (below 0).</summary>
    [JsonIgnore]
    public double Weight => Math.Log2(M / U);
}
