using System.Text.Json;
using System.Text.Json.Serialization;

namespace Linkage.Pipeline.Zones;

/// <summary>A folder that was published whole: its files are complete and match the digests in its seal.</summary>
/// <param name="Directory">Absolute path.</param>
/// <param name="Seal">What the publisher wrote about it.</param>
public sealed record PublishedSet(string Directory, Seal Seal)
{
    /// <summary>Opens a sealed file: its name as it was written to its plain path. Null for a caller without keys, and where nothing is sealed.</summary>
    internal Func<string, string>? Opener { get; init; }

    /// <summary>Where its files lie.</summary>
    internal SetLayout Layout { get; init; } = SetLayout.Flat;

    /// <summary>Absolute path of one of the files, to be read. A sealed one is opened into private scratch first.</summary>
    /// <exception cref="FileNotFoundException">The seal lists no such file.</exception>
    /// <exception cref="SealedFileException">It is sealed and cannot be opened.</exception>
    public string PathOf(string fileName) =>
        Seal.Files.ContainsKey(fileName) ? Path.Combine(Directory, fileName)
        : !Seal.Files.ContainsKey(fileName + SealedFile.Suffix) ? throw new FileNotFoundException($"The published set holds no file {fileName}.", fileName)
        : Opener is { } open ? open(fileName)
        : throw new InvalidOperationException($"{fileName} is sealed, and only a run, which holds the keys, can open it.");

    /// <summary>What the seal says of one of the files, sealed or not: SHA-256 of its bytes as they lie there; null when there is no such file.</summary>
    public string? DigestOf(string fileName) => Seal.Files.GetValueOrDefault(fileName) ?? Seal.Files.GetValueOrDefault(fileName + SealedFile.Suffix);

    /// <summary>
    /// Names what one of the files holds, for what follows from it: as <see cref="DigestOf"/>, but for a file that is sealed under the key of its dataset's month, where it is the same in every month.
    /// </summary>
    internal string? ContentOf(string fileName) =>
        Seal.Files.ContainsKey(fileName + SealedFile.Suffix) && SealedFile.ContentOf(Path.Combine(Directory, fileName + SealedFile.Suffix)) is { } content ? content : DigestOf(fileName);

    /// <summary>Two are equal when they are at one place with one seal, whoever may open them.</summary>
    public bool Equals(PublishedSet? other) => other is not null && Directory == other.Directory && Seal == other.Seal;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Directory, Seal);
}

/// <summary>The sidecar of a published set: digests of its files and the facts its stage wants to keep.</summary>
/// <param name="Key">The input digest under which it was published; the same inputs give the same key.</param>
/// <param name="Files">File name to lower-case hex SHA-256.</param>
/// <param name="Facts">Counts, ids and codes for reports. Never a value from a row.</param>
public sealed record Seal(string Key, SortedDictionary<string, string> Files, JsonElement Facts)
{
    /// <summary>
    /// Authentication code under the workspace's seal key, over the place of the set and all of the above. Landing, identity and research sets have one;
    /// a release has its own signature, which needs no secret to check.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Mac { get; init; }

    /// <summary>What the code is over. The facts stand without their layout, so that reading and writing the seal changes nothing.</summary>
    /// <param name="place">Path of the set below the zones.</param>
    internal IEnumerable<string> Fields(string place) =>
        [place, Key, .. Files.OrderBy(f => f.Key, StringComparer.Ordinal).SelectMany(f => new[] { f.Key, f.Value }), "facts", JsonSerializer.Serialize(Facts)];

    /// <summary>Reads the facts back as the type that was written.</summary>
    public T FactsAs<T>() => Facts.Deserialize<T>(ZoneStore.Json) ?? throw new InvalidDataException("The seal holds no facts.");
}
