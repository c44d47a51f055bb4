using System.Text.RegularExpressions;
using Linkage.Jobs.Tests.Formats;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Commands;

/// <summary>Approving a rule with keys, as an officer does it.</summary>
public sealed partial class RulesTests : IDisposable
{
    private const string Rule = "homes-and-money.v4.yaml";

    private readonly TemporaryFolder _folder = new();

    public RulesTests()
    {
        foreach (var part in new[] { "catalogue", "rules" })
        {
            foreach (var file in Directory.EnumerateFiles(RepositoryPaths.Of("governance", part), "*.yaml"))
            {
                _folder.Write(Path.Combine("governance", part, Path.GetFileName(file)), File.ReadAllText(file));
            }
        }

        var text = File.ReadAllText(RulePath);
        File.WriteAllText(RulePath, text[..text.IndexOf("approvals:\n", StringComparison.Ordinal)].Replace("status: Approved", "status: Proposed", StringComparison.Ordinal) + "approvals: []\n");
    }

    private string RulePath => _folder.PathOf(Path.Combine("governance", "rules", Rule));

    private string PeoplePath => _folder.PathOf(Path.Combine("governance", "rules", "people.yaml"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Approve_ByEveryoneNeeded_MakesAProposedRuleApproved()
    {
        var owner = await ApproveAsync("p-whitfield", "IAO");
        var guardian = await ApproveAsync("p-nowak", "Caldicott");
        var lead = await ApproveAsync("p-sandhu", "IGLead", "--acknowledges", "HA96-P7");

        Assert.Equal("Proposed", owner.Json().GetProperty("status").GetString());
        Assert.Contains(owner.Json().GetProperty("missing").EnumerateArray(), m => m.GetProperty("explanation").GetString()!.Contains("Caldicott", StringComparison.Ordinal));
        Assert.Equal("Proposed", guardian.Json().GetProperty("status").GetString());
        Assert.Equal("Approved", lead.Json().GetProperty("status").GetString());
        Assert.Empty(lead.Json().GetProperty("missing").EnumerateArray());
        JsonShape.Fits("approval-output", lead.Json());
        var text = await File.ReadAllTextAsync(RulePath);
        Assert.Contains("\nstatus: Approved\n", text, StringComparison.Ordinal);
        Assert.Equal(3, Signature().Count(text));
        var plan = await LinkageProcess.RunAsync("plan", "homes-and-money", "--governance", _folder.PathOf("governance"), "--schemas", RepositoryPaths.Of("schemas"), "--json");
        Assert.Equal(0, plan.ExitCode);

        // A byte of each signature, and nobody has approved.
        await File.WriteAllTextAsync(RulePath, text.Replace("signature: \"ME", "signature: \"MI", StringComparison.Ordinal));
        var broken = await LinkageProcess.RunAsync("plan", "homes-and-money", "--governance", _folder.PathOf("governance"), "--schemas", RepositoryPaths.Of("schemas"));
        Assert.Equal(2, broken.ExitCode);
        Assert.Contains("RULE_NOT_APPROVED", broken.Output + broken.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p-adeyemi", "IGLead", "APPROVER_CONFLICT")]
    [InlineData("okafor-admin", "IAO", "APPROVER_CONFLICT")]
    [InlineData("p-moreau", "IAO", "RULE_NOT_APPROVED")]
    [InlineData("p-nobody", "IAO", "RULE_NOT_APPROVED")]
    public async Task Approve_ByWhoMayNot_IsRefusedAndNothingIsWritten(string person, string role, string code)
    {
        var before = await File.ReadAllTextAsync(RulePath);

        var ended = await ApproveAsync(person, role);

        Assert.Equal(2, ended.ExitCode);
        Assert.Equal(code, ended.Json().GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(before, await File.ReadAllTextAsync(RulePath));
        Assert.Equal(Directory.EnumerateFiles(RepositoryPaths.Of("governance", "rules")).Count(), Directory.EnumerateFiles(Path.GetDirectoryName(RulePath)!).Count());
    }

    [Fact]
    public async Task Approve_Twice_IsRefused()
    {
        Assert.Equal(0, (await ApproveAsync("p-whitfield", "IAO")).ExitCode);
        var again = await LinkageProcess.RunAsync("rules", "approve", RulePath, "--person", "p-whitfield", "--as", "IAO", "--key", _folder.PathOf("p-whitfield.pem"), "--json");
        Assert.Equal(2, again.ExitCode);
        Assert.Equal("ALREADY_APPROVED", again.Json().GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Approve_WithAKeyThatIsNotTheirs_IsRefused()
    {
        await LinkageProcess.RunAsync("rules", "key", "--out", _folder.PathOf("mine.pem"));
        var ended = await LinkageProcess.RunAsync("rules", "approve", RulePath, "--person", "p-whitfield", "--as", "IAO", "--key", _folder.PathOf("mine.pem"));
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("KEY_NOT_REGISTERED", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approve_WithTheKeyOfSomeoneElse_NamesWhoseItIsAndNoWayRound()
    {
        Assert.Equal(0, (await ApproveAsync("p-whitfield", "IAO")).ExitCode);
        var ended = await LinkageProcess.RunAsync("rules", "approve", RulePath, "--person", "p-sandhu", "--as", "IGLead", "--key", _folder.PathOf("p-whitfield.pem"));
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("p-whitfield's, not p-sandhu's", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("publicKey", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approve_AfterTheContentWasChanged_IsRefused()
    {
        Assert.Equal(0, (await ApproveAsync("p-whitfield", "IAO")).ExitCode);
        await File.WriteAllTextAsync(RulePath, (await File.ReadAllTextAsync(RulePath)).Replace("retentionDays: 90", "retentionDays: 3650", StringComparison.Ordinal));
        var ended = await ApproveAsync("p-nowak", "Caldicott");
        Assert.Equal(2, ended.ExitCode);
        Assert.Equal("RULE_CHANGED", ended.Json().GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Approve_ThroughALink_IsRefusedAndNothingElsewhereIsWritten()
    {
        // Where the unfinished file once stood, and the rule itself.
        var elsewhere = _folder.Write("elsewhere.txt", "kept");
        File.CreateSymbolicLink(RulePath + ".tmp", elsewhere);
        Assert.Equal(0, (await ApproveAsync("p-whitfield", "IAO")).ExitCode);
        Assert.Equal("kept", await File.ReadAllTextAsync(elsewhere));
        File.Move(RulePath, _folder.PathOf("rule.yaml"));
        File.CreateSymbolicLink(RulePath, _folder.PathOf("rule.yaml"));
        var ended = await ApproveAsync("p-nowak", "Caldicott");
        Assert.Equal("FILE_IS_LINK", ended.Json().GetProperty("error").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("Draft")]
    [InlineData("Revoked")]
    public async Task Approve_WhatIsNotProposed_IsRefused(string status)
    {
        await File.WriteAllTextAsync(RulePath, (await File.ReadAllTextAsync(RulePath)).Replace("status: Proposed", $"status: {status}{(status == "Revoked" ? "\nstatusReason: An incident." : string.Empty)}", StringComparison.Ordinal));
        var ended = await ApproveAsync("p-whitfield", "IAO");
        Assert.Equal(2, ended.ExitCode);
        Assert.Equal("RULE_NOT_PROPOSED", ended.Json().GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Key_IsForItsOwnerOnlyAndNeverReplaced()
    {
        var path = _folder.PathOf("key.pem");
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
    public async Task Approve_KeyOpenToOthersOrNoKey_IsBadConfiguration()
    {
        var path = _folder.PathOf("key.pem");
        await LinkageProcess.RunAsync("rules", "key", "--out", path);
        string[] approve = ["rules", "approve", RulePath, "--person", "p-whitfield", "--as", "IAO", "--key", path];
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
            var open = await LinkageProcess.RunAsync(approve);
            Assert.Equal(3, open.ExitCode);
            Assert.Contains("KEY_UNAVAILABLE", open.Error, StringComparison.Ordinal);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        await File.WriteAllTextAsync(path, "no key");
        Assert.Equal(3, (await LinkageProcess.RunAsync(approve)).ExitCode);
        File.Delete(path);
        Assert.Equal(3, (await LinkageProcess.RunAsync(approve)).ExitCode);
        Assert.Equal(3, (await LinkageProcess.RunAsync("rules", "approve", RepositoryPaths.Of("README.md"), "--person", "p", "--as", "IAO", "--key", path)).ExitCode);
    }

    [Fact]
    public async Task List_SaysWhatIsMissingAndWhatEndsSoon()
    {
        var governance = _folder.PathOf("governance");
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

    /// <summary>Makes a key for a person, has it written into the directory, and approves with it.</summary>
    private async Task<LinkageProcess.Ended> ApproveAsync(string person, string role, params string[] more)
    {
        var key = _folder.PathOf($"{person}.pem");
        var made = await LinkageProcess.RunAsync("rules", "key", "--out", key, "--json");
        var line = $"keys: [{{ publicKey: {made.Json().GetProperty("publicKey").GetString()}, from: 2020-01-01 }}]";
        var people = KeyLine().Replace(await File.ReadAllTextAsync(PeoplePath), match => match.Groups[1].Value == person ? $"  - id: {person}\n    {line}\n" : match.Value);
        people = people.Replace("{ id: p-adeyemi,", $"{{ {(person == "p-adeyemi" ? line + ", " : string.Empty)}id: p-adeyemi,", StringComparison.Ordinal)
            .Replace("{ id: p-okafor,", $"{{ {(person == "okafor-admin" ? line + ", " : string.Empty)}id: p-okafor,", StringComparison.Ordinal);
        await File.WriteAllTextAsync(PeoplePath, people);
        return await LinkageProcess.RunAsync(["rules", "approve", RulePath, "--person", person, "--as", role, "--key", key, "--json", .. more]);
    }

    [GeneratedRegex("  - id: ([a-z-]+)\n    keys: [^\n]*\n")]
    private static partial Regex KeyLine();

    [GeneratedRegex("signature: \"[^\"]{60,}\"")]
    private static partial Regex Signature();
}
