using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Commands;

/// <summary>A workspace held for work: locked, its store open, runs that crashed marked as such.</summary>
internal sealed class WorkspaceSession : IDisposable
{
    private readonly WorkspaceLock _lock;
    private readonly IRunStore _store;

    private WorkspaceSession(WorkspaceLock workspaceLock, IRunStore store)
    {
        _lock = workspaceLock;
        _store = store;
    }

    /// <summary>Takes the workspace.</summary>
    /// <param name="workspace">Its folder, made owner-only where it is missing.</param>
    /// <param name="work">What it is taken for.</param>
    /// <param name="context">Clock and progress.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ProblemException">Another process works there, or the store cannot be used.</exception>
    public static async Task<WorkspaceSession> OpenAsync(string workspace, string work, VerbContext context, CancellationToken cancellationToken)
    {
        var held = await WorkspaceLock.TakeAsync(workspace, work, context.Clock, cancellationToken).ConfigureAwait(false);
        try
        {
            var store = SqliteRunStore.Open(workspace, context.Clock);
            if (store.MarkCrashed() is > 0 and var crashed)
            {
                context.Progress.Note($"{Screen.Plural(crashed, "earlier run")} ended without a word; what was published whole is used again, the rest is swept.");
            }

            return new WorkspaceSession(held, store);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Runs a project and records it. Once the lock is lost, whatever ends the run is told as that: the new holder sweeps what the run works on.</summary>
    /// <exception cref="ProblemException">The run did not end by itself; the problem is recorded.</exception>
    public async Task<RunOutcome> RunAsync(Place place, string projectFile, ProgressView progress, CancellationToken cancellationToken)
    {
        var watcher = new RunWatcher(_store, progress);
        try
        {
            return await Task.Run(() => new ProjectRun(place.Environment).Execute(ProjectFile.Load(projectFile), _lock, watcher, cancellationToken), CancellationToken.None).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever ends a run is recorded with it, and travels on to the host as a problem.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var problem = Faults.Of(EndingOf(e, cancellationToken), place.Environment.Workspace);
            Record(watcher, problem);
            throw new ProblemException(problem);
        }
    }

    private Exception EndingOf(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        ProblemException or WorkspaceLostException => exception,
        _ when cancellationToken.IsCancellationRequested => new OperationCanceledException(),
        _ when !_lock.MayPublish() => new WorkspaceLostException("it could go on"),
        _ => exception,
    };

    // What ended the run, a full disk say, may keep the store from being written too. The run then shows as crashed; its problem is still told.
    private static void Record(RunWatcher watcher, Problem problem)
    {
        try
        {
            watcher.Stopped(problem);
        }
        catch (Exception e) when (e is SqliteException or DbUpdateException)
        {
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _store.Dispose();
        _lock.Dispose();
    }
}
