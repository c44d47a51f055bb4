using System.Text.Json;
using System.Text.Json.Serialization;

namespace Linkage.Matching.Scoring;

/// <summary>The manifest of a folder of links; <c>schemas/formats/links-manifest.schema.json</c>.</summary>
/// <param name="Format">The format's number.</param>
/// <param name="Run">SHA-256 over inputs, settings and model, lower-case hex.</param>
/// <param name="FileCount">Files there will be when all is done.</param>
/// <param name="Files">The files that are done, by name.</param>
internal sealed record LinkManifest(int Format, string Run, int FileCount, IReadOnlyList<LinkFile> Files)
{
    /// <summary>The format's number.</summary>
    internal const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="MatchingInputException">It cannot be read or is no manifest.</exception>
    internal static LinkManifest Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<LinkManifest>(File.ReadAllBytes(path), Json) is { Format: CurrentFormat } manifest
                ? manifest
                : throw new MatchingInputException("The manifest is of another format.", path, "Name another folder, or empty this one.");
        }
        catch (JsonException)
        {
            throw new MatchingInputException("The file is no manifest of links.", path, "Name another folder, or empty this one.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MatchingInputException("The manifest cannot be read.", path, "Check its permissions, or name another folder.");
        }
    }

    /// <summary>Writes it in one go: the old one stays until the new one is whole.</summary>
    internal void Save(string path) => OwnerOnly.Replace(path, file => JsonSerializer.Serialize(file, this, Json));
}

/// <summary>One file of links.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">Its digest, lower-case hex.</param>
/// <param name="Links">Links in it.</param>
/// <param name="Pairs">Pairs gone through for it, by rule that has blocks.</param>
internal sealed record LinkFile(string Name, string Sha256, long Links, IReadOnlyList<long> Pairs);
