using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Linkage.Matching.Clustering.Incremental;

/// <summary>What a spine folder holds: file <c>spine.json</c>, format <c>schemas/formats/spine.schema.json</c>.</summary>
internal sealed record SpineManifest
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Version of the format.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The runs, first to last; the spine is that of the last.</summary>
    public IReadOnlyList<SpineRun> Runs { get; init; } = [];

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="MatchingInputException">It is no such file, or the runs do not follow from each other.</exception>
    internal static SpineManifest Load(string path)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize<SpineManifest>(File.ReadAllBytes(path), Json);
            if (manifest is not { Version: 1, Runs: not null })
            {
                throw Broken(path, "The file is not a spine of version 1.");
            }

            var before = string.Empty;
            foreach (var (index, run) in manifest.Runs.Index())
            {
                if (run is null || run.Number != index + 1 || run.Digest != run.DigestAfter(before))
                {
                    throw Broken(path, string.Create(CultureInfo.InvariantCulture, $"Run {index + 1} is not what was written: the past of the ledger was changed."));
                }

                before = run.Digest;
            }

            return manifest;
        }
        catch (JsonException error)
        {
            throw Broken(path, string.Create(CultureInfo.InvariantCulture, $"The file is not valid (line {error.LineNumber + 1})."));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MatchingInputException("The spine cannot be read.", path, "Check the path and its permissions.");
        }
    }

    /// <summary>The manifest as the bytes of its file.</summary>
    internal byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    private static MatchingInputException Broken(string path, string what) => new(what, path, "Bring the folder back from a backup; do not link on from it.");
}

/// <summary>One run of a spine, chained to the one before by its digest.</summary>
internal sealed record SpineRun
{
    /// <summary>1, 2, 3 ...</summary>
    public required int Number { get; init; }

    /// <summary>Name of the run.</summary>
    public required string Run { get; init; }

    /// <summary>Records of the spine after the run.</summary>
    public required long Records { get; init; }

    /// <summary>Persons of the spine after the run.</summary>
    public required long Persons { get; init; }

    /// <summary>Ids given so far.</summary>
    public required long Issued { get; init; }

    /// <summary>Events of the run.</summary>
    public required long Events { get; init; }

    /// <summary>SHA-256 of the run's ledger file, hexadecimal.</summary>
    public required string LedgerSha256 { get; init; }

    /// <summary>SHA-256 of the spine file after the run, hexadecimal.</summary>
    public required string SpineSha256 { get; init; }

    /// <summary>What is kept for comparing only what is new; null when nothing is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SpineKept? Kept { get; init; }

    /// <summary>SHA-256 over the digest of the run before and all of the above, hexadecimal.</summary>
    public string Digest { get; init; } = string.Empty;

    /// <summary>What the digest must be.</summary>
    internal string DigestAfter(string before) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"linkage-spine-1\n{before}\n{Number}\n{Run.Length}\n{Run}\n{Records}\n{Persons}\n{Issued}\n{Events}\n{LedgerSha256}\n{SpineSha256}\n{Kept?.Lines}"))));
}

/// <summary>What a spine folder keeps of its last run for comparing only what is new. Of runs before it there is the entry alone.</summary>
internal sealed record SpineKept
{
    /// <summary>Which program compared.</summary>
    public required string Program { get; init; }

    /// <summary>SHA-256 over settings, comparisons, fields and rules, hexadecimal.</summary>
    public required string Settings { get; init; }

    /// <summary>Least match probability of the links kept, 0 to 1.</summary>
    public required double KeptFrom { get; init; }

    /// <summary>SHA-256 of the file of links, hexadecimal.</summary>
    public required string LinksSha256 { get; init; }

    /// <summary>SHA-256 of the file of fingerprints, hexadecimal.</summary>
    public required string RecordsSha256 { get; init; }

    /// <summary>SHA-256 of the model's file, hexadecimal.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>Its part of the run's digest.</summary>
    [JsonIgnore]
    internal string Lines => string.Create(CultureInfo.InvariantCulture, $"{Program}\n{Settings}\n{KeptFrom:R}\n{LinksSha256}\n{RecordsSha256}\n{ModelSha256}\n");
}
