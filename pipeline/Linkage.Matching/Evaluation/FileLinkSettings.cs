using System.Text.Json;
using System.Text.Json.Serialization;

namespace Linkage.Matching.Evaluation;

/// <summary>Settings of <c>linkage link</c> as a JSON file. Everything has a default; an unknown member is an error.</summary>
public sealed record FileLinkSettings
{
    /// <summary>What a column does not count for at all is written as.</summary>
    public const string Ignore = "Ignore";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Meaning by column name (a <see cref="FieldMeaning"/> or "Ignore"); columns not named are inferred.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>();

    /// <summary>Least match probability of a link, 0 to 1.</summary>
    public double Threshold { get; init; } = 0.95;

    /// <summary>Seed of the random sample of pairs.</summary>
    public long Seed { get; init; } = new LinkSettings().Seed;

    /// <summary>True when neither of two files holds an entity twice: clusters then take one record of each, links only where both are each other's best.</summary>
    public bool OneToOne { get; init; }

    /// <summary>Path of a trained model, or null to train.</summary>
    public string? Model { get; init; }

    /// <summary>Path of labelled pairs (CSV or Parquet, see <see cref="LinkSettings.Labels"/>) to train with, or null. Datasets are called left and right.</summary>
    public string? Labels { get; init; }

    /// <summary>Reads a settings file.</summary>
    /// <exception cref="MatchingInputException">The file cannot be read, or holds something unknown or out of range.</exception>
    public static FileLinkSettings Load(string path)
    {
        try
        {
            var settings = JsonSerializer.Deserialize<FileLinkSettings>(File.ReadAllBytes(path), Json)
                ?? throw new MatchingInputException("The settings are empty.", path, "Write a JSON object.");
            if (settings.Threshold is not (>= 0 and <= 1))
            {
                throw new MatchingInputException("threshold is not between 0 and 1.", path, "Give a probability such as 0.95.");
            }

            var unknown = settings.Columns.Values.FirstOrDefault(v => v != Ignore && !(Enum.TryParse<FieldMeaning>(v, out var m) && Enum.IsDefined(m)));
            return unknown is null
                ? settings
                : throw new MatchingInputException($"'{unknown}' is not a meaning.", path, $"Use one of {string.Join(", ", Enum.GetNames<FieldMeaning>())} or {Ignore}.");
        }
        catch (JsonException error)
        {
            throw new MatchingInputException($"The settings are not valid (line {error.LineNumber + 1}, {error.Path ?? "root"}).", path, "Known members: columns, threshold, seed, oneToOne, model, labels.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MatchingInputException("The settings cannot be read.", path, "Check the path and its permissions.");
        }
    }

    /// <summary>Writes the settings to a file.</summary>
    public void Save(string path) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, Json));
}
