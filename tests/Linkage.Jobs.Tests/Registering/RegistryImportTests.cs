using Linkage.Governance.LifeCycle;
using Linkage.Governance.Rules;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Registering;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Registering;

/// <summary>What is imported is what was in the files, and an import lifts nothing.</summary>
public sealed class RegistryImportTests : RegistryCase
{
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
        Change(database, RuleChangeKind.Revoked, "p-whitfield", "Ended");

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
}
