using Linkage.Governance.Ledger;
using Linkage.Governance.Releases;
using Linkage.Jobs.Auditing;
using Linkage.Jobs.Collecting;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Scheduling;
using Linkage.Jobs.Store;
using Linkage.Jobs.Tests.Auditing;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Run;
using Linkage.TestKit;
using Npgsql;

namespace Linkage.Jobs.Tests.Store;

/// <summary>The store on a real PostgreSQL server: the same rows and ledger, and a database that keeps what was written.</summary>
public sealed class PostgresStoreTests : IDisposable
{
    private readonly string _owner = PostgresServer.Instance.CreateDatabase();
    private readonly TemporaryFolder _workspace = new();

    private string Database => new NpgsqlConnectionStringBuilder(_owner).Database!;

    [Fact]
    public void Runs_RecordedByAWorker_AreReadBackAndTheLedgerIsWhole()
    {
        using var store = OpenAsWorker();
        var run = SampleLedger.Release(store, "release-1");
        SampleLedger.Refuse(store);

        Assert.Equal(2, store.Latest(5).Count);
        var row = RunStore.ReadLatest(As("linkage_auditor"), _workspace.Path, 5).Single(r => r.RunId == run.ToString());
        Assert.Equal((RunState.Released, 1, 1, 1), (row.State, row.Stages.Count, row.Decisions.Count, row.Releases.Count));
        var verdict = Check();
        // No run ended through the program, which signs a checkpoint then.
        Assert.Equal([LedgerFault.CheckpointMissing], verdict.Findings.Select(f => f.Fault));
        Assert.Equal(6, verdict.Rows);
    }

    [Fact]
    public void Grants_AndTheirKeys_AreRecordedOnceAndKept()
    {
        using var store = OpenAsWorker();
        var grant = SampleGrants.Record(store, SampleLedger.Begin(store));
        var tombstone = new GrantTombstone(SampleGrants.KeyOf(grant), SampleGrants.Destroyed, "GATEWAY_REVOKED");

        Assert.False(store.Touch(SampleLedger.Begin(store), GrantKeyEvent.Of(tombstone)));
        Assert.Equal([tombstone], store.DestroyedKeys());
        Assert.Empty(Check().Findings);
        Assert.Equal("P0001", Assert.Throws<PostgresException>(() => Ask(_owner, "UPDATE linkage.grants SET rule_version = 9")).SqlState);
        Assert.Equal("P0001", Assert.Throws<PostgresException>(() => Ask(_owner, "DELETE FROM linkage.key_events")).SqlState);
        Assert.Equal("P0001", Assert.Throws<PostgresException>(() => Ask(_owner, "TRUNCATE linkage.key_events")).SqlState);
        Assert.Equal("42501", Assert.Throws<PostgresException>(() => Ask(Account("linkage_worker"), "UPDATE linkage.key_events SET reason = 'x'")).SqlState);
        Assert.Equal("23505", Assert.Throws<PostgresException>(() => Ask(
            Account("linkage_worker"), "INSERT INTO linkage.key_events SELECT run_id, 7, act, key_id, content_hash, rule_id, rule_version, rule_hash, field, reason, destroyed_at FROM linkage.key_events WHERE act = 'Destroyed'")).SqlState);
    }

    [Fact]
    public void ReleaseActs_OfWorkerAndOfficer_AreRecordedOnceAndKept()
    {
        using var store = OpenAsWorker();
        SampleLedger.Release(store, "release-1");
        var act = new ReleaseAct(ReleaseActKind.Collected, "release-1", new string('a', 64), 0, "p-reid", SampleLedger.Instant) { Team = "outreach", Signature = "c2ln" };
        Record("linkage_worker", act, "/srv/handover");
        Record("linkage_officer", act with { Kind = ReleaseActKind.Withdrawn, Ordinal = 1, Team = null, Signature = null, Reason = "A test." }, null);

        var release = new StoredReleases(As("linkage_auditor"), _workspace.Path).Read().Single();
        Assert.Equal([act, release.Acts[1]], release.Acts);
        Assert.True(release.IsWithdrawn);
        Assert.Equal("P0001", Assert.Throws<PostgresException>(() => Ask(_owner, "UPDATE linkage.release_acts SET person = 'x'")).SqlState);
        Assert.Equal("P0001", Assert.Throws<PostgresException>(() => Ask(_owner, "DELETE FROM linkage.release_acts")).SqlState);
        Assert.Equal("P0001", Assert.Throws<PostgresException>(() => Ask(_owner, "TRUNCATE linkage.release_acts")).SqlState);
        Assert.Equal("42501", Assert.Throws<PostgresException>(() => Ask(Account("linkage_auditor"), "INSERT INTO linkage.release_acts SELECT * FROM linkage.release_acts")).SqlState);
        Assert.Equal("23505", Assert.Throws<PostgresException>(() => Ask(
            Account("linkage_worker"), "INSERT INTO linkage.release_acts SELECT release_id, 7, act, statement, person, at, team, reason, opening_key, place, signature, workspace FROM linkage.release_acts WHERE act = 'Withdrawn'")).SqlState);

        void Record(string role, ReleaseAct one, string? place) => As(role).Write(TimeProvider.System, db => db.ReleaseActs.Add(new StoredReleases(As(role), _workspace.Path).Row(one, place)));
    }

    [Fact]
    public void RotationsAndRetention_OfOfficerAndWorker_AreRecordedOnceAndKept()
    {
        OpenAsWorker().Dispose();
        var key = new string('a', 32);
        var at = RegistryRows.Written(SampleLedger.Instant);
        As("linkage_officer").Write(TimeProvider.System, db => db.Rotations.Add(
            new RotationRow { KeyId = key, Workspace = "w", Ordinal = 0, Act = "Approved", Epoch = 1, At = at, Person = "p-sandhu", Role = "IGLead", Reason = "Yearly.", Signature = "c2ln" }));
        As("linkage_worker").Write(TimeProvider.System, db => db.Rotations.Add(new RotationRow { KeyId = key, Workspace = "w", Ordinal = 1, Act = "Ended", Epoch = 1, At = at, Carried = 3 }));
        As("linkage_worker").Write(TimeProvider.System, db => db.Retention.Add(
            new RetentionRow { Workspace = "w", Place = "landing/food-vouchers/a", Ordinal = 0, Seal = new string('b', 64), Since = at, Due = at, Basis = "A contract.", Bytes = 1, Ends = key, At = at }));
        As("linkage_worker").Write(TimeProvider.System, db => db.DatasetKeys.Add(
            new DatasetKeyRow { Workspace = "w", KeyId = key, Dataset = "food-vouchers", Month = "2026-10", Epoch = 1, Holder = string.Empty, At = at }));

        Assert.Empty(Check().Findings);
        foreach (var table in new[] { "rotations", "retention", "dataset_keys" })
        {
            Assert.Equal("P0001", Assert.Throws<PostgresException>(() => Ask(_owner, $"UPDATE linkage.{table} SET at = 'x'")).SqlState);
            Assert.Equal("P0001", Assert.Throws<PostgresException>(() => Ask(_owner, $"DELETE FROM linkage.{table}")).SqlState);
            Assert.Equal("P0001", Assert.Throws<PostgresException>(() => Ask(_owner, $"TRUNCATE linkage.{table}")).SqlState);
            Assert.Equal("42501", Assert.Throws<PostgresException>(() => Ask(Account("linkage_auditor"), $"INSERT INTO linkage.{table} SELECT * FROM linkage.{table}")).SqlState);
        }

        Assert.Equal("42501", Assert.Throws<PostgresException>(() => Ask(Account("linkage_officer"), "INSERT INTO linkage.retention SELECT * FROM linkage.retention")).SqlState);
        Assert.Equal("42501", Assert.Throws<PostgresException>(() => Ask(Account("linkage_officer"), "INSERT INTO linkage.dataset_keys SELECT * FROM linkage.dataset_keys")).SqlState);
        Assert.Equal("23505", Assert.Throws<PostgresException>(() => Ask(
            Account("linkage_worker"), "INSERT INTO linkage.rotations SELECT key_id, workspace, 7, act, epoch, at, person, role, reason, signature, carried FROM linkage.rotations WHERE act = 'Ended'")).SqlState);
    }

    [Fact]
    public void SlotsAndSchedules_OfWorkersAndAudit_AreRecordedOnceAndKept()
    {
        OpenAsWorker().Dispose();
        var (slot, project) = (SampleLedger.Instant, "homes-and-money");
        var schedules = new StoredSchedules(As("linkage_worker"), _workspace.Path, TimeProvider.System);
        schedules.See(project, DateTimeOffset.MaxValue);
        schedules.Begin(project, new SlotHistory(slot, []));
        Assert.Equal("SLOT_TAKEN", Assert.Throws<ProblemException>(() => schedules.Begin(project, new SlotHistory(slot, []))).Problem.Code);
        schedules.Record(project, slot, SlotAct.Refused, "run-1", "NO_RULE");
        var officer = new StoredSchedules(As("linkage_officer"), _workspace.Path, TimeProvider.System);
        officer.Pause(project, "p-okafor", "A test.");
        Assert.Equal(1, schedules.Request(project, [slot], "p-okafor"));
        Assert.Equal(1, officer.AskToCancel(project, [slot], "p-sandhu", "A test."));
        Assert.Equal("p-sandhu", schedules.CancellationOf(project, slot)?.Person);
        schedules.Cancel(project, schedules.Read(project, TimeProvider.System.GetUtcNow()).Slots.Single());
        Assert.Equal(1, officer.AskToCancelRun(project, "run-2", "p-sandhu", "A test."));
        Assert.Equal("A test.", schedules.CancellationOf("run-2")?.Reason);
        schedules.RequireAsRecorded();

        Assert.Empty(Check().Findings);
        var state = new StoredSchedules(As("linkage_auditor"), _workspace.Path, TimeProvider.System).Read(project, TimeProvider.System.GetUtcNow());
        Assert.Equal([SlotAct.Cancelled, SlotAct.CancelRequested], state.Slots.Select(one => one.Last));
        Assert.Equal("p-okafor", state.Pause?.Person);
        foreach (var table in new[] { "slots", "schedules" })
        {
            Assert.Equal("P0001", Assert.Throws<PostgresException>(() => Ask(_owner, $"UPDATE linkage.{table} SET at = 'x'")).SqlState);
            Assert.Equal("P0001", Assert.Throws<PostgresException>(() => Ask(_owner, $"DELETE FROM linkage.{table}")).SqlState);
            Assert.Equal("P0001", Assert.Throws<PostgresException>(() => Ask(_owner, $"TRUNCATE linkage.{table}")).SqlState);
            Assert.Equal("42501", Assert.Throws<PostgresException>(() => Ask(Account("linkage_auditor"), $"INSERT INTO linkage.{table} SELECT * FROM linkage.{table}")).SqlState);
        }

        Assert.Equal("23505", Assert.Throws<PostgresException>(() => Ask(Account("linkage_worker"), "INSERT INTO linkage.slots SELECT * FROM linkage.slots")).SqlState);
    }

    [Fact]
    public void Prepare_OfADatabaseThatNobodyMade_IsRefused()
    {
        var thrown = Assert.Throws<ProblemException>(() => RunStore.Open(PostgresDatabase.Parse(_owner), _workspace.Path, TimeProvider.System));

        Assert.Equal("STORE_NOT_READY", thrown.Problem.Code);
    }

    [Fact]
    public void Migrate_Again_ChangesNothing()
    {
        Migrate();
        Migrate();

        Assert.Equal(2L, Ask(_owner, "SELECT count(*) FROM linkage.ledger"));
    }

    [Theory]
    [InlineData("linkage_worker", "UPDATE linkage.ledger SET actor = 'x'")]
    [InlineData("linkage_worker", "DELETE FROM linkage.runs")]
    [InlineData("linkage_worker", "TRUNCATE linkage.ledger")]
    [InlineData("linkage_worker", "UPDATE linkage.runs SET project = 'x'")]
    [InlineData("linkage_worker", "INSERT INTO linkage.rule_changes VALUES ('r', 1, 0, 'Resumed', 'p', '2026-11-22T00:00:00Z', NULL, NULL)")]
    [InlineData("linkage_worker", "INSERT INTO linkage.approvals VALUES ('r', 1, 0, 'IAO', 'p', NULL, repeat('a', 64), '2026-11-22T00:00:00Z', '', 'x')")]
    [InlineData("linkage_worker", "ALTER TABLE linkage.ledger DISABLE TRIGGER ALL")]
    [InlineData("linkage_officer", "UPDATE linkage.documents SET text = ''")]
    [InlineData("linkage_officer", "DELETE FROM linkage.rule_changes")]
    [InlineData("linkage_officer", "INSERT INTO linkage.runs VALUES ('r', 'p', 'i', 's', NULL, 'Running', 1)")]
    [InlineData("linkage_auditor", "INSERT INTO linkage.documents VALUES ('Rule', 'r', 1, repeat('a', 64), '', '')")]
    public void Role_ThatChangesOrTakesAway_IsForbidden(string role, string sql)
    {
        using (var store = OpenAsWorker())
        {
            SampleLedger.Begin(store);
        }

        var thrown = Assert.Throws<PostgresException>(() => Ask(Account(role), sql));

        Assert.Equal("42501", thrown.SqlState);
        Assert.Equal("STORE_FORBIDDEN", Faults.Of(thrown, null).Code);
    }

    [Theory]
    [InlineData("UPDATE linkage.ledger SET actor = 'x'")]
    [InlineData("DELETE FROM linkage.ledger")]
    [InlineData("TRUNCATE linkage.ledger")]
    [InlineData("UPDATE linkage.runs SET project = 'x'")]
    [InlineData("UPDATE linkage.runs SET workspace = 'x'")]
    [InlineData("DELETE FROM linkage.runs")]
    [InlineData("SET session_replication_role = replica; DELETE FROM linkage.runs")]
    [InlineData("TRUNCATE linkage.documents")]
    [InlineData("INSERT INTO linkage.ledger SELECT sequence + 5, instant, kind, subject, actor, body, previous, hash, subtree FROM linkage.ledger WHERE sequence = 0")]
    public void Owner_ThatChangesOrTakesAway_MeetsTheTriggers(string sql)
    {
        using (var store = OpenAsWorker())
        {
            SampleLedger.Begin(store);
        }

        Assert.Equal("P0001", Assert.Throws<PostgresException>(() => Ask(_owner, sql)).SqlState);
    }

    [Theory]
    [InlineData("'run-begun', 'runs/x', 'someone@else'")]
    [InlineData("'schema-applied', 'schema/1', 'x@' || session_user")]
    [InlineData("'rule-revoked', 'rule_changes/homes-and-money/4/9', 'x@' || session_user")]
    [InlineData("'document-imported', 'documents/x', 'x@' || session_user")]
    [InlineData("'run-begun', 'runs/x', 'x@' || session_user", "repeat('z', 64)")]
    [InlineData("'decision-allowed', 'decisions/TAKEN/0', 'x@' || session_user")]
    public void Worker_ThatWritesAnEventThatIsNotItsOwn_IsRefused(string kindSubjectActor, string hash = "repeat('a', 64)")
    {
        RunId run;
        using (var store = OpenAsWorker())
        {
            run = SampleLedger.Release(store, "release-1");
        }

        // A table that stands in for the catalogue's, as an account that may make temporary ones could try.
        var thrown = Assert.Throws<PostgresException>(() => Ask(
            Account("linkage_worker"),
            "CREATE TEMP TABLE pg_class AS SELECT 'linkage.ledger'::regclass::oid AS oid, session_user::regrole::oid AS relowner; "
            + $"INSERT INTO linkage.ledger SELECT max(sequence) + 1, '2026-11-22T00:00:00.000Z', {kindSubjectActor.Replace("TAKEN", run.ToString(), StringComparison.Ordinal)}, '{{}}', (array_agg(hash ORDER BY sequence DESC))[1], {hash}, repeat('a', 64) FROM linkage.ledger"));

        Assert.True(thrown.SqlState is "P0001" or "42501", thrown.SqlState);
    }

    [Theory]
    [InlineData("DROP TRIGGER runs_stay ON linkage.runs", "trigger runs.runs_stay is missing")]
    [InlineData("ALTER TABLE linkage.ledger DISABLE TRIGGER ledger_stay", "trigger ledger.ledger_stay is not as this program makes it")]
    [InlineData("CREATE OR REPLACE FUNCTION linkage.stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$", "function stays() is not as this program makes it")]
    [InlineData("GRANT DELETE ON linkage.runs TO linkage_worker", "relation runs is not as this program makes it")]
    [InlineData("CREATE RULE hidden AS ON INSERT TO linkage.releases DO INSTEAD NOTHING", "rule releases.hidden is not of this program")]
    [InlineData("ALTER TABLE linkage.runs ADD COLUMN note text", "column runs.note is not of this program")]
    public void Check_OfADatabaseWhoseGuardsWereChanged_NamesThem(string sql, string found)
    {
        Migrate();
        Ask(_owner, sql);

        Assert.Contains(Check().Findings, f => f.Fault == LedgerFault.SchemaChanged && f.Message == $"In the run store, {found}.");
    }

    [Theory]
    [InlineData("UPDATE linkage.runs SET project = 'x'", LedgerFault.RowEdited)]
    [InlineData("UPDATE linkage.decisions SET allowed = NOT allowed", LedgerFault.RowEdited)]
    [InlineData("DELETE FROM linkage.releases", LedgerFault.RowDeleted)]
    [InlineData("UPDATE linkage.ledger SET actor = 'nobody@x' WHERE sequence = 3", LedgerFault.Edited)]
    [InlineData("INSERT INTO linkage.decisions SELECT run_id, 7, point, allowed, rule_id, rule_version, reason_codes, decision FROM linkage.decisions", LedgerFault.RowInserted)]
    public void Check_AfterASuperuserChangedRowsPastTheTriggers_FindsIt(string sql, LedgerFault fault)
    {
        using (var store = OpenAsWorker())
        {
            SampleLedger.Release(store, "release-1");
        }

        Unguarded(sql);

        Assert.Equal(fault, Check().Findings.First(f => f.Fault != LedgerFault.CheckpointMissing).Fault);
        Assert.DoesNotContain(Check().Findings, f => f.Fault == LedgerFault.SchemaChanged);
    }

    [Fact]
    public async Task Write_ByManyAtOnce_MakesOneUnbrokenLedger()
    {
        OpenAsWorker().Dispose();
        const int Writers = 8;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(() =>
        {
            using var store = RunStore.Open(As("linkage_worker"), _workspace.Path, TimeProvider.System);
            for (var i = 0; i < 10; i++)
            {
                SampleLedger.Refuse(store);
            }
        })));

        var verdict = Check();

        Assert.Empty(verdict.Findings);
        Assert.Equal(Writers * 10 * 2, verdict.Rows);
    }

    [Fact]
    public void MarkCrashed_InAStoreThatServesTwoWorkspaces_LeavesTheOthersRunsAlone()
    {
        using var other = new TemporaryFolder();
        using var ours = OpenAsWorker();
        using var theirs = RunStore.Open(As("linkage_worker"), other.Path, TimeProvider.System);
        SampleLedger.Begin(ours);
        SampleLedger.Begin(theirs);

        Assert.Equal(1, ours.MarkCrashed());

        Assert.Equal(RunState.Running, Assert.Single(theirs.Latest(5)).State);
        Assert.Equal(RunState.Crashed, Assert.Single(ours.Latest(5)).State);
    }

    [Theory]
    [InlineData("Host=/nowhere;Database=linkage;Username=x", "STORE_UNREACHABLE", 1)]
    [InlineData("nonsense", "STORE_UNNAMED", 3)]
    [InlineData("Host=db", "STORE_UNNAMED", 3)]
    public async Task Verb_WithADatabaseThatIsNotThere_SaysSo(string named, string code, int exitCode)
    {
        using var process = LinkageProcess.Start(RepositoryPaths.Root, new Dictionary<string, string?> { [StoreDatabase.Variable] = named }, "status", "--data", _workspace.Path, "--json");

        var ended = await process.EndAsync();

        Assert.Equal(exitCode, ended.ExitCode);
        Assert.Contains(code, ended.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _workspace.Dispose();

    private RunStore OpenAsWorker()
    {
        Migrate();
        return RunStore.Open(As("linkage_worker"), _workspace.Path, TimeProvider.System);
    }

    private void Migrate() => PostgresDatabase.Parse(_owner).Migrate(TimeProvider.System);

    private string Account(string role)
    {
        PostgresServer.Instance.CreateAccount($"{role}_test", role);
        return PostgresServer.Instance.ConnectionTo(Database, $"{role}_test");
    }

    private PostgresDatabase As(string role) => PostgresDatabase.Parse(Account(role));

    private LedgerVerdict Check() => As("linkage_auditor").Read(connection => LedgerCheck.Of(connection, new LedgerFiles(_workspace.Path).Known([], []), _ => { }, CancellationToken.None))!;

    private void Unguarded(string sql)
    {
        using var connection = new NpgsqlConnection(_owner);
        connection.Open();
        foreach (var statement in new[] { "DISABLE", null, "ENABLE ALWAYS" })
        {
            if (statement is null)
            {
                using var change = connection.CreateCommand();
                change.CommandText = sql;
                Assert.True(change.ExecuteNonQuery() > 0);
                continue;
            }

            foreach (var (table, trigger) in Triggers(connection))
            {
                using var command = connection.CreateCommand();
                command.CommandText = $"ALTER TABLE linkage.{table} {statement} TRIGGER {trigger}";
                command.ExecuteNonQuery();
            }
        }
    }

    private static List<(string Table, string Trigger)> Triggers(NpgsqlConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = 'linkage'::regnamespace AND NOT t.tgisinternal";
        using var reader = command.ExecuteReader();
        var triggers = new List<(string, string)>();
        while (reader.Read())
        {
            triggers.Add((reader.GetString(0), reader.GetString(1)));
        }

        return triggers;
    }

    private static object? Ask(string connectionString, string sql)
    {
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
