using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Linkage.Pipeline.Zones;

/// <summary>
/// The zones on a folder, local or mounted shared storage. Needs rename of a folder within one file system to be atomic, and fsync to be honest.
/// Layout: <c>zones/{zone}/{name}/{key}/</c>, each leaf sealed by <c>_seal.json</c>; work in progress lies in <c>zones/{zone}/.staging/</c>.
/// </summary>
public sealed class ZoneStore
{
    /// <summary>Name of the sidecar in every published set.</summary>
    public const string SealName = "_seal.json";

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly string _root;

    /// <summary>Opens (and where missing creates, owner-only) the zones below a folder.</summary>
    public ZoneStore(string root)
    {
        _root = Path.GetFullPath(root);
        PrivateFolder.Create(_root);
        foreach (var zone in Enum.GetValues<Zone>())
        {
            PrivateFolder.Create(FolderOf(zone));
        }
    }

    /// <summary>Absolute path of a zone's folder.</summary>
    public string FolderOf(Zone zone) => Path.Combine(_root, zone.ToString().ToLowerInvariant());

    /// <summary>Starts a set in private staging. Nothing is visible until it is published.</summary>
    /// <param name="zone">The zone it will appear in.</param>
    /// <param name="name">One or more folder names parted by '/', each safe as a file name.</param>
    /// <param name="key">Input digest, lower-case hex: the leaf folder.</param>
    public StagedSet Stage(Zone zone, string name, string key)
    {
        var target = Target(zone, name, key);
        var staging = Path.Combine(FolderOf(zone), ".staging", $"{name.Replace('/', '~')}~{key}~{Path.GetRandomFileName()}");
        PrivateFolder.Create(staging);
        return new StagedSet(staging, target, key);
    }

    /// <summary>Finds a set published under this key, or null. A folder without a readable seal, or with a missing file, does not count.</summary>
    public PublishedSet? Find(Zone zone, string name, string key) => Open(Target(zone, name, key), key);

    /// <summary>Moves a published set into quarantine, whole. A set that is not there is no error.</summary>
    /// <returns>The new path, or null when there was nothing to move.</returns>
    public string? Quarantine(PublishedSet set, string reason)
    {
        if (!Directory.Exists(set.Directory))
        {
            return null;
        }

        var relative = Path.GetRelativePath(_root, set.Directory).Replace(Path.DirectorySeparatorChar, '~');
        var target = Path.Combine(FolderOf(Zone.Quarantine), $"{reason.ToLowerInvariant()}~{relative}~{Path.GetRandomFileName()}");
        Directory.Move(set.Directory, target);
        return target;
    }

    /// <summary>Removes staging left behind by killed runs. Call only while holding the workspace lock.</summary>
    /// <returns>How many unfinished sets were removed.</returns>
    public int SweepStaging()
    {
        var swept = 0;
        foreach (var staging in Enum.GetValues<Zone>().Select(z => Path.Combine(FolderOf(z), ".staging")).Where(Directory.Exists))
        {
            foreach (var leftover in Directory.GetDirectories(staging))
            {
                Directory.Delete(leftover, recursive: true);
                swept++;
            }
        }

        return swept;
    }

    /// <summary>SHA-256 of a file, lower-case hex, read in chunks.</summary>
    public static string DigestOf(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    internal static PublishedSet Publish<T>(string staging, string target, string key, T facts)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.GetFiles(staging))
        {
            files.Add(Path.GetFileName(path), DigestOf(path));
            PrivateFolder.Flush(path);
        }

        var seal = new Seal(key, files, JsonSerializer.SerializeToElement(facts, Json));
        var sealPath = Path.Combine(staging, SealName);
        File.WriteAllBytes(sealPath, JsonSerializer.SerializeToUtf8Bytes(seal, Json));
        PrivateFolder.Flush(sealPath);
        PrivateFolder.FlushFolder(staging);
        PrivateFolder.Create(Path.GetDirectoryName(target)!);
        if (Directory.Exists(target))
        {
            if (Open(target, key) is { } already)
            {
                Directory.Delete(staging, recursive: true);
                return already;
            }

            Directory.Delete(target, recursive: true);
        }

        Directory.Move(staging, target);
        PrivateFolder.FlushFolder(Path.GetDirectoryName(target)!);
        return new PublishedSet(target, seal);
    }

    private static PublishedSet? Open(string directory, string key)
    {
        var path = Path.Combine(directory, SealName);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var seal = JsonSerializer.Deserialize<Seal>(File.ReadAllBytes(path), Json);
            return seal?.Key == key && seal.Files.Keys.All(f => File.Exists(Path.Combine(directory, f)))
                ? new PublishedSet(directory, seal)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string Target(Zone zone, string name, string key)
    {
        var parts = name.Split('/');
        if (parts.Append(key).Any(p => p.Length == 0 || p.StartsWith('.') || p.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0))
        {
            throw new ArgumentException("A zone name is made of plain folder names.", nameof(name));
        }

        return Path.Combine([FolderOf(zone), .. parts, key]);
    }
}
