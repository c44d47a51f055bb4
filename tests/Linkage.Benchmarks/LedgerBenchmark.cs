using System.Diagnostics;
using System.Globalization;
using System.Text;
using Linkage.Governance.Decisions;
using Linkage.Governance.Ledger;
using Linkage.Jobs.Auditing;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Run;
using Microsoft.Data.Sqlite;

namespace Linkage.Benchmarks;

/// <summary>
/// The ledger at size: events appended in one transaction (the decisions of a store from before the ledger, which are imported when it is opened), events each in a
/// transaction of its own, and the whole check, in which every event is hashed and every recorded row held against its event.
/// </summary>
internal static class LedgerBenchmark
{
    private const int SingleEvents = 2000;
    private const int DecisionsOfARun = 9;

    /// <summary>Measures, and gives the rows of a table.</summary>
    internal static string Run(int events)
    {
        var folder = Directory.CreateTempSubdirectory("linkage-ledger-").FullName;
        try
        {
            var table = new StringBuilder("| step | events | seconds | events/s | peak MiB |\n|---|---:|---:|---:|---:|\n");
            LocalKeyVault.CreateIfMissing(Path.Combine(folder, "keys"));
            var path = Path.Combine(folder, SqliteDatabase.FileName);
            MakeOldStore(path, events / (DecisionsOfARun + 1));
            events = 1 + (events / (DecisionsOfARun + 1) * (DecisionsOfARun + 1));

            RunStore? store = null;
            Measure(table, "append, in one transaction", events, () => store = RunStore.Open(new SqliteDatabase(folder), folder, TimeProvider.System));
            using var opened = store!;
            Measure(table, "append, a transaction each", SingleEvents, () => Begin(opened));

            using var key = SigningKey.Open(new LocalKeyVault(Path.Combine(folder, "keys")));
            var files = new LedgerFiles(folder);
            Measure(table, "sign a checkpoint", 1, () => files.History().Append(SignedCheckpoint.Sign(opened.LedgerNow(TimeProvider.System.GetUtcNow()), new CheckpointSigner(key))));

            LedgerVerdict? verdict = null;
            Measure(table, "verify", events + SingleEvents, () => verdict = Check(path, files));
            if (verdict is not { Findings: [] } || verdict.Events != events + SingleEvents || verdict.VouchedFor != verdict.Events)
            {
                throw new InvalidOperationException("The ledger is not whole.");
            }

            var run = RunId.Create(TimeProvider.System.GetUtcNow());
            var decision = DecisionDigest.Of(Decide(opened, run));
            Measure(table, "prove a decision, as a release does", 1, () => new RunLedger(new SqliteDatabase(folder), files.History(), TimeProvider.System).Prove(run, decision, new CheckpointSigner(key)));

            table.AppendLine(CultureInfo.InvariantCulture, $"\n{new FileInfo(path).Length / 1048576.0 / events * 1048576:F0} bytes of file an event and its row, {verdict.Rows:N0} rows.");
            return table.ToString();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static LedgerVerdict Check(string path, LedgerFiles files)
    {
        using var connection = new SqliteConnection(SqliteSchema.ConnectionTo(path));
        connection.Open();
        return LedgerCheck.Of(connection, files.Known([], []), _ => { }, CancellationToken.None);
    }

    private static Decision Decide(RunStore store, RunId run)
    {
        var now = TimeProvider.System.GetUtcNow();
        var decision = new Decision { IsAllowed = false, Instant = now, RequestHash = new('0', 64), RegistryHash = new('0', 64), Checks = [], Reasons = [], Considered = [], Warnings = [] };
        store.Begin(run, "homes-and-money", now);
        store.Decide(run, new RunDecision("Start", decision));
        return decision;
    }

    private static void Begin(RunStore store)
    {
        var now = TimeProvider.System.GetUtcNow();
        for (var i = 0; i < SingleEvents; i++)
        {
            store.Begin(RunId.Create(now), "homes-and-money", now);
        }
    }

    // A store of the first schema with so many runs and their decisions, each with a text as long as a short decision's.
    private static void MakeOldStore(string path, int runs)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var first = new StreamReader(typeof(RunStore).Assembly.GetManifestResourceStream("Linkage.Jobs.Store.Migrations.001_runs.sql")!);
        Execute(connection, first.ReadToEnd());
        Execute(connection, $$"""
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {{runs}})
            INSERT INTO runs SELECT printf('20261101T090000Z-%08x', i), 'p', '2026-11-01T09:00:00.000Z', '2026-11-01T09:00:00.000Z', '2026-11-01T09:10:00.000Z', 'Refused', 7, '[]', NULL, NULL FROM n;
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {{DecisionsOfARun}})
            INSERT INTO decisions SELECT run_id, i, 'Start', i % 2, 'homes-and-money', 4, '', '{"isAllowed":true,"requestHash":"' || lower(hex(randomblob(32))) || '","registryHash":"' || lower(hex(randomblob(32))) || '"}' FROM runs, n;
            PRAGMA user_version = 1
            """);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void Measure(StringBuilder table, string step, int events, Action work)
    {
        // Peak memory counts from here on.
        File.WriteAllText("/proc/self/clear_refs", "5");
        var clock = Stopwatch.StartNew();
        work();
        var seconds = clock.Elapsed.TotalSeconds;
        table.AppendLine(CultureInfo.InvariantCulture, $"| {step} | {events:N0} | {seconds:F2} | {events / seconds:N0} | {ProcessorClock.PeakMib():F0} |");
    }
}
