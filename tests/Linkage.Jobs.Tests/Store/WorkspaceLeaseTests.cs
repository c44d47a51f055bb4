using Linkage.Jobs.Commands;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Linkage.Jobs.Tests.Store;

/// <summary>Leases on a real PostgreSQL server: one holder at a time, whatever clocks, hung processes and a database that goes away do.</summary>
public sealed class WorkspaceLeaseTests : IDisposable
{
    private const string Name = "w1";
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly string _owner = PostgresServer.Instance.CreateDatabase();
    private readonly TemporaryFolder _workspace = new();
    private readonly PostgresDatabase _database;

    public WorkspaceLeaseTests()
    {
        PostgresDatabase.Parse(_owner).Migrate(TimeProvider.System);
        PostgresServer.Instance.CreateAccount("linkage_worker_lease", "linkage_worker");
        PostgresServer.Instance.CreateAccount("linkage_auditor_lease", "linkage_auditor");
        _database = PostgresDatabase.Parse(Account("linkage_worker_lease"));
    }

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void TryTake_WhileHeld_GivesNothingAndAfterwardsTheNextToken()
    {
        using (var first = Take())
        {
            Assert.Null(WorkspaceLease.TryTake(_database, Name, "another", Minute, TimeProvider.System));
            using var elsewhere = WorkspaceLease.TryTake(_database, "w2", "another", Minute, TimeProvider.System);
            Assert.Equal((1L, 1L), (first.Token, elsewhere!.Token));
            Assert.True(first.MayPublish());
            Assert.StartsWith("a test, lease 1 for ", WorkspaceLease.Holder(_database, Name), StringComparison.Ordinal);
        }

        Assert.Null(WorkspaceLease.Holder(_database, Name));
        using var second = Take();
        Assert.Equal(2, second.Token);
    }

    [Fact]
    public async Task TryTake_ByManyAtOnce_GivesItToOne()
    {
        using var start = new ManualResetEventSlim();
        var takers = Enumerable.Range(0, 16).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.Wait();
                return WorkspaceLease.TryTake(_database, Name, "a test", Minute, TimeProvider.System);
            }, TaskCreationOptions.LongRunning)).ToArray();
        start.Set();

        using var only = Assert.Single(await Task.WhenAll(takers), lease => lease is not null);

        Assert.Equal(1, only!.Token);
    }

    [Fact]
    public void Lease_ThatRanOut_IsTheNextTakersAndTheFirstChangesNothingAnyMore()
    {
        using var hung = Take();
        RunOut();
        using var next = Take();

        Assert.False(hung.MayPublish());
        Assert.True(hung.Lost.IsCancellationRequested);
        Assert.Throws<WorkspaceLostException>(() => Write(hung, "hung"));
        Assert.True(next.MayPublish());
        Write(next, "next");
        hung.Dispose();

        Assert.Null(WorkspaceLease.TryTake(_database, Name, "a third", Minute, TimeProvider.System));
        Assert.Equal(["next"], Written());
        RunOut();
        using var third = Take();
        Assert.Equal(3, third.Token);
        Assert.False(hung.MayPublish());
    }

    [Fact]
    public void Lease_ThatRanOutAndNobodyTook_GoesOn()
    {
        using var lease = Take();
        RunOut();

        Assert.True(lease.MayPublish());
        Assert.Null(WorkspaceLease.TryTake(_database, Name, "another", Minute, TimeProvider.System));
        Write(lease, "it");
        Assert.Equal(["it"], Written());
    }

    // The taker waits until what the holder writes is written, and does not come between its question and its writing.
    [Fact]
    public async Task Require_WithinAWriting_KeepsTakersWaitingUntilItEnds()
    {
        using var lease = Take();
        Task<WorkspaceLease?>? taker = null;
        _database.FencedBy(lease).Write(TimeProvider.System, db =>
        {
            Allow(db, "the holder");
            RunOutWithin(db);
            taker = Task.Factory.StartNew(() => WorkspaceLease.TryTake(_database, Name, "a test", Minute, TimeProvider.System), TaskCreationOptions.LongRunning);
            Assert.True(SpinWait.SpinUntil(() => taker.IsCompleted || Sql(_owner, "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") is not null, TimeSpan.FromSeconds(30)));
            Assert.False(taker.IsCompleted);
        });

        using var next = await taker!;
        Assert.Equal(2, next!.Token);
        Assert.Equal(["the holder"], Written());
        Assert.Throws<WorkspaceLostException>(() => Write(lease, "the first"));
    }

    [Fact]
    public async Task MayPublish_WhileTheDatabaseIsAway_WaitsForItAndGoesOn()
    {
        using var lease = Take();
        Close();
        var asked = Task.Run(lease.MayPublish);
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.False(asked.IsCompleted);
        PostgresServer.Instance.Sql("postgres", $"ALTER DATABASE {Database} ALLOW_CONNECTIONS true");

        Assert.True(await asked);
    }

    [Fact]
    public void Leases_InTheDatabase_AreNeitherTurnedBackNorTakenFromAHolder()
    {
        using var lease = Take();

        foreach (var change in new[] { "token = token - 1", "token = token + 1", "token = token + 2", "holder = 'me'", "workspace = 'w3'" })
        {
            Assert.Equal("P0001", Assert.Throws<PostgresException>(() => Sql(Account("linkage_worker_lease"), $"UPDATE linkage.leases SET {change}")).SqlState);
        }

        // Nor kept beyond minutes, nor begun where no other could follow.
        foreach (var row in new[] { "('w9', 1, 'me', now(), now(), 'infinity')", "('w9', 9223372036854775807, 'me', now(), now(), now())", "('w9', 2, 'me', now(), now(), now())" })
        {
            Assert.Equal("P0001", Assert.Throws<PostgresException>(() => Sql(Account("linkage_worker_lease"), $"INSERT INTO linkage.leases VALUES {row}")).SqlState);
        }

        Assert.Equal("P0001", Assert.Throws<PostgresException>(() => Sql(Account("linkage_worker_lease"), "UPDATE linkage.leases SET expires_at = 'infinity'")).SqlState);
        Assert.Equal("42501", Assert.Throws<PostgresException>(() => Sql(Account("linkage_worker_lease"), "DELETE FROM linkage.leases")).SqlState);
        Assert.Equal("42501", Assert.Throws<PostgresException>(() => Sql(Account("linkage_auditor_lease"), "UPDATE linkage.leases SET renewed_at = now()")).SqlState);
        Assert.Equal("P0001", Assert.Throws<PostgresException>(() => Sql(_owner, "DELETE FROM linkage.leases")).SqlState);
        Assert.Equal("P0001", Assert.Throws<PostgresException>(() => Sql(_owner, "TRUNCATE linkage.leases")).SqlState);
    }

    [Fact]
    public async Task Hold_OfAProcessThatHangs_IsTakenWithItsLockAndTheFirstWritesNothing()
    {
        using var hung = await HoldAsync();
        await Assert.ThrowsAsync<ProblemException>(HoldAsync);
        RunOut(WorkspaceName.Read(_workspace.Path)!);

        using var next = await HoldAsync();

        Assert.False(hung.MayPublish());
        Assert.Throws<WorkspaceLostException>(() => hung.Store.Write(TimeProvider.System, db => Allow(db, "hung")));
        hung.Unfenced.Write(TimeProvider.System, db => Allow(db, "of itself"));
        next.Store.Write(TimeProvider.System, db => Allow(db, "next"));
        hung.Dispose();
        Assert.True(next.MayPublish());
        Assert.Equal(["next", "of itself"], Written());
        Assert.Contains("lease 2", WorkspaceLock.Holder(_workspace.Path), StringComparison.Ordinal);
    }

    // Of a command that works on the folder alone, as 'keys init' does.
    [Fact]
    public async Task Hold_WhileALockWithoutALeaseIsHeld_WaitsItsTurn()
    {
        using (await WorkspaceLock.TakeAsync(_workspace.Path, "a test", TimeProvider.System, CancellationToken.None))
        {
            WorkspaceName.Make(_workspace.Path);
            Assert.Equal("WORKSPACE_BUSY", (await Assert.ThrowsAsync<ProblemException>(HoldAsync)).Problem.Code);
        }

        using var held = await HoldAsync();
        Assert.True(held.MayPublish());
    }

    // The heart beats by itself, thrice within a lease.
    [Fact]
    public async Task Lease_OfAHolderThatLives_IsRenewed()
    {
        using var lease = WorkspaceLease.TryTake(_database, Name, "a test", TimeSpan.FromSeconds(3), TimeProvider.System);
        using var limit = new CancellationTokenSource(Minute);
        for (var (last, beats) = (Renewed(), 0); beats < 3;)
        {
            await Task.Delay(50, limit.Token);
            if (Renewed() is var now && !Equals(now, last))
            {
                (last, beats) = (now, beats + 1);
            }
        }

        Assert.Null(WorkspaceLease.TryTake(_database, Name, "another", Minute, TimeProvider.System));
        Assert.True(lease!.MayPublish());
    }

    private string Database => new NpgsqlConnectionStringBuilder(_owner).Database!;

    private WorkspaceLease Take() => WorkspaceLease.TryTake(_database, Name, "a test", Minute, TimeProvider.System) ?? throw new InvalidOperationException("It is held.");

    private Task<WorkspaceHold> HoldAsync() => WorkspaceHold.TakeAsync(_database, _workspace.Path, "a test", TimeProvider.System, CancellationToken.None);

    private void Write(WorkspaceLease lease, string by) => _database.FencedBy(lease).Write(TimeProvider.System, db => Allow(db, by));

    // Any row that a worker writes will do.
    private static void Allow(RunStoreContext db, string by) =>
        db.Schedules.Add(new ScheduleRow { Workspace = Name, Project = by, Ordinal = 0, Act = "Seen", At = "2026-11-22T12:00:00.0000000Z" });

    private string[] Written()
    {
        using var db = new RunStoreContext(_database.Options);
        return [.. db.Schedules.AsNoTracking().Select(row => row.Project).OrderBy(project => project)];
    }

    // As the clock of the database does it, should it jump.
    private void RunOut(string workspace = Name) => Sql(_owner, $"UPDATE linkage.leases SET expires_at = clock_timestamp() - interval '1 second' WHERE workspace = '{workspace}'");

    private static void RunOutWithin(RunStoreContext db) => db.Database.ExecuteSqlRaw("UPDATE leases SET expires_at = clock_timestamp() - interval '1 second'");

    private object? Renewed() => Sql(_owner, "SELECT max(renewed_at) FROM linkage.leases");

    private void Close()
    {
        PostgresServer.Instance.Sql("postgres", $"ALTER DATABASE {Database} ALLOW_CONNECTIONS false");
        PostgresServer.Instance.Sql("postgres", $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{Database}'");
    }

    private string Account(string account) => PostgresServer.Instance.ConnectionTo(Database, account);

    private static object? Sql(string account, string sql)
    {
        using var connection = new NpgsqlConnection(account + ";Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
