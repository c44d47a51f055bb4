using System.Globalization;
using Linkage.Governance.Decisions;
using Linkage.Governance.Ledger;
using Linkage.Jobs.Auditing;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;
using Microsoft.Data.Sqlite;

namespace Linkage.Jobs.Tests.Auditing;

/// <summary>A workspace with keys and a ledger of several runs, as runs leave it, and what its database's administrator can do to it.</summary>
internal sealed class SampleLedger : IDisposable
{
    public static readonly DateTimeOffset Instant = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    private static readonly Lazy<TemporaryFolder> SharedKeys = new(() =>
    {
        var folder = new TemporaryFolder();
        LocalKeyVault.CreateIfMissing(folder.PathOf("keys"));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        return folder;
    });

    private readonly TemporaryFolder _folder = new();

    /// <summary>Makes it.</summary>
    /// <param name="ownKeys">False for keys that all tests share, for making them takes a second.</param>
    public SampleLedger(bool ownKeys = false)
    {
        if (ownKeys)
        {
            LocalKeyVault.CreateIfMissing(PathOf("keys"));
            return;
        }

        PrivateFolder.Create(PathOf("keys"));
        foreach (var file in Directory.GetFiles(SharedKeys.Value.PathOf("keys")))
        {
            File.Copy(file, PathOf("keys", System.IO.Path.GetFileName(file)));
        }
    }

    public string Path => _folder.Path;

    public string Database => PathOf(SqliteDatabase.FileName);

    public LedgerFiles Files => new(Path);

    public string PathOf(params ReadOnlySpan<string> parts) => _folder.PathOf(parts);

    /// <summary>Runs that released, were refused, failed and crashed, with a checkpoint after each but the last.</summary>
    public SampleLedger Fill(int rounds = 3)
    {
        using var store = Open();
        for (var round = 0; round < rounds; round++)
        {
            Release(store, $"release-{round}");
            Sign();
            Refuse(store);
            Sign();
            var failed = Begin(store);
            store.BeginStage(failed, "Extract");
            store.Stop(failed, RunState.Failed, "DISK_FULL", "The disk is full.", "0a1b2c3d");
            Begin(store);
            store.MarkCrashed();
            Sign();
        }

        return this;
    }

    public RunStore Open() => RunStore.Open(new SqliteDatabase(Path), Path, TimeProvider.System);

    public static RunId Begin(RunStore store)
    {
        var run = RunId.Create(Instant);
        store.Begin(run, "homes-and-money", Instant);
        return run;
    }

    public static RunId Release(RunStore store, string release)
    {
        var run = Begin(store);
        store.Decide(run, new RunDecision("Start", Decision(allowed: true)));
        store.BeginStage(run, "Extract");
        store.EndStage(run, new StageReport { Name = "Extract", In = 10, Kept = 7, RejectedByReason = new Dictionary<string, long> { ["bad-date"] = 3 }, Seconds = 0.1 + 0.2, PeakMib = 100.25 });
        var bundle = new ReleasedBundle(release, $"/srv/zones/release/{release}", new string('a', 64), [new ReleasedFile("data/cohort.parquet", new string('b', 64), 7, 900)], AlreadyPublished: false) { Expires = Instant.AddYears(1) };
        store.Finish(run, Outcome(run, RunOutcomeKind.Released, [bundle], []));
        return run;
    }

    public static void Refuse(RunStore store)
    {
        var run = Begin(store);
        store.Decide(run, new RunDecision("Start", Decision(allowed: false)));
        store.Finish(run, Outcome(run, RunOutcomeKind.Refused, [], [new Refusal("Start", "PURPOSE_NOT_COVERED", "No rule covers the purpose.") { Quarantine = "/srv/zones/quarantine/x" }]));
    }

    /// <summary>Signs what the ledger holds, as the end of a run does.</summary>
    public void Sign()
    {
        using var key = SigningKey.Open(new LocalKeyVault(Files.Keys));
        using var store = Open();
        Files.History().Append(SignedCheckpoint.Sign(store.LedgerNow(Instant), new CheckpointSigner(key)));
    }

    public LedgerVerdict Check(string? database = null)
    {
        using var connection = Connect(database ?? Database);
        return LedgerCheck.Of(connection, Files.Known([], []), _ => { }, CancellationToken.None);
    }

    public static SqliteConnection Connect(string database)
    {
        var connection = new SqliteConnection(SqliteSchema.ConnectionTo(database));
        connection.Open();
        return connection;
    }

    public static object? Query(SqliteConnection connection, string sql, params (string Name, object? Value)[] values)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command.ExecuteScalar();
    }

    public static long Number(SqliteConnection connection, string sql, params (string Name, object? Value)[] values) => Convert.ToInt64(Query(connection, sql, values), CultureInfo.InvariantCulture);

    /// <summary>As a hostile administrator: takes every trigger and check away, changes what it likes, and puts all back as it was.</summary>
    public static void Unguarded(SqliteConnection connection, Action change)
    {
        var triggers = new List<(string Name, string Sql)>();
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'";
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                triggers.Add((reader.GetString(0), reader.GetString(1)));
            }
        }

        Query(connection, "PRAGMA foreign_keys = OFF");
        triggers.ForEach(t => Query(connection, $"DROP TRIGGER {t.Name}"));
        change();
        triggers.ForEach(t => Query(connection, t.Sql));
    }

    public void Dispose() => _folder.Dispose();

    private static RunOutcome Outcome(RunId run, RunOutcomeKind kind, IReadOnlyList<ReleasedBundle> releases, IReadOnlyList<Refusal> refusals) => new()
    {
        Run = run.ToString(),
        Project = "homes-and-money",
        Instant = Instant,
        Outcome = kind,
        Stages = [],
        Decisions = [],
        Releases = releases,
        Refusals = refusals,
    };

    private static Decision Decision(bool allowed) => new()
    {
        IsAllowed = allowed,
        Instant = Instant,
        RequestHash = new string('c', 64),
        RegistryHash = new string('d', 64),
        RuleId = allowed ? "homes-and-money" : null,
        RuleVersion = allowed ? 4 : null,
        Checks = [],
        Reasons = allowed ? [] : [new Reason(ReasonCode.PurposeNotCovered, "No rule covers the purpose.", "purposes")],
        Warnings = [],
        Considered = [],
    };
}
