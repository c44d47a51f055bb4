using System.Globalization;
using System.Text.RegularExpressions;

namespace Linkage.Pipeline.Zones;

/// <content>Sets of several key epochs stand beside each other: the key epoch is part of a set's place, so that a set made anew never has to take the place of the old one.</content>
public sealed partial class ZoneStore
{
    private static readonly Zone[] SealedZones = [Zone.Landing, Zone.Identity, Zone.Research, Zone.Quarantine];

    /// <summary>
    /// Wipes the sets of key epochs that have ended: nobody can open them any more, or trust their seals. What stopped runs moved to quarantine stays. Call only while holding the workspace lock.
    /// </summary>
    /// <param name="epoch">The epoch in use.</param>
    /// <returns>How many sets were removed.</returns>
    /// <exception cref="WorkspaceLostException">The fence said no; what is left stays.</exception>
    public int WipeEpochsBefore(int epoch) =>
        epoch == 1 ? 0 : SealedZones.SelectMany(zone => Standing(zone)).Where(set => EpochOf(set.Directory) < epoch).ToList().Count(set => Wipe(set.Directory));

    /// <summary>The folders of an epoch in a zone whose files are sealed, each with the name and key of its place, in the order of their places; also those whose seal cannot be read.</summary>
    internal IReadOnlyList<(string Name, string Key)> PlacesIn(Zone zone, int epoch)
    {
        MirrorUnder($"{NameOf(zone)}/");
        return PlacesHere(zone, epoch);
    }

    private List<(string Name, string Key)> PlacesHere(Zone zone, int epoch) =>
    [
        .. Directory.GetDirectories(FolderOf(zone))
            .Where(folder => SetFolder.HoldsSets(folder))
            .Where(IsReal)
            .SelectMany(folder => Directory.GetDirectories(folder, "*", OfRealFolders))
            .Where(folder => EpochOf(folder) == epoch && Directory.GetDirectories(folder).Length == 0 && !IsEmpty(folder))
            .Select(folder => (Name: Path.GetRelativePath(FolderOf(zone), Path.GetDirectoryName(folder)!).Replace(Path.DirectorySeparatorChar, '/'), Key: KeyOf(folder)))
            .OrderBy(set => set.Name, StringComparer.Ordinal).ThenBy(set => set.Key, StringComparer.Ordinal),
    ];

    /// <summary>When a set of an epoch was sealed first, by the file time that copies and rotations keep.</summary>
    internal DateTimeOffset SealedAt(Zone zone, string name, string key, int epoch) =>
        new(File.GetLastWriteTimeUtc(Path.Combine(FolderOf(zone), name, LeafOf(key, epoch), SealName)), TimeSpan.Zero);

    /// <summary>The keys of the folders under a name that are of the epoch in use, in ordinal order; also of those whose seal cannot be read.</summary>
    internal IReadOnlyList<string> KeysUnder(Zone zone, string name)
    {
        MirrorUnder($"{NameOf(zone)}/{name}/");
        var folder = Path.Combine(FolderOf(zone), name);
        return Directory.Exists(folder)
            ? [.. Directory.GetDirectories(folder).Where(set => EpochOf(set) == (_seals?.Epoch ?? 1)).Select(KeyOf).Order(StringComparer.Ordinal)]
            : [];
    }

    /// <summary>Moves what lies at a place to quarantine, whatever it is. Nothing there is no error.</summary>
    internal void QuarantinePlace(Zone zone, string name, string key, string reason) =>
        Quarantine(new PublishedSet(Target(zone, name, key), new Seal(key, new SortedDictionary<string, string>(StringComparer.Ordinal), default)), reason);

    // What lies directly in a zone was moved there (to quarantine) and stands at no place of its own.
    private IEnumerable<PublishedSet> Standing(Zone zone)
    {
        MirrorUnder($"{NameOf(zone)}/");
        return StandingHere(zone);
    }

    private IEnumerable<PublishedSet> StandingHere(Zone zone) => Directory.GetDirectories(FolderOf(zone))
        .Where(folder => SetFolder.HoldsSets(folder))
        .Where(IsReal)
        .SelectMany(folder => UnderHere(zone, Path.GetFileName(folder)).Where(set => set.Directory != folder));

    private static string LeafOf(string key, int epoch) => epoch == 1 ? key : string.Create(CultureInfo.InvariantCulture, $"{key}.e{epoch}");

    private static string KeyOf(string directory) => EpochOfLeaf().Replace(Path.GetFileName(directory), string.Empty);

    // A place that nothing was published at yet, or from which something went.
    private static bool IsEmpty(string folder) => !Directory.EnumerateFileSystemEntries(folder).Any();

    private static int EpochOf(string directory) =>
        EpochOfLeaf().Match(Path.GetFileName(directory)) is { Success: true } later ? int.Parse(later.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 1;

    [GeneratedRegex(@"\.e([1-9][0-9]{0,8})$", RegexOptions.CultureInvariant)]
    private static partial Regex EpochOfLeaf();
}
