using System.Data.Common;
using System.Globalization;
using Linkage.Jobs.Commands;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Store;

/// <summary>
/// A workspace held for work, by the lock on its folder and, where its store is a database that several machines share, by a lease there. The lease decides: who has it takes the lock from a process that
/// hangs, and what is written to the store is written under it (governance/decisions/032-lease.md).
/// </summary>
internal sealed class WorkspaceHold : IPublicationFence, IWriteFence, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private readonly WorkspaceLock _lock;
    private readonly WorkspaceLease? _lease;
    private readonly StoreDatabase _database;

    private WorkspaceHold(StoreDatabase database, WorkspaceLock folder, WorkspaceLease? lease)
    {
        (_database, _lock, _lease) = (database, folder, lease);
        Store = database.FencedBy(this);
    }

    /// <summary>The store, for what only the holder may write.</summary>
    public StoreDatabase Store { get; }

    /// <summary>The store, for what a process may say of itself even when it holds the workspace no more.</summary>
    public StoreDatabase Unfenced => _database;

    /// <summary>Cancelled as soon as it is known that another has taken the workspace; never where a lock alone holds it, which is found out at the next publication.</summary>
    public CancellationToken Lost => _lease?.Lost ?? CancellationToken.None;

    /// <summary>Takes a workspace. Waits no longer than a passing look at it takes.</summary>
    /// <param name="database">Where its store lies.</param>
    /// <param name="workspace">Its folder, made owner-only where it is missing.</param>
    /// <param name="work">What it is taken for, for the message another process gets.</param>
    /// <param name="clock">The clock of the machine.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ProblemException">Another process works there, its file system gives no locks, or the store is not ready.</exception>
    /// <exception cref="DbException">The store does not answer.</exception>
    public static async Task<WorkspaceHold> TakeAsync(StoreDatabase database, string workspace, string work, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (database is not PostgresDatabase shared)
        {
            return new WorkspaceHold(database, await WorkspaceLock.TakeAsync(workspace, work, clock, cancellationToken).ConfigureAwait(false), null);
        }

        shared.Prepare(clock);
        var lease = await LeaseAsync(shared, workspace, work, clock, cancellationToken).ConfigureAwait(false);
        try
        {
            return new WorkspaceHold(database, await WorkspaceLock.TakeAsync(workspace, work, clock, cancellationToken, lease.Token).ConfigureAwait(false), lease);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>Who is at work in a workspace, or null when nobody is.</summary>
    /// <param name="workspace">Its folder.</param>
    public static string? Holder(string workspace) =>
        StoreDatabase.Of(workspace) is PostgresDatabase { Exists: true } shared && WorkspaceName.Read(workspace) is { } name && WorkspaceLease.Holder(shared, name) is { } holder
            ? holder
            : WorkspaceLock.Holder(workspace);

    /// <inheritdoc/>
    public bool MayPublish() => _lock.MayPublish() && _lease?.MayPublish() != false;

    /// <inheritdoc/>
    public void Require(RunStoreContext db)
    {
        if (!_lock.MayPublish())
        {
            throw new WorkspaceLostException("it was recorded in the store");
        }

        _lease?.Require(db);
    }

    /// <summary>Gives the workspace back.</summary>
    public void Dispose()
    {
        _lock.Dispose();
        _lease?.Dispose();
    }

    private static async Task<WorkspaceLease> LeaseAsync(PostgresDatabase shared, string workspace, string work, TimeProvider clock, CancellationToken cancellationToken)
    {
        var name = await NameAsync(workspace, work, clock, cancellationToken).ConfigureAwait(false);
        var holder = string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName}, '{work}', since {clock.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC");
        var (begun, duration) = (clock.GetTimestamp(), WorkspaceLease.Duration);
        while (true)
        {
            if (WorkspaceLease.TryTake(shared, name, holder, duration, clock) is { } lease)
            {
                return lease;
            }

            if (clock.GetElapsedTime(begun) > Patience)
            {
                throw WorkspaceLock.Busy(workspace, WorkspaceLease.Holder(shared, name));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), clock, cancellationToken).ConfigureAwait(false);
        }
    }

    // The name is drawn once, by whoever holds the folder.
    private static async Task<string> NameAsync(string workspace, string work, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (WorkspaceName.Read(workspace) is { } name)
        {
            return name;
        }

        using var folder = await WorkspaceLock.TakeAsync(workspace, work, clock, cancellationToken).ConfigureAwait(false);
        return WorkspaceName.Make(workspace);
    }
}
