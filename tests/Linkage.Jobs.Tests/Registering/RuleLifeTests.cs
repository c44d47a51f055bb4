using Linkage.Governance.Ledger;
using Linkage.Governance.LifeCycle;
using Linkage.Governance.Rules;
using Linkage.Jobs.Auditing;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Store;
using Linkage.Jobs.Tests.Auditing;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Registering;

/// <summary>Of the life of a rule in the store only what may happen does, in both databases; and nothing is decided from rows that were changed.</summary>
public sealed class RuleLifeTests : RegistryCase
{
    private const string Owner = "p-whitfield";
    private const string Author = "p-adeyemi";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Life_OfARule_IsWhatHappenedToIt(bool onPostgres)
    {
        var database = Database(onPostgres);
        _sample.Import(database);
        _sample.ApproveAll(database);
        Assert.Equal(RuleStatus.Approved, Status(database));

        Change(database, RuleChangeKind.Suspended, "p-okafor", "Letters went astray");
        Assert.Equal(RuleStatus.Suspended, Status(database));
        Assert.Equal("Letters went astray", Proposed(database).StatusReason);
        Change(database, RuleChangeKind.Resumed, Owner, "Checked");
        Assert.Equal(RuleStatus.Approved, Status(database));
        Change(database, RuleChangeKind.Revoked, "p-moreau", "Ended");
        Assert.Equal(RuleStatus.Revoked, Status(database));

        Assert.Equal("CHANGE_NOT_POSSIBLE", Refused(database, RuleChangeKind.Resumed, Owner));
        Assert.Equal("CHANGE_NOT_POSSIBLE", Refused(database, RuleChangeKind.Suspended, Owner));
        Assert.Equal("RULE_NOT_PROPOSED", Assert.Throws<ProblemException>(() => _sample.Approve("p-osei", ApproverRole.IAO, database)).Problem.Code);
    }

    [Theory]
    [InlineData(RuleChangeKind.Revoked, Author, "NOT_PERMITTED")]
    [InlineData(RuleChangeKind.Revoked, "c-brampton", "NOT_PERMITTED")]
    [InlineData(RuleChangeKind.Suspended, "p-nobody", "NOT_PERMITTED")]
    [InlineData(RuleChangeKind.Suspended, "c-brampton", "NOT_PERMITTED")]
    [InlineData(RuleChangeKind.Proposed, Owner, "CHANGE_NOT_POSSIBLE")]
    [InlineData(RuleChangeKind.Resumed, Owner, "CHANGE_NOT_POSSIBLE")]
    [InlineData(RuleChangeKind.Drafted, Owner, "CHANGE_NOT_POSSIBLE")]
    [InlineData(RuleChangeKind.Approved, Owner, "CHANGE_NOT_POSSIBLE")]
    public void Change_ThatMayNotBe_IsRefusedAndNothingIsRecorded(RuleChangeKind kind, string person, string code)
    {
        var database = Database(false);
        _sample.Import(database);
        _sample.ApproveAll(database);
        var before = new StoredRegistry(database).Load().Hash;

        Assert.Equal(code, Refused(database, kind, person));

        Assert.Equal(before, new StoredRegistry(database).Load().Hash);
    }

    [Theory]
    [InlineData(Author, Author)]
    [InlineData("p-moreau", "p-moreau")]
    [InlineData(Owner, "p-osei")]
    [InlineData(Owner, null)]
    public void Resume_ByWhoMayNotOrUnsigned_LeavesTheRuleSuspended(string person, string? signer)
    {
        var database = Database(false);
        _sample.Import(database);
        _sample.ApproveAll(database);
        Change(database, RuleChangeKind.Suspended, "p-okafor", "Stop");

        var thrown = Assert.Throws<ProblemException>(() => new RegistryChange(database, TimeProvider.System).Change(
            RuleName.Parse(SampleRegistry.Proposed), RuleChangeKind.Resumed, person, "Go on", signer is null ? null : _sample.KeyOf(signer)));

        Assert.Equal("NOT_PERMITTED", thrown.Problem.Code);
        Assert.Equal(RuleStatus.Suspended, Status(database));
    }

    [Fact]
    public void Resume_WrittenPastTheProgramWithASignatureOfAnotherTime_LiftsNothing()
    {
        var database = Database(false);
        _sample.Import(database);
        _sample.ApproveAll(database);
        Change(database, RuleChangeKind.Suspended, "p-okafor", "First");
        Change(database, RuleChangeKind.Resumed, Owner, "Checked");
        Change(database, RuleChangeKind.Suspended, "p-okafor", "Second");

        // The signature that lifted the first suspension, recorded once more as the program itself would.
        database.Write(TimeProvider.System, db =>
        {
            var lifted = db.RuleChanges.Single(c => c.Change == "Resumed");
            db.RuleChanges.Add(new RuleChangeRow { RuleId = lifted.RuleId, RuleVersion = lifted.RuleVersion, Ordinal = 6, Change = "Resumed", Person = lifted.Person, At = lifted.At, Reason = lifted.Reason, Signature = lifted.Signature });
        });

        Assert.Equal(RuleStatus.Suspended, Status(database));
    }

    [Theory]
    [InlineData("UPDATE documents SET text = replace(text, 'retentionDays: 90', 'retentionDays: 900') WHERE kind = 'Rule'")]
    [InlineData("UPDATE documents SET text = text || '# x' WHERE kind = 'People'")]
    [InlineData("UPDATE rule_changes SET change = 'Proposed' WHERE change = 'Suspended'")]
    [InlineData("DELETE FROM rule_changes WHERE change = 'Suspended'")]
    [InlineData("DELETE FROM approvals WHERE ordinal = 0")]
    [InlineData("UPDATE approvals SET role = 'IAO' WHERE role = 'IGLead'")]
    [InlineData("INSERT INTO rule_changes SELECT rule_id, rule_version, 9, 'Revoked', person, at, reason, signature FROM rule_changes WHERE change = 'Suspended'")]
    [InlineData("UPDATE instruments SET content = '{}'")]
    public void Load_AfterARowWasChangedPastTheTriggers_IsRefused(string sql)
    {
        var database = Database(false);
        _sample.Import(database);
        _sample.ApproveAll(database);
        Change(database, RuleChangeKind.Suspended, "p-okafor", "Stop");
        using (var connection = SampleLedger.Connect(database.Name))
        {
            SampleLedger.Unguarded(connection, () => SampleLedger.Query(connection, sql));
        }

        Assert.Equal("REGISTRY_CHANGED", Assert.Throws<ProblemException>(() => new StoredRegistry(database).Load()).Problem.Code);
    }

    [Fact]
    public void Load_AfterARowWasChangedAndRecordedAgainAsItIsNow_IsRefusedAndFound()
    {
        var database = Database(false);
        _sample.Import(database);
        _sample.ApproveAll(database);
        Change(database, RuleChangeKind.Suspended, "p-okafor", "Stop");
        using var connection = SampleLedger.Connect(database.Name);
        SampleLedger.Unguarded(connection, () =>
        {
            // An event as the program would write it, for the row as it was made: a change that cannot follow, and so counts for nothing.
            SampleLedger.Query(connection, "UPDATE rule_changes SET change = 'Proposed' WHERE change = 'Suspended'");
            using var db = new RunStoreContext(StoreDialect.Of(connection).OptionsOver(connection));
            var table = RecordedTable.Of(db.Model.FindEntityType(typeof(RuleChangeRow))!)!;
            var row = StoredRows.WithEvents(connection, table).Single(r => !r.IsAsRecorded).Row;
            using var transaction = db.Database.BeginTransaction();
            new LedgerWriter(TimeProvider.System, "forger").Append(db, "rule-proposed", row.Subject, new System.Text.Json.Nodes.JsonObject { [LedgerWriter.RowMember] = row.Content });
            transaction.Commit();
        });

        Assert.Equal("REGISTRY_CHANGED", Assert.Throws<ProblemException>(() => new StoredRegistry(database).Load()).Problem.Code);
        var verdict = LedgerCheck.Of(connection, new LedgerFiles(_sample.Workspace).Known([], []), _ => { }, CancellationToken.None);
        Assert.Contains(verdict.Findings, f => f.Fault == LedgerFault.RowEdited && f.Message.Contains("recorded by more events", StringComparison.Ordinal));
    }

    [Fact]
    public void Propose_OfARuleThatWouldLeaveARegistryNobodyCanRead_IsRefused()
    {
        var database = Database(false);
        var draft = File.ReadAllText(_sample.RulePath).Replace("id: homes-and-money\n", "id: other-rule\n", StringComparison.Ordinal).Replace("version: 4\n", "version: 1\n", StringComparison.Ordinal)
            .Replace("supersedes: 3\n", string.Empty, StringComparison.Ordinal).Replace("status: Proposed", "status: Draft", StringComparison.Ordinal)
            .Replace("  - id: rent-arrears-panel\n    origin: Council\n", "  - id: rent-arrears-panel\n    origin: Council\n    subjects: [CouncilTax]\n", StringComparison.Ordinal)
            .Replace("rent-arrears-panel: \"7", "rent-arrears-panel: \"8", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_sample.Folder, "rules", "other-rule.v1.yaml"), draft);
        _sample.Import(database);
        var before = new StoredRegistry(database).Load().Hash;

        var thrown = Assert.Throws<ProblemException>(() => new RegistryChange(database, TimeProvider.System).Change(RuleName.Parse("other-rule"), RuleChangeKind.Proposed, "p-adeyemi", null, null));

        Assert.Equal("CHANGE_NOT_POSSIBLE", thrown.Problem.Code);
        Assert.Equal(before, new StoredRegistry(database).Load().Hash);
    }

    [Theory]
    [InlineData(RuleChangeKind.Revoked)]
    [InlineData(RuleChangeKind.Suspended)]
    public void Stop_WithoutAVersion_MeansTheOneInForceAndNoProposal(RuleChangeKind kind)
    {
        var database = Database(false);
        _sample.Import(database);

        new RegistryChange(database, TimeProvider.System).Change(RuleName.Parse("homes-and-money"), kind, "p-moreau", "Stop", null);

        var versions = new StoredRegistry(database).Load().VersionsOf("homes-and-money");
        Assert.Equal([kind == RuleChangeKind.Revoked ? RuleStatus.Revoked : RuleStatus.Suspended, RuleStatus.Proposed], versions.Select(rule => rule.Status));
        Assert.Equal("CHANGE_NOT_POSSIBLE", Refused(database, kind, "p-moreau"));
    }

    [Fact]
    public void Stop_WithoutAVersionWhereSeveralCanBe_AsksWhichAndStopsNone()
    {
        var database = Database(false);
        _sample.Import(database);
        _sample.ApproveAll(database);

        var thrown = Assert.Throws<ProblemException>(() => new RegistryChange(database, TimeProvider.System).Change(RuleName.Parse("homes-and-money"), RuleChangeKind.Suspended, "p-moreau", "Stop", null));

        Assert.Equal("VERSION_NEEDED", thrown.Problem.Code);
        Assert.Contains("homes-and-money.v3, homes-and-money.v4", thrown.Problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfAnEmptyStore_SaysWhatToDo()
    {
        var database = Database(false);

        Assert.Equal("NO_RULES", Assert.Throws<ProblemException>(() => new StoredRegistry(database).Load()).Problem.Code);
    }

    [Fact]
    public async Task Approve_TenOfficersAtOnceOnPostgres_LosesNoApprovalAndGivesOneOutcome()
    {
        var officers = Enumerable.Range(0, 10).Select(i => ($"p-officer-{i}", i switch { < 4 => ApproverRole.IAO, < 7 => ApproverRole.IGLead, < 9 => ApproverRole.Caldicott, _ => ApproverRole.DPO })).ToList();
        using var sample = new SampleRegistry(officers);
        officers.ForEach(officer => sample.KeyOf(officer.Item1));
        var owner = PostgresServer.Instance.CreateDatabase();
        PostgresDatabase.Parse(owner).Migrate(TimeProvider.System);
        PostgresDatabase Officer() => PostgresDatabase.Parse(Account(owner, "linkage_officer"));
        sample.Import(Officer());
        var seen = new List<RuleStatus>();
        using var done = new CancellationTokenSource();
        var watcher = Task.Run(() =>
        {
            var registry = new StoredRegistry(PostgresDatabase.Parse(Account(owner, "linkage_worker")));
            while (!done.IsCancellationRequested)
            {
                seen.Add(registry.Load().VersionsOf("homes-and-money").Single(rule => rule.Version == 4).Status);
            }
        });

        var given = await Task.WhenAll(officers.Select(officer => Task.Run(() => sample.Approve(officer.Item1, officer.Item2, Officer(), officer.Item2 == ApproverRole.IGLead ? ["HA96-P7"] : []))));
        done.Cancel();
        await watcher;

        using var db = new RunStoreContext(Officer().Options);
        Assert.Equal(10, db.Approvals.Count(a => a.RuleId == "homes-and-money" && a.RuleVersion == 4));
        Assert.Equal(1, db.RuleChanges.Count(c => c.RuleId == "homes-and-money" && c.RuleVersion == 4 && c.Change == "Approved"));
        Assert.Contains(RuleStatus.Approved, given);
        Assert.Equal(seen.OrderBy(status => status != RuleStatus.Proposed), seen);

        // The same at the other end: five revoke at once, and one of them did.
        var revoked = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => Task.Run(() =>
        {
            try
            {
                new RegistryChange(Officer(), TimeProvider.System).Change(RuleName.Parse(SampleRegistry.Proposed), RuleChangeKind.Revoked, $"p-officer-{i}", "Ended", null);
                return "revoked";
            }
            catch (ProblemException problem)
            {
                return problem.Problem.Code;
            }
        })));
        Assert.Equal(["CHANGE_NOT_POSSIBLE", "CHANGE_NOT_POSSIBLE", "CHANGE_NOT_POSSIBLE", "CHANGE_NOT_POSSIBLE", "revoked"], revoked.Order(StringComparer.Ordinal));
        Assert.Equal(1, db.RuleChanges.Count(c => c.Change == "Revoked"));
    }
}
