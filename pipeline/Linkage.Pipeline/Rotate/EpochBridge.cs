using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Release.Earlier;
using Linkage.Pipeline.Release.Trials;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Rotate;

/// <summary>
/// Carries what cannot be made again from one key epoch to the next: landed files, files in quarantine, and what is kept of releases to test later ones against. Each set is opened into private scratch and sealed under the next epoch, at a place of
/// its own beside the old one, so that until the old epoch ends everything is as it was, and an attempt that was interrupted is gone on with. Pseudonymised, linked and mounted sets are not carried: the
/// next run makes them from what was landed, under the new keys. A set stays in the month its time counts from, so that its dataset key can go when it goes. Nobody gets a table of old and new pseudonyms.
/// </summary>
public static class EpochBridge
{
    private static readonly Zone[] Zones = [Zone.Landing, Zone.Quarantine, Zone.Identity];

    /// <summary>The trials in whose arms people stand, as <c>project/trial</c>. Their registers name people by record keys, so they end with the epoch.</summary>
    /// <param name="zones">The zones of the workspace.</param>
    /// <param name="epoch">The epoch in use.</param>
    public static IReadOnlyList<string> TrialsUnderWay(ZoneStore zones, int epoch) =>
    [
        .. zones.PlacesIn(Zone.Research, epoch)
            .Where(place => place.Name.StartsWith($"{EnrolmentRegister.Folder}/", StringComparison.Ordinal))
            .Select(place => place.Name[(EnrolmentRegister.Folder.Length + 1)..])
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Carries every set. Call while holding the workspace lock.</summary>
    /// <param name="zones">The zones of the workspace.</param>
    /// <param name="vault">The vault; it has the secrets of both epochs.</param>
    /// <param name="from">The epoch in use.</param>
    /// <param name="to">The epoch that follows it.</param>
    /// <param name="scratch">Private scratch, where one set at a time lies plain.</param>
    /// <param name="workspace">Name of the workspace, in a vault that several may share; empty otherwise.</param>
    /// <param name="cancellationToken">Stops between two sets; what was carried stays and is not carried again.</param>
    /// <exception cref="KeyVaultException">A secret cannot be used.</exception>
    /// <exception cref="WorkspaceLostException">The workspace was lost; nothing more was carried.</exception>
    public static BridgeReport Carry(ZoneStore zones, IKeyVault vault, int from, int to, RunScratch scratch, string workspace, CancellationToken cancellationToken)
    {
        var report = new BridgeReport(0, 0, 0, 0);
        using var oldRing = KeyRing.Open(vault, "workspace", from);
        using var newRing = KeyRing.Open(vault, "workspace", to);
        foreach (var zone in Zones)
        {
            foreach (var (name, key) in zones.PlacesIn(zone, from).Where(place => zone != Zone.Identity || place.Name == ReleaseMemory.Place))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var plain = Path.Combine(scratch.Folder, "bridge");
                using var oldSeals = new ZoneSeals(oldRing, Path.Combine(plain, "from"));
                using var newSeals = new ZoneSeals(newRing, Path.Combine(plain, "to"), zones.SealedAt(zone, name, key, from), workspace);
                try
                {
                    report = Add(report, Carry(zones.SealedBy(oldSeals), zones.SealedBy(newSeals), zone, name, key));
                }
                finally
                {
                    PrivateFolder.WipeFolder(plain);
                }
            }
        }

        return report;
    }

    // Bytes carried; 0 when it was carried before; null when it is damaged.
    private static long? Carry(ZoneStore old, ZoneStore next, Zone zone, string name, string key)
    {
        if (WholeOr(old, zone, name, key) is not { } set)
        {
            return null;
        }

        if (next.FindWhole(zone, name, key) is { } already)
        {
            KeepDate(next, set, already);
            return 0;
        }

        using var staged = next.Stage(zone, name, key);
        try
        {
            foreach (var file in set.Seal.Files.Keys)
            {
                if (file.EndsWith(SealedFile.Suffix, StringComparison.Ordinal))
                {
                    var inside = file[..^SealedFile.Suffix.Length];
                    File.Move(set.PathOf(inside), staged.PathOf(inside));
                }
                else
                {
                    Copy(set.PathOf(file), staged.OpenPathOf(file));
                }
            }
        }
        catch (SealedFileException)
        {
            SetAside(old, zone, name, key);
            return null;
        }

        KeepDate(next, set, staged.Publish(set.Seal.Facts));
        return set.Seal.Files.Keys.Sum(file => new FileInfo(Path.Combine(set.Directory, file)).Length);
    }

    private static PublishedSet? WholeOr(ZoneStore old, Zone zone, string name, string key)
    {
        if (old.Find(zone, name, key) is { } set && ZoneStore.DamageOf(set).Count == 0)
        {
            return set;
        }

        SetAside(old, zone, name, key);
        return null;
    }

    // What later releases are tested against stays where it is: without it a release would tell what it must not, and nobody would know.
    private static void SetAside(ZoneStore old, Zone zone, string name, string key)
    {
        if (zone != Zone.Identity)
        {
            old.QuarantinePlace(zone, name, key, "damaged");
        }
    }

    // How long a set may be kept counts from when it was landed.
    private static void KeepDate(ZoneStore zones, PublishedSet old, PublishedSet carried) =>
        zones.Redate(carried, File.GetLastWriteTimeUtc(Path.Combine(old.Directory, ZoneStore.SealName)));

    // Not File.Copy, which takes the rights along: what is published lies read-only.
    private static void Copy(string path, string target)
    {
        using var source = File.OpenRead(path);
        using var sink = new FileStream(target, FileMode.CreateNew, FileAccess.Write);
        source.CopyTo(sink);
    }

    private static BridgeReport Add(BridgeReport report, long? bytes) => bytes switch
    {
        null => report with { Damaged = report.Damaged + 1 },
        0 => report with { Already = report.Already + 1 },
        { } carried => report with { Carried = report.Carried + 1, Bytes = report.Bytes + carried },
    };
}
