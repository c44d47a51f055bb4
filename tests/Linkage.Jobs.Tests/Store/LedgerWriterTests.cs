using System.Collections.Concurrent;
using Linkage.Jobs.Auditing;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Store;
using Linkage.Jobs.Tests.Auditing;
using Linkage.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Tests.Store;

public sealed class LedgerWriterTests
{
    [Fact]
    public void Store_ARunThatReleases_LeavesAnEventForEachThingRecorded()
    {
        using var ledger = new SampleLedger();
        using var store = ledger.Open();
        var run = SampleLedger.Release(store, "release-1");

        using var connection = SampleLedger.Connect(ledger.Database);
        var events = StoredEvents.All(connection).Select(e => e.Record!.Event).ToList();

        Assert.Equal(
            ["ledger-opened", "run-begun", "decision-allowed", "stage-begun", "stage-ended", "release-published", "run-released"],
            events.Select(e => e.Kind));
        Assert.Equal(
            [$"runs/{run}", $"decisions/{run}/0", $"stages/{run}/0", $"stages/{run}/0", $"releases/{run}/release-1", $"runs/{run}"],
            events.Skip(1).Select(e => e.Subject));
        Assert.Matches("""^\{"in":10,"kept":7,"rejected":3,"row":"[0-9a-f]{64}","stage":"Extract"\}$""", events[4].Body);
    }

    [Theory]
    [InlineData("UPDATE ledger SET actor = 'x'")]
    [InlineData("DELETE FROM ledger")]
    [InlineData("INSERT OR REPLACE INTO ledger SELECT * FROM ledger WHERE sequence = 3")]
    [InlineData("INSERT INTO ledger SELECT sequence + 100, instant, kind, subject, actor, body, previous, hash, subtree FROM ledger WHERE sequence = 3")]
    [InlineData("INSERT INTO ledger SELECT (SELECT max(sequence) + 1 FROM ledger), instant, kind, subject, actor, body, previous, hash, subtree FROM ledger WHERE sequence = 3")]
    [InlineData("UPDATE decisions SET allowed = 1")]
    [InlineData("DELETE FROM decisions")]
    [InlineData("INSERT OR REPLACE INTO decisions SELECT * FROM decisions")]
    [InlineData("UPDATE releases SET path = ''")]
    [InlineData("DELETE FROM releases")]
    [InlineData("INSERT OR REPLACE INTO releases SELECT * FROM releases")]
    [InlineData("UPDATE runs SET refusals = '[]'")]
    [InlineData("DELETE FROM runs")]
    [InlineData("INSERT OR REPLACE INTO runs SELECT * FROM runs")]
    [InlineData("UPDATE stages SET rows_in = 0 WHERE finished = 1")]
    [InlineData("DELETE FROM stages")]
    [InlineData("INSERT OR REPLACE INTO stages SELECT * FROM stages")]
    public void Database_AChangeOfWhatWasRecorded_IsRefusedByATrigger(string sql)
    {
        using var ledger = new SampleLedger().Fill(1);
        using var connection = SampleLedger.Connect(ledger.Database);

        var thrown = Assert.Throws<SqliteException>(() => SampleLedger.Query(connection, sql));

        Assert.Equal(19, thrown.SqliteErrorCode);
        Assert.Empty(ledger.Check().Findings);
    }

    [Fact]
    public void Store_EventThatCannotBeWritten_LeavesNoRowEither()
    {
        using var ledger = new SampleLedger();
        using var store = ledger.Open();
        using (var connection = SampleLedger.Connect(ledger.Database))
        {
            SampleLedger.Query(connection, "CREATE TRIGGER broken BEFORE INSERT ON ledger BEGIN SELECT raise(ABORT, 'no'); END");
        }

        Assert.Throws<SqliteException>(() => SampleLedger.Begin(store));

        Assert.Empty(store.Latest(5));
    }

    [Fact]
    public void Store_RowThatCannotBeWritten_LeavesNoEventEither()
    {
        using var ledger = new SampleLedger();
        using var store = ledger.Open();
        using (var connection = SampleLedger.Connect(ledger.Database))
        {
            SampleLedger.Query(connection, "CREATE TRIGGER broken BEFORE INSERT ON runs BEGIN SELECT raise(ABORT, 'no'); END");
        }

        Assert.Throws<DbUpdateException>(() => SampleLedger.Begin(store));

        using var read = SampleLedger.Connect(ledger.Database);
        Assert.Equal(1, SampleLedger.Number(read, "SELECT count(*) FROM ledger"));
    }

    [Fact]
    public async Task Store_ManyWritersAtOnce_NeverForkTheChain()
    {
        using var ledger = new SampleLedger();
        ledger.Open().Dispose();
        var failures = new ConcurrentBag<Exception>();

        await Parallel.ForEachAsync(Enumerable.Range(0, 8), new ParallelOptions { MaxDegreeOfParallelism = 8 }, (writer, _) =>
        {
            try
            {
                using var store = ledger.Open();
                for (var i = 0; i < 5; i++)
                {
                    SampleLedger.Release(store, $"release-{writer}-{i}");
                }
            }
            catch (Exception e) when (e is SqliteException or DbUpdateException)
            {
                failures.Add(e);
            }

            return ValueTask.CompletedTask;
        });

        Assert.Empty(failures);
        var verdict = ledger.Check();
        Assert.Equal(1 + (8 * 5 * 6), verdict.Events);

        // Nothing is signed in this test; all else is whole.
        Assert.All(verdict.Findings, f => Assert.Equal(Linkage.Governance.Ledger.LedgerFault.CheckpointMissing, f.Fault));
    }

    [Fact]
    public void Open_StoreOfTheFirstSchema_GetsALedgerInWhichItsRowsAreImported()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf(SqliteDatabase.FileName);
        using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using var first = new StreamReader(typeof(RunStore).Assembly.GetManifestResourceStream("Linkage.Jobs.Store.Migrations.001_runs.sql")!);
            SampleLedger.Query(connection, first.ReadToEnd());
            SampleLedger.Query(connection, """
                INSERT INTO runs VALUES ('20261101T090000Z-00000001', 'p', '2026-11-01T09:00:00.000Z', '2026-11-01T09:00:00.000Z', '2026-11-01T09:10:00.000Z', 'Released', 7, '[]', '{"records":3}', NULL);
                INSERT INTO runs VALUES ('20261102T090000Z-00000002', 'p', '2026-11-02T09:00:00.000Z', '2026-11-02T09:00:00.000Z', NULL, 'Running', 8, '[]', NULL, NULL);
                INSERT INTO stages VALUES ('20261101T090000Z-00000001', 0, 'Extract', 1, 10, 9, 1, '{}', 1.5, 100.125);
                INSERT INTO decisions VALUES ('20261101T090000Z-00000001', 0, 'Start', 1, 'p', 1, '', '{}');
                INSERT INTO releases VALUES ('20261101T090000Z-00000001', 'release-1', '/r', 'aa', NULL, 0, 9, 1);
                PRAGMA user_version = 1
                """);
        }

        using var store = RunStore.Open(new SqliteDatabase(folder.Path), folder.Path, TimeProvider.System);
        Assert.Equal(1, store.MarkCrashed());

        using var read = SampleLedger.Connect(path);
        Assert.Equal(
            ["ledger-opened", "imported", "imported", "imported", "imported", "imported", "run-crashed"],
            StoredEvents.All(read).Select(e => e.Record!.Event.Kind));
        Assert.Empty(LedgerCheck.Of(read, new LedgerFiles(folder.Path).Known([], []), _ => { }, CancellationToken.None).Findings);
        SampleLedger.Unguarded(read, () => SampleLedger.Query(read, "UPDATE releases SET path = '/s'"));
        Assert.Equal(
            Linkage.Governance.Ledger.LedgerFault.RowEdited,
            Assert.Single(LedgerCheck.Of(read, new LedgerFiles(folder.Path).Known([], []), _ => { }, CancellationToken.None).Findings).Fault);
    }

    [Fact]
    public void Open_StoreFromBeforeTrials_KeepsWhatWasDoneWithKeysAndItsGuards()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf(SqliteDatabase.FileName);
        using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            foreach (var name in new[] { "001_runs", "002_ledger", "003_registry", "004_grants", "005_release_acts" })
            {
                using var migration = new StreamReader(typeof(RunStore).Assembly.GetManifestResourceStream($"Linkage.Jobs.Store.Migrations.{name}.sql")!);
                SampleLedger.Query(connection, migration.ReadToEnd());
            }

            SampleLedger.Query(connection, $"""
                INSERT INTO runs (run_id, project, instant, started_at, finished_at, state, process_id, refusals) VALUES ('20261101T090000Z-00000001', 'p', '2026-11-01T09:00:00.000Z', '2026-11-01T09:00:00.000Z', '2026-11-01T09:10:00.000Z', 'Released', 7, '[]');
                INSERT INTO key_events VALUES ('20261101T090000Z-00000001', 0, 'Made', 'k', '{new string('a', 64)}', 'r', 1, 'h', NULL, NULL, NULL);
                INSERT INTO key_events VALUES ('20261101T090000Z-00000001', 1, 'Used', 'k', '{new string('a', 64)}', 'r', 1, 'h', 'Person', NULL, NULL);
                PRAGMA user_version = 5
                """);
        }

        using var store = RunStore.Open(new SqliteDatabase(folder.Path), folder.Path, TimeProvider.System);

        using var read = SampleLedger.Connect(path);
        using var count = read.CreateCommand();
        count.CommandText = "SELECT group_concat(act || ' ' || coalesce(field, '') || ' ' || key_id, ', ') FROM (SELECT * FROM key_events ORDER BY ordinal)";
        Assert.Equal("Made  k, Used Person k", count.ExecuteScalar());
        Refused("UPDATE key_events SET key_id = 'x'");
        Refused("DELETE FROM key_events");
        Refused("INSERT INTO key_events SELECT run_id, 7, act, key_id, content_hash, rule_id, rule_version, rule_hash, field, reason, destroyed_at FROM key_events WHERE act = 'Made'");

        void Refused(string sql) => Assert.Equal(19, Assert.Throws<SqliteException>(() => SampleLedger.Query(read, sql)).SqliteErrorCode);
    }

    [Fact]
    public void Open_LedgerWhoseEndIsNoHash_AppendsNothing()
    {
        using var ledger = new SampleLedger().Fill(1);
        using (var connection = SampleLedger.Connect(ledger.Database))
        {
            SampleLedger.Unguarded(connection, () => SampleLedger.Query(connection, $"UPDATE ledger SET hash = '{new string('?', 64)}' WHERE sequence = (SELECT max(sequence) FROM ledger)"));
        }

        using var store = ledger.Open();

        Assert.Equal("LEDGER_BROKEN", Assert.Throws<ProblemException>(() => SampleLedger.Begin(store)).Problem.Code);
    }
}
