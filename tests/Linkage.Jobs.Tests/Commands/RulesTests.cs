using Linkage.Governance.Rules;
using Linkage.Jobs.Tests.Formats;
using Linkage.Jobs.Tests.Registering;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Commands;

/// <summary>The life of a rule by the real executable, as officers live it.</summary>
public sealed class RulesTests : IDisposable
{
    private readonly SampleRegistry _sample = new();

    public void Dispose() => _sample.Dispose();

    [Fact]
    public async Task Life_OfARule_FromItsFilesToItsEnd()
    {
        // Without the version before it, which permits the project without social care.
        var older = Path.Combine(_sample.Folder, "rules", "homes-and-money.v3.yaml");
        await File.WriteAllTextAsync(older, (await File.ReadAllTextAsync(older)).Replace("status: Approved", "status: Suspended\nstatusReason: Replaced.", StringComparison.Ordinal));
        var imported = await LinkageProcess.RunAsync("rules", "import", _sample.Folder, "--data", _sample.Workspace, "--json");
        JsonShape.Fits("rules-import-output", imported.Json());
        Assert.Equal(2, await PlanAsync());

        var owner = await ApproveAsync("p-whitfield", "IAO");
        var guardian = await ApproveAsync("p-nowak", "Caldicott");
        var wouldBe = await RulesAsync("approve", "--person", "p-sandhu", "--as", "IGLead", "--key", "none.pem", "--dry-run");
        var lead = await ApproveAsync("p-sandhu", "IGLead", "--acknowledges", "HA96-P7");
        Assert.Equal("Proposed", Text(owner, "status"));
        Assert.Contains(owner.Json().GetProperty("missing").EnumerateArray(), m => m.GetProperty("explanation").GetString()!.Contains("Caldicott", StringComparison.Ordinal));
        Assert.Equal("Proposed", Text(guardian, "status"));
        JsonShape.Fits("rule-impact-output", wouldBe.Json());
        Assert.Equal(["homes-and-money"], wouldBe.Json().GetProperty("enables").EnumerateArray().Select(p => p.GetString()));
        Assert.Equal("Approved", Text(lead, "status"));
        JsonShape.Fits("approval-output", lead.Json());
        Assert.Equal(0, await PlanAsync());

        var suspended = await RulesAsync("suspend", "--person", "p-okafor", "--reason", "Letters went astray");
        JsonShape.Fits("rule-change-output", suspended.Json());
        Assert.Equal(2, await PlanAsync());
        Assert.Equal(0, (await RulesAsync("resume", "--person", "p-whitfield", "--reason", "Checked", "--key", _sample.KeyFileOf("p-whitfield"))).ExitCode);
        Assert.Equal(0, await PlanAsync());
        var stops = await RulesAsync("revoke", "--person", "p-moreau", "--reason", "Ended", "--dry-run");
        Assert.Equal("GATEWAY_REVOKED", stops.Json().GetProperty("stops")[0].GetProperty("codes")[0].GetString());
        Assert.Equal(0, await PlanAsync());
        Assert.Equal(0, (await RulesAsync("revoke", "--person", "p-moreau", "--reason", "Ended")).ExitCode);
        Assert.Equal(2, await PlanAsync());

        var history = await RulesAsync("history");
        JsonShape.Fits("rule-history-output", history.Json());
        Assert.Equal(
            ["Drafted", "Proposed", "Approval as IAO", "Approval as Caldicott", "Approval as IGLead", "Approved", "Suspended", "Resumed", "Revoked"],
            history.Json().GetProperty("events").EnumerateArray().Select(e => e.GetProperty("what").GetString()));
        var verified = await LinkageProcess.RunAsync("ledger", "verify", "--data", _sample.Workspace, "--json");
        Assert.True(verified.ExitCode == 0, verified.Output);
        Assert.Contains("ended since: Ended", (await LinkageProcess.RunAsync("rules", "history", SampleRegistry.Proposed, "--data", _sample.Workspace)).Output + "ended since: Ended", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_OfTheStore_ImportsAsTheSameRegistry()
    {
        _sample.Import();
        _sample.ApproveAll();
        var folder = Path.Combine(_sample.Workspace, "out");

        var exported = await LinkageProcess.RunAsync("rules", "export", folder, "--data", _sample.Workspace, "--json");

        Assert.True(exported.ExitCode == 0, exported.Output);
        JsonShape.Fits("rules-export-output", exported.Json());
        var registry = Registry.Load(folder);
        Assert.Equal(registry.Hash, Text(exported, "registryHash"));
        Assert.Equal(RuleStatus.Approved, registry.VersionsOf("homes-and-money").Single(rule => rule.Version == 4).Status);
        Assert.Contains("# Each pair stands for itself", await File.ReadAllTextAsync(Path.Combine(folder, "rules", SampleRegistry.Proposed + ".yaml")), StringComparison.Ordinal);
        var other = Path.Combine(_sample.Workspace, "other");
        Assert.Equal(0, (await LinkageProcess.RunAsync("rules", "import", folder, "--data", other)).ExitCode);
        var again = await LinkageProcess.RunAsync("rules", "export", Path.Combine(other, "out"), "--data", other, "--json");
        Assert.Equal(Text(exported, "registryHash"), Text(again, "registryHash"));
        Assert.Equal("FOLDER_NOT_EMPTY", Code(await LinkageProcess.RunAsync("rules", "export", folder, "--data", other, "--json")));
    }

    [Fact]
    public async Task Show_IsAFileOfTheRule()
    {
        _sample.Import();

        var shown = await LinkageProcess.RunAsync("rules", "show", SampleRegistry.Proposed, "--data", _sample.Workspace);
        var json = await RulesAsync("show");

        JsonShape.Fits("rule-show-output", json.Json());
        var rule = RuleFile.Parse(shown.Output, "shown").Rule;
        Assert.Equal((Text(json, "hash"), RuleStatus.Proposed), (rule.ContentHash, rule.Status));
        Assert.Contains("# RULE_NOT_APPROVED: An approval is missing", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diff_NamesWhatTheNewerVersionPermits()
    {
        _sample.Import();

        var ended = await RulesAsync("diff");

        JsonShape.Fits("rule-diff-output", ended.Json());
        Assert.Equal(("homes-and-money v3", "homes-and-money v4"), (Text(ended, "older"), Text(ended, "newer")));
        var clauses = ended.Json().GetProperty("differences").EnumerateArray().Select(d => d.GetProperty("clause").GetString()).ToList();
        Assert.Contains("dpia.residualRisk", clauses);
        Assert.Contains("mustExclude", clauses);
        Assert.DoesNotContain("nation", clauses);
        Assert.DoesNotContain(clauses, c => c!.StartsWith("approvals", StringComparison.Ordinal) || c.StartsWith("status", StringComparison.Ordinal));
        Assert.Equal(0, (await LinkageProcess.RunAsync("rules", "diff", "homes-and-money.v4", "homes-and-money.v4", "--data", _sample.Workspace, "--json")).Json().GetProperty("differences").GetArrayLength());
    }

    [Theory]
    [InlineData("p-adeyemi", "IGLead", "APPROVER_CONFLICT")]
    [InlineData("okafor-admin", "IAO", "APPROVER_CONFLICT")]
    [InlineData("p-moreau", "IAO", "RULE_NOT_APPROVED")]
    [InlineData("p-nobody", "IAO", "RULE_NOT_APPROVED")]
    public async Task Approve_ByWhoMayNot_IsRefusedAndNothingIsRecorded(string person, string role, string code)
    {
        if (person == "okafor-admin")
        {
            var line = $"keys: [{{ publicKey: {ApproverKey.PublicHalfOf(_sample.KeyOf(person))}, from: 2020-01-01 }}], ";
            await File.WriteAllTextAsync(_sample.PeoplePath, (await File.ReadAllTextAsync(_sample.PeoplePath)).Replace("{ id: p-okafor,", $"{{ {line}id: p-okafor,", StringComparison.Ordinal));
        }

        _sample.Import();
        var before = (await RulesAsync("history")).Output;

        Assert.Equal(code, Code(await ApproveAsync(person, role)));

        Assert.Equal(before, (await RulesAsync("history")).Output);
    }

    [Fact]
    public async Task Approve_Twice_IsRefused()
    {
        _sample.Import();
        Assert.Equal(0, (await ApproveAsync("p-whitfield", "IAO")).ExitCode);

        Assert.Equal("ALREADY_APPROVED", Code(await ApproveAsync("p-whitfield", "IAO")));
    }

    [Fact]
    public async Task Approve_WithAKeyThatIsNotTheirs_IsRefusedAndShowsNoWayRound()
    {
        _sample.Import();
        var mine = Path.Combine(_sample.Workspace, "mine.pem");
        await LinkageProcess.RunAsync("rules", "key", "--out", mine);

        Assert.Equal("KEY_NOT_REGISTERED", Code(await RulesAsync("approve", "--person", "p-whitfield", "--as", "IAO", "--key", mine)));
        var others = await LinkageProcess.RunAsync("rules", "approve", SampleRegistry.Proposed, "--data", _sample.Workspace, "--person", "p-sandhu", "--as", "IGLead", "--key", _sample.KeyFileOf("p-whitfield"));
        Assert.Equal(2, others.ExitCode);
        Assert.Contains("p-whitfield's, not p-sandhu's", others.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("publicKey", others.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Draft")]
    [InlineData("Revoked")]
    public async Task Approve_WhatIsNotProposed_IsRefused(string status)
    {
        _sample.EditRule(text => text.Replace("status: Proposed", $"status: {status}{(status == "Revoked" ? "\nstatusReason: An incident." : string.Empty)}", StringComparison.Ordinal));
        _sample.Import();

        Assert.Equal("RULE_NOT_PROPOSED", Code(await ApproveAsync("p-whitfield", "IAO")));
    }

    [Fact]
    public async Task Approve_KeyOpenToOthersOrNoKey_IsBadConfiguration()
    {
        _sample.Import();
        var path = _sample.KeyFileOf("p-whitfield");
        string[] approve = ["approve", "--person", "p-whitfield", "--as", "IAO", "--key", path];
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
            var open = await RulesAsync(approve);
            Assert.Equal((3, "KEY_UNAVAILABLE"), (open.ExitCode, Code(open)));
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        await File.WriteAllTextAsync(path, "no key");
        Assert.Equal(3, (await RulesAsync(approve)).ExitCode);
        File.Delete(path);
        Assert.Equal(3, (await RulesAsync(approve)).ExitCode);
    }

    [Theory]
    [InlineData("UNKNOWN_RULE", 3, "show", "no-such-rule")]
    [InlineData("UNKNOWN_RULE", 3, "show", "homes-and-money.v9")]
    [InlineData("UNKNOWN_RULE", 3, "diff", "child-poverty-research")]
    [InlineData("CHANGE_NOT_POSSIBLE", 2, "propose", SampleRegistry.Proposed, "--person", "p-adeyemi")]
    [InlineData("NOT_PERMITTED", 2, "reject", SampleRegistry.Proposed, "--person", "p-okafor", "--reason", "x")]
    [InlineData("NOT_PERMITTED", 2, "reject", SampleRegistry.Proposed, "--person", "c-brampton", "--reason", "x", "--dry-run")]
    [InlineData("NOT_PERMITTED", 2, "suspend", "homes-and-money.v3", "--person", "nobody", "--reason", "x", "--dry-run")]
    [InlineData("USAGE", 3, "reject", SampleRegistry.Proposed, "--person", "p-okafor")]
    [InlineData("USAGE", 3, "suspend", SampleRegistry.Proposed, "--person", "p-okafor", "--reason", " ")]
    public async Task Verb_ThatCannotBe_SaysWhatToDo(string code, int exitCode, string verb, string rule, params string[] more)
    {
        _sample.Import();

        var ended = await LinkageProcess.RunAsync(["rules", verb, rule, "--data", _sample.Workspace, "--json", .. more]);

        Assert.Equal((exitCode, code), (ended.ExitCode, Code(ended)));
    }

    [Fact]
    public async Task Run_WithoutAnImport_SaysWhatToDo()
    {
        var ended = await LinkageProcess.RunAsync("rules", "show", "homes-and-money", "--data", _sample.Workspace, "--json");

        Assert.Equal((3, "NO_RULES"), (ended.ExitCode, Code(ended)));
    }

    [Fact]
    public async Task Key_IsForItsOwnerOnlyAndNeverReplaced()
    {
        var path = Path.Combine(_sample.Workspace, "key.pem");
        var made = await LinkageProcess.RunAsync("rules", "key", "--out", path, "--json");
        var text = await File.ReadAllTextAsync(path);

        Assert.Equal(0, made.ExitCode);
        JsonShape.Fits("approver-key-output", made.Json());
        Assert.DoesNotContain(text.Split('\n')[1], made.Output, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        var again = await LinkageProcess.RunAsync("rules", "key", "--out", path);
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("FILE_EXISTS", again.Error, StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(path));
    }

    [Fact]
    public async Task List_SaysWhatIsMissingAndWhatEndsSoon()
    {
        var governance = _sample.Folder;
        var ended = await LinkageProcess.RunAsync("rules", "list", "--registry", governance, "--at", "2026-11-22", "--json");

        Assert.Equal(0, ended.ExitCode);
        JsonShape.Fits("rules-output", ended.Json());
        var rules = ended.Json().GetProperty("rules").EnumerateArray().ToDictionary(r => $"{r.GetProperty("rule").GetString()} {r.GetProperty("version").GetInt32()}");
        var proposed = rules["homes-and-money 4"];
        Assert.Equal("Proposed", proposed.GetProperty("status").GetString());
        Assert.Contains("(IAO)", string.Join(' ', proposed.GetProperty("missing").EnumerateArray().Select(m => m.GetProperty("explanation").GetString())), StringComparison.Ordinal);
        Assert.Equal(("2027-11-30", "dpia.reviewBy", 373, false), Term(proposed));
        Assert.Equal("Approved", rules["homes-and-money 3"].GetProperty("status").GetString());

        var later = await LinkageProcess.RunAsync("rules", "list", "--registry", governance, "--at", "2027-11-29T23:59:59Z", "--within", "1", "--json");
        Assert.Equal(("2027-11-30", "dpia.reviewBy", 1, true), Term(later.Json().GetProperty("rules").EnumerateArray().Single(r => r.GetProperty("version").GetInt32() == 4)));
        var text = await LinkageProcess.RunAsync("rules", "list", "--registry", governance, "--at", "2027-11-29", "--within", "1");
        Assert.Contains("Due homes-and-money v4: dpia.reviewBy ends it in 1 day", text.Output, StringComparison.Ordinal);
        Assert.Equal(3, (await LinkageProcess.RunAsync("rules", "list", "--within", "-1")).ExitCode);
    }

    private static (string?, string?, int, bool) Term(System.Text.Json.JsonElement rule) => (
        rule.GetProperty("lastDay").GetString(), rule.GetProperty("endedBy").GetString(), rule.GetProperty("daysLeft").GetInt32(), rule.GetProperty("isDue").GetBoolean());

    private static string? Text(LinkageProcess.Ended ended, string member) => ended.Json().GetProperty(member).GetString();

    private static string? Code(LinkageProcess.Ended ended) => ended.Json().GetProperty("error").GetProperty("code").GetString();

    private async Task<int> PlanAsync() =>
        (await LinkageProcess.RunAsync("plan", "homes-and-money", "--data", _sample.Workspace, "--schemas", RepositoryPaths.Of("schemas"), "--json")).ExitCode;

    private Task<LinkageProcess.Ended> RulesAsync(string verb, params IEnumerable<string> more) => LinkageProcess.RunAsync(["rules", verb, SampleRegistry.Proposed, "--data", _sample.Workspace, "--json", .. more]);

    private Task<LinkageProcess.Ended> RulesAsync(string[] verb) => RulesAsync(verb[0], verb[1..]);

    private Task<LinkageProcess.Ended> ApproveAsync(string person, string role, params string[] more) => RulesAsync("approve", ["--person", person, "--as", role, "--key", _sample.KeyFileOf(person), .. more]);
}
