using System.Security.Cryptography;
using System.Text.Json;

namespace Linkage.Matching.Training;

/// <summary>A trained model: what agreement and disagreement of each field weigh. A file of JSON; the same training gives the same bytes.</summary>
public sealed record LinkModel
{
    /// <summary>The file format's number.</summary>
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The file format's number.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>Seed of the random sample it was trained on.</summary>
    public required long Seed { get; init; }

    /// <summary>False when there was too little to learn from and the documented defaults stand.</summary>
    public required bool Trained { get; init; }

    /// <summary>True when training settled; false when it stopped at the most rounds allowed.</summary>
    public required bool Converged { get; init; }

    /// <summary>Rounds of expectation-maximisation.</summary>
    public required int Rounds { get; init; }

    /// <summary>Largest change of a parameter in the last round.</summary>
    public required double LastChange { get; init; }

    /// <summary>Expected pairs of one person for each record; times records over possible pairs it is the prior probability of a match.</summary>
    public required double MatchesPerRecord { get; init; }

    /// <summary>Expected pairs of different people of one household for each record; 0 when the fields cannot tell.</summary>
    public required double HouseholdPairsPerRecord { get; init; }

    /// <summary>How many times more often unrelated people agree on forename and surname together than the two u multiplied say; 1 when the fields do not have both.</summary>
    public required double NameLift { get; init; }

    /// <summary>The comparisons, in the order of the pattern.</summary>
    public required IReadOnlyList<ModelComparison> Comparisons { get; init; }

    /// <summary>The model as JSON, UTF-8.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>SHA-256 of <see cref="ToBytes"/>, lower-case hex: the model's identity.</summary>
    public string Digest() => Convert.ToHexStringLower(SHA256.HashData(ToBytes()));

    /// <summary>Writes the model to a file.</summary>
    public void Save(string path) => File.WriteAllBytes(path, ToBytes());

    /// <summary>Reads a model from a file.</summary>
    /// <exception cref="MatchingInputException">The file is missing, is no model, or of another format.</exception>
    public static LinkModel Load(string path)
    {
        try
        {
            var model = JsonSerializer.Deserialize<LinkModel>(File.ReadAllBytes(path), Json);
            return model is { Format: CurrentFormat, Comparisons.Count: > 0 }
                ? model
                : throw new MatchingInputException("The model is empty or of another format.", path, "Train it again with this version.");
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
    [System.Text.Json.Serialization.JsonIgnore]
    public double Weight => Math.Log2(M / U);
}
