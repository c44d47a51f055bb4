using System.Text.Json;

namespace Linkage.Pipeline.Zones;

/// <content>
/// Zones that a container holds. What is published goes there before it appears here; what is looked for here is asked for there; what is not there does not count and is removed here.
/// Without a container none of this does anything.
/// </content>
public sealed partial class ZoneStore
{
    private const string MovedFrom = "quarantine/";

    // Somebody who seals, and removes again, faster than this does it on purpose.
    private const int Attempts = 4;

    private IZoneContainer? _container;
    private WorkingCopy? _copy;
    private CancellationToken _stop;

    private enum There
    {
        Missing,
        Whole,
        Damaged,
    }

    /// <summary>The same zones where a container holds the sets, and the folder is a working copy. Asks nothing yet.</summary>
    /// <param name="shared">The container; null for zones on the folder alone.</param>
    /// <param name="cancellationToken">Stops what goes there or comes from there, for as long as the store is used.</param>
    public ZoneStore On(SharedZones? shared, CancellationToken cancellationToken)
    {
        var store = (ZoneStore)MemberwiseClone();
        (store._container, store._stop) = (shared?.Container, cancellationToken);
        return store;
    }

    /// <summary>
    /// Tries the container, holds the folder to being a working copy of it, and brings both to one state: what is only here is removed, what is only there is brought. Does nothing without
    /// a container. Needs no key: who made a seal is asked when a set is opened.
    /// </summary>
    /// <exception cref="StorageNotFitException">The container does not do what publishing needs.</exception>
    /// <exception cref="ZoneContainerException">It cannot be used, or is not this workspace's; nothing was removed.</exception>
    /// <exception cref="WorkspaceLostException">The fence said no.</exception>
    public void Join()
    {
        if (_container is null)
        {
            return;
        }

        _container.Require(_stop);
        _ = Copy;
        MirrorUnder(string.Empty);
    }

    /// <summary>Whether a zones' folder is a working copy of a container.</summary>
    public static bool IsWorkingCopy(string root) => WorkingCopy.IsAt(root);

    /// <summary>Dates a set, here and in the container.</summary>
    internal void Redate(PublishedSet set, DateTime at)
    {
        _container?.Redate(PlaceOf(set), new DateTimeOffset(at, TimeSpan.Zero), _stop);
        File.SetLastWriteTimeUtc(Path.Combine(set.Directory, SealName), at);
    }

    private WorkingCopy Copy => _copy ??= WorkingCopy.Bind(
        _root, _container!, (() => PlacesHere(string.Empty).Count > 0, () => _container!.Sets(string.Empty, _stop).Any(set => IsPlaceOfASet(set.Place))), _stop);

    // Brings folder and container to one state below a place: "" for all, "research/" for a zone, "research/spine/" for what is under a name.
    private void MirrorUnder(string under)
    {
        if (_container is null)
        {
            return;
        }

        _ = Copy;
        var there = _container.Sets(under, _stop).Where(set => IsPlaceOfASet(set.Place)).ToList();
        var known = there.Select(set => set.Place).ToHashSet(StringComparer.Ordinal);

        var here = PlacesHere(under);
        if (under.Length == 0 && there.Count == 0 && here.Count > 1)
        {
            throw new ZoneContainerException(
                ZoneContainerProblem.TwoPlaces,
                _container.Address,
                $"holds no set any more, and this machine's copy of it holds {here.Count}; nothing was removed or sent",
                "Find out who emptied it. Where that was meant, begin with a workspace whose folder zones is empty (runbook: Zones on Azure Blob Storage).");
        }

        // Asked once more, one by one: it may have been published after the list was made.
        foreach (var place in here.Where(place => !known.Contains(place) && _container.Seal(place, _stop) is null))
        {
            WipeHere(DirectoryOf(place));
        }

        foreach (var set in there.Where(set => set.SealDigest is null || !IsHere(set.Place, set.SealDigest)))
        {
            if (_container.Seal(set.Place, _stop) is { } seal && Bring(set.Place, seal) == There.Damaged && _fence is not null)
            {
                SetAside(set.Place, seal, "damaged");
            }
        }
    }

    /// <summary>Brings a place to the state it has in the container.</summary>
    /// <param name="directory">The place, as a folder.</param>
    /// <param name="afresh">True to bring it even where it is here already.</param>
    private There Refresh(string directory, bool afresh = false)
    {
        if (_container is null)
        {
            return There.Whole;
        }

        _ = Copy;
        var place = PlaceOf(directory);
        if (_container.Seal(place, _stop) is not { } seal)
        {
            WipeHere(directory);
            return There.Missing;
        }

        return !afresh && IsHere(place, Digest(seal.Bytes)) ? There.Whole : Bring(place, seal);
    }

    private bool IsHere(string place, string sealDigest)
    {
        var directory = DirectoryOf(place);
        var path = Path.Combine(directory, SealName);
        return IsMoved(place) ? Directory.Exists(directory)
            : File.Exists(path) && DigestOf(path) == sealDigest && SealIn(directory) is { } seal && seal.Files.Keys.All(file => LayoutOf(directory).IsPlainFile(directory, file));
    }

    // Held against the digests of the seal on the way; whose seal it is, is asked by whoever opens the set.
    private There Bring(string place, ContainedSeal there)
    {
        var directory = DirectoryOf(place);
        using var staging = Incoming(place);
        var files = IsMoved(place) ? _container!.Files(place, _stop) : FilesOf(place, there.Bytes);
        if (files is null || !files.All(file => IsFileName(place, file.File)))
        {
            return There.Damaged;
        }

        foreach (var (file, digest) in files)
        {
            if (_container!.Fetch(place, file, digest, staging.PathOf(file), _stop) != digest)
            {
                return There.Damaged;
            }
        }

        staging.Complete(there, IsMoved(place));
        Require($"bringing {place} from {_container!.Address}");
        PrivateFolder.Create(Path.GetDirectoryName(directory)!);
        WipeHere(directory);
        MoveHere(staging.Folder, directory);
        if (IsMoved(place))
        {
            Directory.SetLastWriteTimeUtc(directory, there.At.UtcDateTime);
        }

        return There.Whole;
    }

    private static void MoveHere(string staging, string directory)
    {
        try
        {
            SetFolder.Rename(staging, directory);
        }
        catch (IOException) when (Directory.Exists(directory))
        {
            // Another thread brought it first, the same from the same place.
        }
    }

    private void SetAsideThere(string directory)
    {
        if (_container!.Seal(PlaceOf(directory), _stop) is { } seal)
        {
            SetAside(PlaceOf(directory), seal, "damaged");
        }
    }

    // What is there under a seal it does not match, as it lies: kept in quarantine for people to look at, and away from its place.
    private void SetAside(string place, ContainedSeal there, string reason)
    {
        using var staging = Incoming(place);
        foreach (var (file, digest) in (FilesOf(place, there.Bytes) ?? []).Where(file => IsFileName(place, file.File)))
        {
            _container!.Fetch(place, file, digest, staging.PathOf(file), _stop);
        }

        staging.Complete(there, isMoved: true);
        var target = QuarantineFor(place, reason);
        Require($"moving {place} to quarantine");
        ShareMoved(staging.Folder, PlaceOf(target));
        _container!.Remove(place, _stop);
        WipeHere(DirectoryOf(place));
        SetFolder.Rename(staging.Folder, target);
        SetFolder.Touch(target);
    }

    // A set on its way to quarantine: as it lies, under the digests it has.
    private void ShareMoved(string folder, string place)
    {
        var layout = LayoutOf(folder);
        foreach (var name in layout.Entries(folder).Where(name => name != SealName && layout.IsPlainFile(folder, name)))
        {
            var path = Path.Combine(folder, name);
            _container!.Put(Contained(place, name, DigestOf(path)), path, isThere: false, _stop);
        }

        var seal = Path.Combine(folder, SealName);
        _container!.TrySeal(place, File.Exists(seal) ? File.ReadAllBytes(seal) : [], at: null, _stop);
    }

    /// <summary>Publishes a staged set to the container and then here.</summary>
    /// <returns>The set, or the one that somebody else published there first.</returns>
    private PublishedSet PublishShared(string staging, string target, string key, Seal seal)
    {
        if (HoldsIdentifiers(ZoneOf(target)) && _seals is null)
        {
            throw new InvalidOperationException("Files with identifiers go to a container sealed only, and this worker has no keys.");
        }

        if (Open(target, key) is { } already)
        {
            Directory.Delete(staging, recursive: true);
            return already;
        }

        var (place, path) = (PlaceOf(target), Path.Combine(staging, SealName));
        var at = new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            PutFiles(place, staging, seal, areThere: false);
            Require($"publishing {place}");
            if (_container!.TrySeal(place, File.ReadAllBytes(path), at, _stop))
            {
                // Somebody may have been taking away a set that stood here before, and with it files that this one names too.
                PutFiles(place, staging, seal, areThere: true);
                WipeHere(target, isOurs: true);
                MoveHere(staging, target);
                PrivateFolder.WipeFolder(staging);
                return Openable(SetOf(target, seal));
            }

            if (Open(target, key) is { } theirs)
            {
                Directory.Delete(staging, recursive: true);
                return theirs;
            }

            Require($"replacing {place}");
            _container.Remove(place, _stop);
        }

        throw new IOException($"Others publish and remove {place} all the time.");
    }

    private void PutFiles(string place, string staging, Seal seal, bool areThere)
    {
        foreach (var (name, digest) in seal.Files)
        {
            _container!.Put(Contained(place, name, digest), Path.Combine(staging, name), areThere, _stop);
        }
    }

    private ContainedFile Contained(string place, string name, string digest) => new(place, name, digest, Copy.Copy, _run ?? NoRun);

    private int SweepShared() => _container?.Sweep(
        Copy.Copy,
        _run,
        NamedAt,
        () => Require("sweeping what earlier runs left"),
        _stop) ?? 0;

    private IReadOnlySet<(string File, string Digest)>? NamedAt(string place, bool afresh)
    {
        if (!IsPlaceOfASet(place) || IsMoved(place))
        {
            return null;
        }

        var path = Path.Combine(DirectoryOf(place), SealName);
        var seal = afresh ? _container!.Seal(place, _stop)?.Bytes : File.Exists(path) ? File.ReadAllBytes(path) : [];
        return seal is null ? null : FilesOf(place, seal)?.ToHashSet() ?? (afresh ? null : []);
    }

    // Every place below the zones at which something lies that counts on a folder.
    private List<string> PlacesHere(string under) => Enum.GetValues<Zone>()
        .Where(zone => under.Length == 0 || under.StartsWith($"{NameOf(zone)}/", StringComparison.Ordinal))
        .SelectMany(zone => SealsIn(FolderOf(zone)).Select(seal => Path.GetDirectoryName(seal)!).Concat(zone == Zone.Quarantine ? MovedHere() : []))
        .Distinct(StringComparer.Ordinal)
        .Select(PlaceOf)
        .Where(place => IsPlaceOfASet(place) && place.StartsWith(under, StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .ToList();

    // What was moved there, with or without a seal. A folder of sets that were published there has folders in it.
    private IEnumerable<string> MovedHere() => Directory.GetDirectories(FolderOf(Zone.Quarantine)).Where(folder => HoldsSets(folder) && Directory.EnumerateFiles(folder).Any());

    // The seal as the container has it names files by digest; null when it is no seal of this place.
    private List<(string File, string Digest)>? FilesOf(string place, byte[] seal)
    {
        try
        {
            return JsonSerializer.Deserialize<Seal>(seal, Json) is { Key: not null, Files: not null } read && KeyOf(DirectoryOf(place)) == read.Key
                ? [.. read.Files.Select(file => (file.Key, file.Value))]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private bool IsPlaceOfASet(string place)
    {
        var parts = place.Split('/');
        return parts.Length >= 2 && Enum.GetValues<Zone>().Any(zone => NameOf(zone) == parts[0]) && parts.All(SetFolder.IsPlainName)
            && (parts.Length > 2 || IsMoved(place)) && HoldsSets(Path.Combine(_root, parts[0], parts[1]));
    }

    // Directly in quarantine stands what was moved there; everything else was published at its place.
    private static bool IsMoved(string place) => place.StartsWith(MovedFrom, StringComparison.Ordinal) && place.Count(one => one == '/') == 1;

    // A release that was moved keeps its folder.
    private bool IsFileName(string place, string file) => (IsMoved(place) ? SetLayout.Bundle : LayoutOf(DirectoryOf(place))).IsPlainName(file) && file != SealName;

    private string DirectoryOf(string place) => Path.Combine([_root, .. place.Split('/')]);

    private IncomingSet Incoming(string place) =>
        new(Path.Combine(FolderOf(Enum.Parse<Zone>(place.Split('/')[0], ignoreCase: true)), StagingName, $"{_run ?? NoRun}~brought~{Path.GetRandomFileName()}"));

    private static string Digest(byte[] bytes) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
}
