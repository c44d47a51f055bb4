using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Run;

namespace Linkage.Pipeline.Zones;

/// <summary>
/// The zones on a folder, local or mounted shared storage. Needs rename of a folder within one file system to be atomic, and fsync to be honest.
/// Layout: <c>zones/{zone}/{name}/{key}/</c>, with <c>.e2</c> and so on after the key in later key epochs, each leaf laid out by <see cref="SetLayout"/> and sealed by <c>_seal.json</c>, its files with identifiers by <see cref="SealedFile"/>; work in progress lies in <c>zones/{zone}/.staging/</c>.
/// </summary>
public sealed partial class ZoneStore
{
    /// <summary>Name of the sidecar in every published set.</summary>
    public const string SealName = "_seal.json";

    internal const string StagingName = ".staging";

    // Begins no run's name, so that the next sweep takes what this one leaves.
    private const string SweptPrefix = "swept";

    private const string NoRun = "no-run";

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    // What lies behind a link is none of the zones'.
    private static readonly EnumerationOptions OfRealFolders = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };

    private readonly string _root;
    private readonly string? _run;
    private readonly IPublicationFence? _fence;
    private ZoneSeals? _seals;

    /// <summary>Opens the zones for a caller that is alone with them and is no run. A run names itself and brings a fence.</summary>
    /// <exception cref="IOException">A zone's folder cannot be made.</exception>
    public ZoneStore(string root)
        : this(root, null, null)
    {
    }

    /// <summary>
    /// Opens (and where missing creates, owner-only) the zones below a folder. Rights of others to a zone's folder are taken away,
    /// except for the release zone, which an operator may share with a collecting group.
    /// </summary>
    /// <param name="root">The folder.</param>
    /// <param name="run">The run that works here; its staging bears this name.</param>
    /// <param name="fence">Asked before anything appears, moves or goes.</param>
    /// <exception cref="IOException">A zone's folder cannot be made.</exception>
    public ZoneStore(string root, RunId run, IPublicationFence fence)
        : this(root, run.ToString(), fence)
    {
    }

    private ZoneStore(string root, string? run, IPublicationFence? fence)
    {
        _root = Path.GetFullPath(root);
        _run = run;
        _fence = fence;
        PrivateFolder.Create(_root);
        foreach (var zone in Enum.GetValues<Zone>())
        {
            PrivateFolder.Create(FolderOf(zone));
            if (zone != Zone.Release)
            {
                PrivateFolder.CloseToOthers(FolderOf(zone));
            }
        }
    }

    /// <summary>
    /// The same zones for a worker that holds the keys: it can publish to and find in the identity and research zones, which nobody else can,
    /// it trusts no set of the landing, identity or research zone whose seal was not made under its key, and every file with a value of a row that it lands, puts in quarantine or
    /// writes to the identity zone is sealed.
    /// </summary>
    /// <param name="seals">The keys; live at least as long as the store and its sets are used.</param>
    public ZoneStore SealedBy(ZoneSeals seals)
    {
        var store = (ZoneStore)MemberwiseClone();
        store._seals = seals;
        return store;
    }

    /// <summary>Absolute path of a zone's folder.</summary>
    public string FolderOf(Zone zone) => Path.Combine(_root, NameOf(zone));

    /// <summary>True when the zones below a folder hold a published set that was made with keys: pseudonymised or linked. Makes nothing.</summary>
    public static bool HoldsKeyedSets(string root) =>
        new[] { Zone.Identity, Zone.Research }
            .Select(z => Path.Combine(root, NameOf(z)))
            .Any(folder => Directory.Exists(folder) && SealsIn(folder).Any());

    /// <summary>Whether a folder directly in a zone is one for sets: not staging, not what a probe left, and not what the file system of a mount has for itself.</summary>
    public static bool HoldsSets(string folder) => SetFolder.HoldsSets(folder);

    private static IEnumerable<string> SealsIn(string zone) => Directory.GetDirectories(zone).Where(HoldsSets).SelectMany(folder => Directory.EnumerateFiles(folder, SealName, OfRealFolders));

    /// <summary>True when the zones below a folder hold a set that was sealed with keys, landed ones too. Makes nothing.</summary>
    public static bool HoldsSealedSets(string root) => SealedIn(root).Any();

    /// <summary>
    /// Whether the zones below a folder hold sets made with keys of an epoch or a later one, and none of them with this one: then these are not the keys of the workspace. Reads seals only, and makes nothing.
    /// </summary>
    /// <param name="root">The folder.</param>
    /// <param name="seals">The seal key of the keys in question.</param>
    /// <param name="epoch">Their epoch.</param>
    public static bool AreOfOtherKeys(string root, SealKey seals, int epoch)
    {
        var sealedSets = SealedIn(root).Where(set => EpochOf(set.Directory) >= epoch).ToList();
        return sealedSets.Count > 0 && !sealedSets.Exists(set => seals.Verifies(set.Seal.Mac, set.Seal.Fields(Path.GetRelativePath(root, set.Directory).Replace(Path.DirectorySeparatorChar, '/'))));
    }

    private static IEnumerable<(string Directory, Seal Seal)> SealedIn(string root) => new[] { Zone.Landing, Zone.Identity, Zone.Research }
        .Select(z => Path.Combine(root, NameOf(z)))
        .Where(Directory.Exists)
        .SelectMany(SealsIn)
        .Select(path => (Directory: Path.GetDirectoryName(path)!, Seal: SealIn(Path.GetDirectoryName(path)!)))
        .Where(set => set.Seal?.Mac is not null)
        .Select(set => (set.Directory, set.Seal!));

    /// <summary>Starts a set in private staging. Nothing is visible until it is published.</summary>
    /// <param name="zone">The zone it will appear in.</param>
    /// <param name="name">One or more folder names parted by '/', each safe as a file name.</param>
    /// <param name="key">Input digest, lower-case hex: the leaf folder.</param>
    public StagedSet Stage(Zone zone, string name, string key)
    {
        var target = Target(zone, name, key);
        var staging = Path.Combine(FolderOf(zone), StagingName, $"{_run ?? NoRun}~{SetFolder.Flatten($"{name}/{key}")}~{Path.GetRandomFileName()}");
        PrivateFolder.Create(staging);
        return new StagedSet(this, staging, HoldsIdentifiers(zone) ? _seals?.NewFolder() : null, target, key);
    }

    /// <summary>Finds a set published under this key, or null. A folder without a readable seal of this workspace, or with a missing file, does not count.</summary>
    public PublishedSet? Find(Zone zone, string name, string key) => Open(Target(zone, name, key), key);

    /// <summary>
    /// As <see cref="Find"/>, for a set that is to be used again: every byte is held against the seal first. A set that was changed since, or whose seal
    /// was not made here, goes to quarantine and does not count, so it is made again.
    /// </summary>
    public PublishedSet? FindWhole(Zone zone, string name, string key)
    {
        var directory = Target(zone, name, key);
        if (Refresh(directory) is There.Damaged)
        {
            SetAsideThere(directory);
            return null;
        }

        if (ReadHere(directory, key) is not { } set)
        {
            return null;
        }

        if (IsWhole(set))
        {
            return Openable(set);
        }

        // A container may still have it as it was.
        if (_container is not null && Refresh(directory, afresh: true) is There.Whole && ReadHere(directory, key) is { } again && IsWhole(again))
        {
            return Openable(again);
        }

        Quarantine(set, "damaged");
        return null;
    }

    /// <summary>Every set published below a name, for looking through and not for use: nothing is held against its seal, and the seal may be anybody's.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="name">The first folder names, parted by '/'.</param>
    public IReadOnlyList<PublishedSet> Under(Zone zone, string name)
    {
        MirrorUnder(name.Length == 0 ? $"{NameOf(zone)}/" : $"{NameOf(zone)}/{name}/");
        return UnderHere(zone, name);
    }

    private IReadOnlyList<PublishedSet> UnderHere(Zone zone, string name)
    {
        var folder = Path.Combine([FolderOf(zone), .. name.Split('/')]);
        return Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, SealName, OfRealFolders)
                .Select(path => Path.GetDirectoryName(path)!)
                .Select(directory => SealIn(directory) is { } seal ? SetOf(directory, seal) : null)
                .OfType<PublishedSet>()]
            : [];
    }

    /// <summary>
    /// Names the files of a published set whose bytes are no longer those of the seal, that are missing, or that nobody published.
    /// Reads every byte. An empty list means the set is whole.
    /// </summary>
    public static IReadOnlyList<string> DamageOf(PublishedSet set)
    {
        var present = set.Layout.Entries(set.Directory).Where(name => name != SealName).ToHashSet(StringComparer.Ordinal);
        var damaged = set.Seal.Files
            .Where(file => !present.Contains(file.Key) || !set.Layout.IsPlainFile(set.Directory, file.Key)
                || DigestOf(Path.Combine(set.Directory, file.Key)) != file.Value)
            .Select(file => file.Key);
        return [.. damaged.Concat(present.Where(name => !set.Seal.Files.ContainsKey(name))).Order(StringComparer.Ordinal)];
    }

    /// <summary>Moves a published set into quarantine, whole. A set that is not there is no error.</summary>
    /// <param name="set">The set.</param>
    /// <param name="reason">A reason code; becomes part of the folder's name.</param>
    /// <returns>The new path, or null when there was nothing to move.</returns>
    /// <exception cref="WorkspaceLostException">The fence said no; nothing was moved.</exception>
    public string? Quarantine(PublishedSet set, string reason)
    {
        if (!Directory.Exists(set.Directory))
        {
            return null;
        }

        Require($"moving {Shown(set.Directory)} to quarantine");
        var target = QuarantineFor(PlaceOf(set), reason);
        if (_container is not null)
        {
            // It stands at both places before it leaves the first one, whose seal goes first.
            ShareMoved(set.Directory, PlaceOf(target));
            Require($"moving {Shown(set.Directory)} to quarantine");
            _container.Remove(PlaceOf(set), _stop);
        }

        SetFolder.Rename(set.Directory, target);
        SetFolder.Touch(target);
        return target;
    }

    private string QuarantineFor(string place, string reason) =>
        Path.Combine(FolderOf(Zone.Quarantine), $"{SetFolder.Flatten($"{reason.ToLowerInvariant()}/{place}")}~{Path.GetRandomFileName()}");

    /// <summary>SHA-256 of a file, lower-case hex, read in chunks.</summary>
    public static string DigestOf(string path)
    {
        // No larger than the file: a bundle has many small ones.
        var buffer = (int)Math.Clamp(new FileInfo(path).Length, 1 << 12, 1 << 20);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, buffer, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    internal void SealFile(string plain, string target, string set) => _seals!.Seal(plain, target, PlaceOf(set));

    internal PublishedSet Publish<T>(string staging, string target, string key, T facts)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var layout = LayoutOf(target);
        foreach (var name in layout.Entries(staging))
        {
            if (!layout.IsPlainFile(staging, name))
            {
                throw new InvalidOperationException($"A set holds plain files only; {name} is a folder or a link.");
            }

            var path = Path.Combine(staging, name);
            PrivateFolder.Flush(path);
            files.Add(name, DigestOf(path));
            SetFolder.MakeReadOnly(path);
        }

        var seal = Sealed(target, new Seal(key, files, JsonSerializer.SerializeToElement(facts, Json)));
        var sealPath = Path.Combine(staging, SealName);
        PrivateFolder.WriteNewFile(sealPath, SealBytes(seal));
        SetFolder.MakeReadOnly(sealPath);
        if (layout.FolderIn(staging) is { } folder)
        {
            PrivateFolder.FlushFolder(folder);
        }

        PrivateFolder.FlushFolder(staging);

        // Asked when every file was read and sealed. A worker that takes the workspace over sweeps only after this answer, and it sweeps by a rename,
        // so nobody can have taken files out of the set before it was sealed.
        Require($"publishing {Shown(target)}");
        PrivateFolder.Create(Path.GetDirectoryName(target)!);
        if (_container is not null)
        {
            return PublishShared(staging, target, key, seal);
        }

        if (Directory.Exists(target))
        {
            if (Open(target, key) is { } already)
            {
                Directory.Delete(staging, recursive: true);
                return already;
            }

            // Renamed away first, so that a crash cannot leave half of the broken set under the name of the good one.
            var discarded = $"{staging}~replaced";
            Require($"replacing {Shown(target)}");
            SetFolder.Rename(target, discarded);
            Directory.Delete(discarded, recursive: true);
        }

        try
        {
            Require($"publishing {Shown(target)}");
            SetFolder.Rename(staging, target);
        }
        catch (IOException) when (Directory.Exists(staging) && Open(target, key) is not null)
        {
            // Another worker published the same inputs first.
            Directory.Delete(staging, recursive: true);
            return Open(target, key)!;
        }

        return Openable(SetOf(target, seal));
    }

    internal static byte[] SealBytes(Seal seal) => JsonSerializer.SerializeToUtf8Bytes(seal, Json);

    private bool IsWhole(PublishedSet set) => IsAuthentic(set) && DamageOf(set).Count == 0;

    private PublishedSet? Open(string directory, string key) => Read(directory, key) is { } set && IsAuthentic(set) ? Openable(set) : null;

    private PublishedSet Openable(PublishedSet set) => _seals is not { } seals ? set : set with
    {
        Opener = name => seals.Open(Path.Combine(set.Directory, name + SealedFile.Suffix), PlaceOf(set.Directory), set.Seal.Files[name + SealedFile.Suffix]),
    };

    private static bool HoldsIdentifiers(Zone zone) => zone is Zone.Landing or Zone.Identity or Zone.Quarantine;

    private Seal Sealed(string target, Seal seal) => KeyFor(target) is { } key ? seal with { Mac = key.Mac(seal.Fields(PlaceOf(target))) } : seal;

    private bool IsAuthentic(PublishedSet set) => KeyFor(set.Directory) is not { } key || key.Verifies(set.Seal.Mac, set.Seal.Fields(PlaceOf(set.Directory)));

    // Null where seals have no code: in a release, which is signed, in quarantine, which is not used, and for a caller without keys, which reaches landing only.
    private SealKey? KeyFor(string directory) => ZoneOf(directory) switch
    {
        Zone.Identity or Zone.Research => _seals?.Sets ?? throw new InvalidOperationException("The identity and research zones are opened with the seal key only."),
        Zone.Landing => _seals?.Sets,
        Zone.Release or Zone.Quarantine => null,
    };

    private Zone ZoneOf(string directory) => Enum.Parse<Zone>(PlaceOf(directory).Split('/')[0], ignoreCase: true);

    private string PlaceOf(string directory) => Path.GetRelativePath(_root, directory).Replace(Path.DirectorySeparatorChar, '/');

    private PublishedSet? Read(string directory, string key) => Refresh(directory) is There.Whole ? ReadHere(directory, key) : null;

    private PublishedSet? ReadHere(string directory, string key) =>
        SealIn(directory) is { } seal && seal.Key == key && seal.Files.Keys.All(f => LayoutOf(directory).IsPlainFile(directory, f)) ? SetOf(directory, seal) : null;

    private PublishedSet SetOf(string directory, Seal seal) => new(directory, seal) { Layout = LayoutOf(directory) };

    private SetLayout LayoutOf(string directory) => SetLayout.Of(ZoneOf(directory));

    private static Seal? SealIn(string directory)
    {
        var path = Path.Combine(directory, SealName);
        try
        {
            return File.Exists(path) && JsonSerializer.Deserialize<Seal>(File.ReadAllBytes(path), Json) is { Key: not null, Files: not null } seal ? seal : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string NameOf(Zone zone) => zone.ToString().ToLowerInvariant();

    private void Require(string next) => WorkspaceLostException.ThrowIfLost(_fence, next);

    private string Shown(string directory) => Path.GetRelativePath(_root, directory).Replace(Path.DirectorySeparatorChar, '/');

    private string Target(Zone zone, string name, string key)
    {
        var parts = name.Split('/');
        if (!parts.Append(key).All(SetFolder.IsPlainName))
        {
            throw new ArgumentException("A zone name is made of plain folder names.", nameof(name));
        }

        return Path.Combine([FolderOf(zone), .. parts, zone == Zone.Release ? key : LeafOf(key, _seals?.Epoch ?? 1)]);
    }
}
