using System.Globalization;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Reporting;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Rotate;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Rotating;

/// <summary>
/// Ends the key epoch in use and begins the next: what was landed is carried over, then the secret of the old epoch is destroyed, which is the moment at which the new one is in use, then what
/// is left of the old one is wiped and the end recorded. Whatever interrupts it before that moment leaves the old epoch in use; after it, the next rotation or run completes it.
/// </summary>
/// <param name="environment">Where the workspace is, with its vault.</param>
/// <param name="rotations">What the store knows of its epochs.</param>
/// <param name="fence">Whether the caller still holds the workspace.</param>
internal sealed class KeyRotation(RunEnvironment environment, StoredRotations rotations, IPublicationFence fence)
{
    /// <summary>Rotates the keys, or completes a rotation that was interrupted after the old epoch ended.</summary>
    /// <param name="carryOnly">True to only carry sets over, and end nothing: for the other workspaces of a vault that several share.</param>
    /// <param name="endTrials">True to end the trials under way, whose registers cannot be carried.</param>
    /// <param name="progress">Told what is done.</param>
    /// <param name="cancellationToken">Stops while sets are carried; the old epoch stays in use.</param>
    /// <exception cref="ProblemException">The rotation is not approved, or a set is damaged; nothing was ended.</exception>
    /// <exception cref="KeyVaultException">A key cannot be used.</exception>
    /// <exception cref="WorkspaceLostException">The workspace was lost.</exception>
    public RotationDocument Execute(bool carryOnly, bool endTrials, ProgressView progress, CancellationToken cancellationToken)
    {
        var vault = environment.Vault;
        var instant = environment.Clock.GetUtcNow();
        var zones = new ZoneStore(environment.Zones, RunId.Create(instant), fence).On(environment.SharedZones, cancellationToken);
        zones.SweepStaging();
        RunScratch.Sweep(environment.Scratch, fence);
        if (Complete(zones, vault) is { } completed)
        {
            return completed;
        }

        var epoch = InUse(vault);
        if (!endTrials && EpochBridge.TrialsUnderWay(zones, epoch.Number) is { Count: > 0 } trials)
        {
            throw ProblemException.Refused(
                "TRIAL_UNDER_WAY",
                $"People stand in the arms of {string.Join(", ", trials)}, by keys that would end: nobody could be kept in their arm. Nothing was changed.",
                string.Create(CultureInfo.InvariantCulture, $"key epoch {epoch.Number}"),
                "Wait until the trial has ended, or end it with --end-trials; after that it needs another id in a new version of its rule.");
        }

        if (!carryOnly && rotations.Missing(epoch) is { } missing)
        {
            throw ProblemException.Refused(
                "ROTATION_NOT_APPROVED",
                $"{missing} Nothing was changed.",
                string.Create(CultureInfo.InvariantCulture, $"key epoch {epoch.Number}"),
                $"Two people approve it: linkage keys approve-rotation {epoch} --person ID --as ROLE --key FILE --reason TEXT");
        }

        var next = KeyEpochs.Open(vault, epoch.Number + 1);
        var report = Carry(zones, vault, epoch.Number, cancellationToken);
        if (report.Damaged > 0)
        {
            throw ProblemException.Refused(
                "SETS_DAMAGED",
                $"{Screen.Plural(report.Damaged, "landed set")} not as sealed. Those of landing were moved to quarantine; those of identity/earlier_releases stay. The old keys stay in use, so that nothing is lost.",
                environment.Zones,
                "Restore the set from a backup, or have its source file delivered again; then rotate again. Sets in quarantine cannot be opened after that.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (carryOnly)
        {
            return new RotationDocument(null, epoch.ToString(), null, false, report.Carried, report.Already, report.Bytes, 0, []);
        }

        progress.Note($"{Screen.Plural(report.Carried + report.Already, "landed set")} carried; ending key epoch {epoch.Number.ToString(CultureInfo.InvariantCulture)}.");
        WorkspaceLostException.ThrowIfLost(fence, "ending a key epoch");
        var tombstone = KeyEpochs.End(vault, KeyEpochs.KeyOf(vault, epoch.Number), environment.Clock.GetUtcNow());
        var wiped = zones.WipeEpochsBefore(epoch.Number + 1);
        rotations.RecordEnd(epoch, tombstone.DestroyedAt, report);
        return new RotationDocument(epoch.ToString(), new EpochName(epoch.Number + 1, next.KeyId).ToString(), tombstone.DestroyedAt, false, report.Carried, report.Already, report.Bytes, wiped, rotations.ApproversOf(epoch));
    }

    // Ended in the vault and not in the store: what came after was interrupted.
    private RotationDocument? Complete(ZoneStore zones, IKeyVault vault)
    {
        var recorded = rotations.Ended().Select(ended => ended.Epoch.KeyId).ToHashSet(StringComparer.Ordinal);
        if (vault.GrantTombstones().LastOrDefault(tombstone => KeyEpochs.NumberOf(tombstone.Key) is not null && !recorded.Contains(tombstone.Key.KeyId)) is not { } last)
        {
            return null;
        }

        var epoch = new EpochName(KeyEpochs.NumberOf(last.Key)!.Value, last.Key.KeyId);
        KeyRing.Open(vault, "workspace").Dispose();
        var wiped = zones.WipeEpochsBefore(KeyEpochs.Current(vault));
        rotations.RecordEnd(epoch, last.DestroyedAt, null);
        return new RotationDocument(epoch.ToString(), InUse(vault).ToString(), last.DestroyedAt, true, 0, 0, 0, wiped, rotations.ApproversOf(epoch));
    }

    private static EpochName InUse(IKeyVault vault)
    {
        var epoch = KeyEpochs.Current(vault);
        return new EpochName(epoch, KeyEpochs.KeyOf(vault, epoch).KeyId);
    }

    private BridgeReport Carry(ZoneStore zones, IKeyVault vault, int epoch, CancellationToken cancellationToken)
    {
        // One set at a time is plain; how large the largest is, is not known before it is opened.
        var largest = environment.ScratchInMemory ? Largest(zones) : (long?)null;
        using var scratch = RunScratch.Open(environment.Scratch, RunId.Create(environment.Clock.GetUtcNow()).ToString(), environment.Threads, environment.MemoryLimitMib, largest);
        return EpochBridge.Carry(zones, vault, epoch, epoch + 1, scratch, environment.VaultName, cancellationToken);
    }

    private static long Largest(ZoneStore zones) => new[] { Zone.Landing, Zone.Quarantine, Zone.Identity }
        .SelectMany(zone => Directory.EnumerateFiles(zones.FolderOf(zone), "*" + SealedFile.Suffix, SearchOption.AllDirectories))
        .GroupBy(file => Path.GetDirectoryName(file), file => new FileInfo(file).Length, StringComparer.Ordinal)
        .Select(set => set.Sum())
        .DefaultIfEmpty(0)
        .Max();
}
