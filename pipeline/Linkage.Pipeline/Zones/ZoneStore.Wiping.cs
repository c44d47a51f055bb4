namespace Linkage.Pipeline.Zones;

/// <content>What the zones are rid of: releases that were taken back, what crashed runs left, and plain sets of earlier versions.</content>
public sealed partial class ZoneStore
{
    /// <summary>Wipes what lies at the place of a release, whatever its seal says, and what of it lies in quarantine. Nothing there is no error.</summary>
    /// <param name="project">The project.</param>
    /// <param name="release">Id of the release.</param>
    /// <returns>The folders that were there.</returns>
    /// <exception cref="WorkspaceLostException">The fence said no; nothing was removed.</exception>
    /// <exception cref="IOException">A file could not be written over; the next sweep tries again.</exception>
    public IReadOnlyList<string> WipeRelease(string project, string release)
    {
        var mark = SetFolder.Flatten($"{NameOf(Zone.Release)}/{project}/{release}");
        return
        [
            .. Directory.GetDirectories(FolderOf(Zone.Quarantine)).Where(folder => Path.GetFileName(folder).Contains(mark, StringComparison.Ordinal))
                .Prepend(Target(Zone.Release, project, release))
                .Where(Wipe),
        ];
    }

    /// <summary>Every set in a zone, in the order of their folders; in quarantine those too that were moved there. Nothing is held against its seal.</summary>
    internal IReadOnlyList<PublishedSet> AllIn(Zone zone)
    {
        MirrorUnder($"{NameOf(zone)}/");
        return AllHere(zone);
    }

    private IReadOnlyList<PublishedSet> AllHere(Zone zone) =>
    [
        .. Directory.GetDirectories(FolderOf(zone))
            .Where(folder => SetFolder.HoldsSets(folder) && IsReal(folder))
            .SelectMany(folder => UnderHere(zone, Path.GetFileName(folder)) is var sets && (sets.Count > 0 || zone != Zone.Quarantine) ? sets : [Unsealed(folder)])
            .OrderBy(set => set.Directory, StringComparer.Ordinal),
    ];

    /// <summary>
    /// Which places below the zones hold files that were sealed under a dataset secret, by name of the secret. By the heads of the files, whatever lies around them; behind links too,
    /// for what is found there keeps its key.
    /// </summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public ILookup<string, string> PlacesByDatasetKey()
    {
        var zones = new[] { Zone.Landing, Zone.Identity, Zone.Quarantine };
        Array.ForEach(zones, zone => MirrorUnder($"{NameOf(zone)}/"));
        return DatasetKeysIn(zones);
    }

    private ILookup<string, string> DatasetKeysIn(IEnumerable<Zone> zones) => zones
        .SelectMany(zone => Directory.EnumerateFiles(FolderOf(zone), "*" + SealedFile.Suffix, Everywhere))
        .Select(file => (Place: PlaceOf(Path.GetDirectoryName(file)!), KeyId: SealedFile.DatasetKeyOf(file)))
        .Where(file => file.KeyId is not null)
        .Distinct()
        .OrderBy(file => file.Place, StringComparer.Ordinal)
        .ToLookup(file => file.KeyId!, file => file.Place, StringComparer.Ordinal);

    /// <summary>Asks whether the caller still holds the workspace.</summary>
    /// <param name="next">What it is about to do.</param>
    /// <exception cref="WorkspaceLostException">It does not.</exception>
    public void RequireHeld(string next) => Require(next);

    // Bounded, for links can lead in circles.
    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false, MaxRecursionDepth = 8 };

    /// <summary>Where a set lies below the zones, with '/' between the names.</summary>
    internal string PlaceOf(PublishedSet set) => PlaceOf(set.Directory);

    /// <summary>Wipes what lies at a place below the zones. Nothing there is no error.</summary>
    /// <param name="place">Zone, name and key, as in <c>landing/food-vouchers/KEY</c>.</param>
    /// <returns>Whether something was there.</returns>
    /// <exception cref="ArgumentException">It is no place of a set.</exception>
    /// <exception cref="WorkspaceLostException">The fence said no; nothing was removed.</exception>
    /// <exception cref="IOException">A file could not be written over; the next sweep tries again.</exception>
    public bool WipeSet(string place)
    {
        var parts = place.Split('/');
        if (parts.Length < 2 || !parts.All(SetFolder.IsPlainName) || !Enum.TryParse<Zone>(parts[0], ignoreCase: true, out _))
        {
            throw new ArgumentException("A set lies in a zone, under plain folder names.", nameof(place));
        }

        return Enumerable.Range(2, parts.Length - 1).All(step => IsReal(Path.Combine([_root, .. parts.Take(step)]))) && Wipe(Path.Combine([_root, .. parts]));
    }

    /// <summary>Whether a place has a name that is ours, so that <see cref="WipeSet"/> takes it.</summary>
    internal static bool IsPlace(string place) => place.Split('/').All(SetFolder.IsPlainName);

    private static bool IsReal(string folder) => new DirectoryInfo(folder).LinkTarget is null;

    // What was moved to quarantine because nobody could read its seal.
    private PublishedSet Unsealed(string folder) => SetOf(folder, new Seal(Path.GetFileName(folder), new SortedDictionary<string, string>(StringComparer.Ordinal), default));

    // Renamed first, so that it is there whole or not at all.
    private bool Wipe(string directory)
    {
        if (_container is null)
        {
            return WipeHere(directory);
        }

        Require($"wiping {Shown(directory)}");
        return _container.Remove(PlaceOf(directory), _stop) | WipeHere(directory, isOurs: true);
    }

    // Where a container holds the sets, this is the working copy's part. What follows from an answer that was given there is not asked about again.
    private bool WipeHere(string directory, bool isOurs = false)
    {
        if (!Directory.Exists(directory))
        {
            return false;
        }

        if (!isOurs)
        {
            Require($"wiping {Shown(directory)}");
        }

        var staging = Path.Combine(_root, Path.GetRelativePath(_root, directory).Split(Path.DirectorySeparatorChar)[0], StagingName);
        var grave = Path.Combine(staging, $"{SweptPrefix}~{Path.GetRandomFileName()}");
        PrivateFolder.Create(staging);
        if (!SetFolder.TryRename(directory, grave))
        {
            return false;
        }

        PrivateFolder.WipeFolder(grave);
        return true;
    }

    /// <summary>
    /// Removes what other runs left behind: staging, and sets that were on their way out. What this run stages stays. Call only while holding the
    /// workspace lock. Each leftover is renamed before it is deleted: should its run still live, fenced out, then its folder is there whole
    /// or not at all, and its publication finds nothing to rename.
    /// </summary>
    /// <returns>How many unfinished sets were removed.</returns>
    /// <exception cref="WorkspaceLostException">The fence said no; what is left stays.</exception>
    public int SweepStaging()
    {
        var swept = 0;
        foreach (var staging in Enum.GetValues<Zone>().Select(z => Path.Combine(FolderOf(z), StagingName)).Where(Directory.Exists))
        {
            foreach (var leftover in Directory.GetDirectories(staging).Where(d => _run is null || !Path.GetFileName(d).StartsWith($"{_run}~", StringComparison.Ordinal)))
            {
                Require("sweeping what earlier runs left");
                var grave = Path.Combine(staging, $"{SweptPrefix}~{Path.GetRandomFileName()}");
                if (SetFolder.TryRename(leftover, grave))
                {
                    PrivateFolder.WipeFolder(grave);
                    swept++;
                }
            }
        }

        return swept + SweepShared();
    }

    /// <summary>
    /// Wipes the sets of the landing and identity zones that a version without sealing left there in plain; they are made again from their sources. Call only while holding the workspace lock.
    /// </summary>
    /// <returns>How many sets were removed.</returns>
    /// <exception cref="WorkspaceLostException">The fence said no; what is left stays.</exception>
    public int WipePlainSets()
    {
        var wiped = 0;
        foreach (var zone in new[] { Zone.Landing, Zone.Identity })
        {
            foreach (var folder in Directory.GetDirectories(FolderOf(zone)).Where(HoldsSets))
            {
                wiped += Under(zone, Path.GetFileName(folder)).Where(IsPlain).Count(set => Wipe(set.Directory));
            }
        }

        return wiped;
    }

    // Each of these sets has rows, so one without a sealed file has them in plain.
    private static bool IsPlain(PublishedSet set) => !set.Seal.Files.Keys.Any(f => f.EndsWith(SealedFile.Suffix, StringComparison.Ordinal));
}
