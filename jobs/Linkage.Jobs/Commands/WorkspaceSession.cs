using System.Data.Common;
using Linkage.Governance.Ledger;
using Linkage.Jobs.Auditing;
using Linkage.Jobs.Collecting;
using Linkage.Jobs.Delivering;
using Linkage.Jobs.Lineage;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Retaining;
using Linkage.Jobs.Rotating;
using Linkage.Jobs.Scheduling;
using Linkage.Jobs.Store;
using Linkage.Jobs.Watching;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Keys.Cloud;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Commands;

/// <summary>A workspace held for work: locked, its store open, runs that crashed marked as such.</summary>
internal sealed class WorkspaceSession : IDisposable
{
    private readonly WorkspaceHold _hold;
    private readonly RunStore _store;
    private readonly string _workspace;
    private readonly TimeProvider _clock;

    private WorkspaceSession(WorkspaceHold hold, RunStore store, string workspace, TimeProvider clock)
    {
        _hold = hold;
        _store = store;
        _workspace = workspace;
        _clock = clock;
    }

    /// <summary>Takes the workspace.</summary>
    /// <param name="workspace">Its folder, made owner-only where it is missing.</param>
    /// <param name="work">What it is taken for.</param>
    /// <param name="context">Clock and progress.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ProblemException">Another process works there, the store cannot be used, or its ledger is not the one its checkpoints tell of.</exception>
    public static async Task<WorkspaceSession> OpenAsync(string workspace, string work, VerbContext context, CancellationToken cancellationToken)
    {
        var held = await WorkspaceHold.TakeAsync(StoreDatabase.Of(workspace), workspace, work, context.Clock, cancellationToken).ConfigureAwait(false);
        try
        {
            var store = RunStore.Open(held.Store, workspace, context.Clock, held.Unfenced);
            History(workspace).Require(store.LedgerNow(context.Clock.GetUtcNow()));
            if (store.MarkCrashed() is > 0 and var crashed)
            {
                context.Progress.Note($"{Screen.Plural(crashed, "earlier run")} ended without a word; what was published whole is used again, the rest is swept.");
            }

            return new WorkspaceSession(held, store, workspace, context.Clock);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Runs a project, records it and signs a checkpoint of the ledger. Once the lock is lost, whatever ends the run is told as that: the new holder sweeps what the run works on.</summary>
    /// <param name="place">Where it runs.</param>
    /// <param name="projectFile">The project's file.</param>
    /// <param name="slot">The slot of a schedule that it runs in; null where somebody began it by hand, and asks for its end by its name.</param>
    /// <param name="progress">Shows how far it has come.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ProblemException">The run did not end by itself; the problem is recorded.</exception>
    public async Task<RunOutcome> RunAsync(Place place, string projectFile, DateTimeOffset? slot, ProgressView progress, CancellationToken cancellationToken)
    {
        using var watcher = new WatchedRun(new RunWatcher(_store, progress, SettlerOf(slot)), [new RunTelemetry(slot), new RunLog(place.Environment.Runs, slot, _clock, progress), .. place.Lineage is { } lineage ? [new RunLineage(lineage, place.Environment.Keys, slot, _clock, progress)] : Array.Empty<RunObserver>()]);
        var byHand = slot is null ? new RunByHand(_hold.Store, _workspace, _clock, () => watcher.Run?.ToString()) : null;
        using var watch = byHand?.Watch();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, watch?.Token ?? CancellationToken.None);
        cancellationToken = either.Token;
        using var working = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _hold.Lost);
        try
        {
            Join(place.Environment, cancellationToken);
            RequireKeysOf(place.Environment);
            StorageProbe.Require(new ZoneStore(place.Environment.Zones));
            DestroyWhatCameBack(place.Environment.Vault);
            TakeBack(place.Environment, progress, cancellationToken);
            var outcome = await Task.Run(() => new ProjectRun(Named(place.Environment) with { Ledger = new RunLedger(_hold.Store, History(_workspace), _clock), DeliveryHistory = new StoredDeliveries(_hold.Store, _workspace, _clock) }).Execute(ProjectFile.Load(projectFile), _hold, watcher, working.Token), CancellationToken.None).ConfigureAwait(false);
            WipeLanded(place.Environment, outcome, progress);
            return outcome;
        }
#pragma warning disable CA1031 // Whatever ends a run is recorded with it, and travels on to the host as a problem.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var problem = Faults.Of(EndingOf(e, cancellationToken), place.Environment.Workspace);
            Record(watcher, problem);
            throw new ProblemException(problem);
        }
        finally
        {
            byHand?.Settle(progress);
            SignCheckpoint(place.Environment, progress);
        }
    }

    // A run that ends and the end of its slot are one transaction: a host that dies between two would leave the slot to be begun again, and released twice.
    private Action<RunStoreContext, RunOutcome>? SettlerOf(DateTimeOffset? slot) =>
        slot is { } at ? (db, outcome) => new StoredSchedules(_hold.Store, _workspace, _clock).Settle(db, at, outcome) : null;

    /// <summary>Ends the keys in use and begins new ones, and signs a checkpoint of the ledger.</summary>
    /// <exception cref="ProblemException">It is not approved, or was stopped; the message says what is as it was.</exception>
    public RotationDocument Rotate(RunEnvironment environment, bool carryOnly, bool endTrials, ProgressView progress, CancellationToken cancellationToken) => Work(environment, progress, () =>
    {
        Join(environment, cancellationToken);
        RequireKeysOf(environment);
        StorageProbe.Require(new ZoneStore(environment.Zones));
        DestroyWhatCameBack(environment.Vault);
        return new KeyRotation(Named(environment), Rotations(), _hold).Execute(carryOnly, endTrials, progress, cancellationToken);
    }, cancellationToken);

    /// <summary>Wipes what is due, destroys the keys of datasets that nothing hangs on any more, and signs a checkpoint of the ledger.</summary>
    /// <exception cref="ProblemException">It was stopped; the same again goes on.</exception>
    public RetentionDocument Sweep(RunEnvironment environment, TimeSpan quarantine, ProgressView progress, CancellationToken cancellationToken) => Work(environment, progress, () =>
    {
        RunScratch.Sweep(environment.Scratch, _hold);
        Join(environment, cancellationToken);
        if (environment.Vault.GrantKeys().Any(key => DatasetKeys.PeriodOf(key) is not null))
        {
            RequireKeysOf(environment);
        }

        return new RetentionOffice(Named(environment), _hold.Store, new ZoneStore(environment.Zones, RunId.Create(environment.Clock.GetUtcNow()), _hold).On(environment.SharedZones, cancellationToken), quarantine).Sweep(cancellationToken);
    }, cancellationToken);

    // Several workspaces may share a vault in the cloud; the keys in a workspace's own folder are its alone.
    private RunEnvironment Named(RunEnvironment environment) => environment.Vault is AzureKeyVault ? environment with { VaultName = WorkspaceName.Make(_workspace) } : environment;

    private T Work<T>(RunEnvironment environment, ProgressView progress, Func<T> work, CancellationToken cancellationToken)
    {
        try
        {
            return work();
        }
#pragma warning disable CA1031 // Whatever ends it travels on to the host as a problem.
        catch (Exception e)
#pragma warning restore CA1031
        {
            throw new ProblemException(Faults.Of(EndingOf(e, cancellationToken), environment.Workspace));
        }
        finally
        {
            SignCheckpoint(environment, progress);
        }
    }

    // Before the keys are looked at: whose they are is told by the sets, and those may all be in the container.
    private void Join(RunEnvironment environment, CancellationToken cancellationToken)
    {
        if (environment.SharedZones is { } shared)
        {
            new ZoneStore(environment.Zones, RunId.Create(environment.Clock.GetUtcNow()), _hold).On(shared, cancellationToken).Join();
        }
    }

    // Before anything is written to the vault: the keys of another workspace would be taken for these, and what is destroyed here be destroyed there.
    private static void RequireKeysOf(RunEnvironment environment)
    {
        WorkspaceVault.RequireOwn(environment.Vault, environment.Keys, environment.Zones);
        if (environment.Vault is LocalKeyVault folder)
        {
            WorkspaceVault.RequireRootOf(folder, environment.Keys, environment.Zones);
        }
    }

    private StoredRotations Rotations() => new(_hold.Store, _workspace, _clock);

    // Keys restored from a backup can bring back a secret that was destroyed since, and lose its tombstone; the ledger still knows.
    private void DestroyWhatCameBack(IKeyVault vault)
    {
        var buried = vault.GrantTombstones().Select(t => t.Key.KeyId).ToHashSet(StringComparer.Ordinal);
        foreach (var (epoch, at) in Rotations().Ended().Where(ended => !buried.Contains(ended.Epoch.KeyId)))
        {
            KeyEpochs.End(vault, KeyEpochs.Named(epoch.Number, epoch.KeyId), at);
        }

        new StoredDatasetKeys(_hold.Store, _workspace).DestroyWhatCameBack(vault);
        var there = vault.GrantKeys().Select(k => k.KeyId).ToHashSet(StringComparer.Ordinal);
        foreach (var tombstone in there.Count == 0 ? [] : _store.DestroyedKeys().Where(t => there.Contains(t.Key.KeyId)))
        {
            vault.DestroyGrantSecret(tombstone.Key, tombstone.Reason, tombstone.DestroyedAt);
        }
    }

    // A withdrawal that was recorded while a run was at work, or was interrupted, is completed. A copy that cannot be reached keeps no run from its work; it is told each time.
    private void TakeBack(RunEnvironment environment, ProgressView progress, CancellationToken cancellationToken)
    {
        var releases = new StoredReleases(_hold.Store, _workspace).Read();
        if (!releases.Any(release => release.IsWithdrawn))
        {
            return;
        }

        var office = new TakingBack(_workspace, new ZoneStore(environment.Zones).On(environment.SharedZones, cancellationToken), () => SigningKey.Open(environment.Vault));
        office.Complete(releases, _clock.GetUtcNow());
        foreach (var failure in office.Failures)
        {
            progress.Note($"A release was withdrawn, and not everything is done: {failure}");
        }
    }

    private static CheckpointHistory History(string workspace) => CheckpointHistory.Read(Path.Combine(workspace, CheckpointHistory.FileName));

    // What landed is sealed, and its plain copy has done its work. One that could not be landed stays to be looked at, until the next pull or the retention sweep.
    private void WipeLanded(RunEnvironment environment, RunOutcome outcome, ProgressView progress)
    {
        try
        {
            foreach (var landed in outcome.Sources.Select(source => DatasetId.Parse(source.Dataset)).Where(id => environment.Deliveries?.Deliveries.ContainsKey(id) == true))
            {
                WorkspaceLostException.ThrowIfLost(_hold, "wiping what it had landed from the inbox");
                environment.Inbox.Wipe(landed);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or WorkspaceLostException)
        {
            progress.Note($"An extract that was landed still lies in {environment.Inbox.Root} in plain: the next run that pulls it, or the retention sweep, wipes it.");
        }
    }

    // Whatever keeps it from being signed, a full disk or a missing key, has no bearing on the run that ended; the next one signs over the same events.
    private void SignCheckpoint(RunEnvironment environment, ProgressView progress)
    {
        try
        {
            WorkspaceVault.RequireOwn(environment.Vault, environment.Keys, environment.Zones);
            using var key = SigningKey.Open(environment.Vault);
            var now = _store.LedgerNow(_clock.GetUtcNow());
            var history = History(_workspace);
            history.Require(now);
            if (_hold.MayPublish())
            {
                history.Append(SignedCheckpoint.Sign(now, new CheckpointSigner(key)));
            }
        }
        catch (Exception e) when (e is KeyVaultException or IOException or UnauthorizedAccessException or DbException or InvalidOperationException or ProblemException)
        {
            progress.Note($"No checkpoint of the ledger was signed: {Faults.Of(e, workspace: null).Message}");
        }
    }

    private Exception EndingOf(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        ProblemException or WorkspaceLostException => exception,
        _ when cancellationToken.IsCancellationRequested => new OperationCanceledException(),
        _ when !_hold.MayPublish() => new WorkspaceLostException("it could go on"),
        _ => exception,
    };

    // What ended the run, a full disk say, may keep the store from being written too. The run then shows as crashed; its problem is still told.
    private static void Record(WatchedRun watcher, Problem problem)
    {
        try
        {
            watcher.Stopped(problem);
        }
        catch (Exception e) when (e is DbException or DbUpdateException or WorkspaceLostException)
        {
        }
    }

    /// <summary>The store, for what is written while the workspace is held.</summary>
    public StoreDatabase Store => _hold.Store;

    /// <inheritdoc/>
    public void Dispose()
    {
        _store.Dispose();
        _hold.Dispose();
    }
}
