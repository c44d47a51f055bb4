using Linkage.Governance.Ledger;
using Linkage.Governance.LifeCycle;
using Linkage.Governance.Rules;
using Linkage.Jobs.Auditing;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Store;
using Linkage.Jobs.Tests.Auditing;
using Linkage.TestKit;
using Npgsql;

namespace Linkage.Jobs.Tests.Registering;

/// <summary>The registry in both databases: what is imported is what was in the files, and of a rule's life only what may happen does.</summary>
public sealed class RegistryStoreTests : IDisposable
{
    private const string Owner = "p-whitfield";
    private const string Author = "p-adeyemi";

    private readonly SampleRegistry _sample = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Import_OfTheSampleRegistry_MakesTheSameRegistry(bool onPostgres)
    {
        var database = Database(onPostgres);

        var report = _sample.Import(database);
        var again = _sample.Import(database);

        Assert.Equal(Registry.Load(_sample.Folder).Hash, new StoredRegistry(database).Load().Hash);
        Assert.NotEmpty(report.Documents);
        Assert.Equal((0, 0, 0, 0), (again.Documents.Count, again.Approvals, again.Changes.Count, again.Notes.Count));
    }

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

    [Fact]
    public void Import_OfAChangedRuleVersion_IsRefusedAndNothingIsImported()
    {
        var database = Database(false);
        _sample.Import(database);
        var before = new StoredRegistry(database).Load().Hash;
        _sample.EditRule(text => text.Replace("retentionDays: 90", "retentionDays: 900", StringComparison.Ordinal));
        File.AppendAllText(_sample.PeoplePath, "  - { id: p-new, office: New officer }\n");

        Assert.Equal("RULE_CHANGED", Assert.Throws<ProblemException>(() => _sample.Import(database)).Problem.Code);

        Assert.Equal(before, new StoredRegistry(database).Load().Hash);
    }

    [Fact]
    public void Import_AfterARevocation_DoesNotLiftIt()
    {
        var database = Database(false);
        _sample.EditRule(_ => File.ReadAllText(RepositoryPaths.Of("governance", "rules", SampleRegistry.Proposed + ".yaml")));
        _sample.Import(database);
        Assert.Equal(RuleStatus.Approved, Status(database));
        Change(database, RuleChangeKind.Revoked, Owner, "Ended");

        var report = _sample.Import(database);

        Assert.Equal(RuleStatus.Revoked, Status(database));
        Assert.Contains(report.Notes, note => note.Contains("the file says Approved, and it is Revoked in the store", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Suspended", RuleStatus.Suspended)]
    [InlineData("Revoked", RuleStatus.Revoked)]
    public void Import_OfAFileThatStopsARule_StopsIt(string written, RuleStatus expected)
    {
        var database = Database(false);
        _sample.EditRule(_ => File.ReadAllText(RepositoryPaths.Of("governance", "rules", SampleRegistry.Proposed + ".yaml")));
        _sample.Import(database);
        _sample.EditRule(text => text.Replace("status: Approved", $"status: {written}\nstatusReason: An incident.", StringComparison.Ordinal));

        _sample.Import(database);

        Assert.Equal((expected, "An incident."), (Status(database), Proposed(database).StatusReason));
    }

    [Fact]
    public void Import_WrittenApprovedWithoutApprovals_StaysProposed()
    {
        var database = Database(false);
        _sample.EditRule(text => text.Replace("status: Proposed", "status: Approved", StringComparison.Ordinal));

        var report = _sample.Import(database);

        Assert.Equal(RuleStatus.Proposed, Proposed(database).Status);
        Assert.Contains(report.Notes, note => note.Contains("approvals are missing", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("  - id: p-ferreira\n    office: Director of resources, senior information risk owner\n    roles:\n      - { role: SIRO, from: 2021-05-01 }\n", "", "no longer there")]
    [InlineData("from: 2020-01-01, revoked: true }]", "from: 2020-01-01 }]", "stays revoked")]
    public void Import_ThatForgetsAPersonOrGivesARevokedKeyBack_IsRefused(string was, string becomes, string message)
    {
        var database = Database(false);
        File.WriteAllText(_sample.PeoplePath, File.ReadAllText(_sample.PeoplePath).Replace("from: 2020-01-01 }]", "from: 2020-01-01, revoked: true }]", StringComparison.Ordinal));
        _sample.Import(database);
        var text = File.ReadAllText(_sample.PeoplePath);
        Assert.Contains(was, text, StringComparison.Ordinal);
        File.WriteAllText(_sample.PeoplePath, text.Replace(was, becomes, StringComparison.Ordinal));

        var thrown = Assert.Throws<ProblemException>(() => _sample.Import(database));

        Assert.Equal("PEOPLE_REMOVED", thrown.Problem.Code);
        Assert.Contains(message, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_OfOtherPeopleAndLaw_SaysWhatIsOtherwise()
    {
        var database = Database(false);
        Assert.Empty(_sample.Import(database).Differences);
        File.WriteAllText(_sample.PeoplePath, File.ReadAllText(_sample.PeoplePath).Replace("{ id: p-hartley, office: Revenues and recovery manager }", "{ id: p-hartley, office: Revenues and recovery manager, roles: [{ role: IAO, from: 2020-01-01 }] }", StringComparison.Ordinal));
        var law = Path.Combine(_sample.Folder, "catalogue", "children-care-housing-safety.yaml");
        var text = File.ReadAllText(law);
        var at = text.IndexOf("id: HA96-P7", StringComparison.Ordinal);
        File.WriteAllText(law, text[..at] + text[at..].Replace("confidence: check", "confidence: high", StringComparison.Ordinal));

        var differences = _sample.Import(database).Differences;

        Assert.Contains(differences, d => d.Clause == "people[p-hartley].roles" && d.Newer!.Contains("IAO", StringComparison.Ordinal));
        Assert.Contains(differences, d => d == new RuleDifference("law[HA96-P7].confidence", "\"check\"", "\"high\""));
    }

    [Fact]
    public void Import_OfARuleThatSaysSomethingElseOfADpiaVersion_IsRefused()
    {
        var database = Database(false);
        _sample.Import(database);
        var newer = File.ReadAllText(_sample.RulePath).Replace("version: 4\n", "version: 5\n", StringComparison.Ordinal).Replace("reviewBy: 2027-11-30", "reviewBy: 2029-11-30", StringComparison.Ordinal);
        File.WriteAllText(_sample.RulePath.Replace(".v4.", ".v5.", StringComparison.Ordinal), newer);

        Assert.Equal("INSTRUMENT_CHANGED", Assert.Throws<ProblemException>(() => _sample.Import(database)).Problem.Code);
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
    public void Import_WrittenSuspendedWithoutAllApprovals_IsSuspendedAndNotLiftedByALaterImport()
    {
        var database = Database(false);
        _sample.EditRule(text => text.Replace("status: Proposed", "status: Suspended\nstatusReason: An incident.", StringComparison.Ordinal));
        _sample.Import(database);
        Assert.Equal(RuleStatus.Suspended, Proposed(database).Status);
        _sample.EditRule(_ => File.ReadAllText(RepositoryPaths.Of("governance", "rules", SampleRegistry.Proposed + ".yaml")));

        _sample.Import(database);

        Assert.Equal(RuleStatus.Suspended, Status(database));
    }

    [Fact]
    public void Import_OfAKeyThatStandsTwice_IsRefused()
    {
        var database = Database(false);
        var text = File.ReadAllText(_sample.PeoplePath);
        var key = text[text.IndexOf("{ publicKey:", StringComparison.Ordinal)..text.IndexOf(" }", text.IndexOf("{ publicKey:", StringComparison.Ordinal), StringComparison.Ordinal)];
        File.WriteAllText(_sample.PeoplePath, text.Replace(key + " }", $"{key}, revoked: true }}, {key} }}", StringComparison.Ordinal));

        Assert.Throws<Linkage.Governance.Documents.ConfigurationException>(() => _sample.Import(database));
    }

    [Theory]
    [InlineData("# shown \u2028maxRuns: 5000\u2028#")]
    [InlineData("# \u001b[1A\u001b[2K")]
    [InlineData("# \u202e09 :syaDnoitneter")]
    public void Import_OfTextThatReadsOtherwiseThanItIsSeen_IsRefused(string line)
    {
        _sample.EditRule(text => text + line + "\n");

        Assert.Throws<Linkage.Governance.Documents.ConfigurationException>(() => _sample.Import(Database(false)));
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

    public void Dispose() => _sample.Dispose();

    private StoreDatabase Database(bool onPostgres)
    {
        if (!onPostgres)
        {
            var database = new SqliteDatabase(_sample.Workspace);
            database.Prepare(TimeProvider.System);
            return database;
        }

        var owner = PostgresServer.Instance.CreateDatabase();
        PostgresDatabase.Parse(owner).Migrate(TimeProvider.System);
        return PostgresDatabase.Parse(Account(owner, "linkage_officer"));
    }

    private static string Account(string owner, string role)
    {
        PostgresServer.Instance.CreateAccount($"{role}_test", role);
        return PostgresServer.Instance.ConnectionTo(new NpgsqlConnectionStringBuilder(owner).Database!, $"{role}_test");
    }

    private void Change(StoreDatabase database, RuleChangeKind kind, string person, string reason) =>
        new RegistryChange(database, TimeProvider.System).Change(RuleName.Parse(SampleRegistry.Proposed), kind, person, reason, kind == RuleChangeKind.Resumed ? _sample.KeyOf(person) : null);

    private string Refused(StoreDatabase database, RuleChangeKind kind, string person) =>
        Assert.Throws<ProblemException>(() => Change(database, kind, person, "Why")).Problem.Code;

    private static Rule Proposed(StoreDatabase database) => new StoredRegistry(database).Load().VersionsOf("homes-and-money").Single(rule => rule.Version == 4);

    private static RuleStatus Status(StoreDatabase database)
    {
        var registry = new StoredRegistry(database).Load();
        return RuleLifeCycle.StatusAt(registry.VersionsOf("homes-and-money").Single(rule => rule.Version == 4), registry, TimeProvider.System.GetUtcNow());
    }
}
