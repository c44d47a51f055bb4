using System.Diagnostics;
using System.Text.Json;
using Linkage.Matching.Duck;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>A permission that ends takes with it what was made under it: the next checkpoint stops the run, sets go to quarantine, and the grant's keys are destroyed for good.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
[Collection(AftermathCollection.Name)]
public sealed class RevocationTests(City city)
{
    private const string Project = "homes-and-money";
    private const string Other = "child-poverty-research";
    private const string Rule = "homes-and-money.v4";

    [Theory]
    [InlineData("Extract", "Pseudonymise")]
    [InlineData("Pseudonymise", "Link")]
    [InlineData("Link", "Gate")]
    [InlineData("Gate", "Release")]
    [InlineData("Release", "Release")]
    public async Task Run_RuleRevokedDuringAStage_StopsAtTheNextCheckpointAndDestroysItsKeys(string during, string point)
    {
        using var workspace = city.NewWorkspace();
        var grants = new GrantFiles(workspace.Path);
        Assert.Single(grants.SecretsOf(Project));
        using var process = LinkageProcess.Start(RepositoryPaths.Root, null, city.Arguments(Project, workspace.Path));
        Assert.True(await process.SaidAsync($"{during}: begins"));

        // Held where it is, so that the revocation falls into this stage however long another process takes to record it.
        await StopWhileHeldAsync(process, "revoke", workspace.Path);

        var ended = await process.EndAsync();

        Assert.True(ended.ExitCode == 2, ended.Output + ended.Error);
        Assert.Equal(point, ended.Json().GetProperty("decisions").EnumerateArray().Last().GetProperty("point").GetString());
        Assert.All(ended.Json().GetProperty("refusals").EnumerateArray(), r => Assert.Equal((point, "GATEWAY_REVOKED"), (r.GetProperty("stage").GetString(), r.GetProperty("code").GetString())));
        Assert.Empty(City.ReleasesOf(workspace.Path, Project));
        Assert.Empty(grants.SetsOf(Project));
        Assert.Equal(during is "Link" or "Gate" or "Release", grants.Quarantined.Any(q => q.StartsWith($"denied-at-{point.ToLowerInvariant()}~research~spine~", StringComparison.Ordinal)));
        Assert.Equal(during is "Gate" or "Release", grants.Quarantined.Any(q => q.StartsWith($"denied-at-{point.ToLowerInvariant()}~research~mounted~", StringComparison.Ordinal)));
        Assert.Empty(grants.SecretsOf(Project));
        Assert.Single(grants.SecretsOf(Other));
        var tombstone = JsonDocument.Parse(File.ReadAllText(Assert.Single(grants.Tombstones))).RootElement;
        Assert.Equal(("GATEWAY_REVOKED", Project, 4), (tombstone.GetProperty("reason").GetString(), tombstone.GetProperty("rule").GetString(), tombstone.GetProperty("ruleVersion").GetInt32()));
        Assert.Empty(Node.Validate("grant-tombstone.schema.json", grants.Tombstones));
        string[] used = ["key-found", "key-used Person", "key-used Household"];
        Assert.Equal([.. during == "Extract" ? [] : (string[])["grant-made"], .. during is "Extract" or "Pseudonymise" ? [] : used, "key-destroyed GATEWAY_REVOKED"], grants.EventsOf(Project));
        Assert.Contains("are destroyed (GATEWAY_REVOKED)", ended.Error, StringComparison.Ordinal);
        await AssertLedgerIsWhole(workspace.Path);
    }

    [Fact]
    public async Task Run_RuleSuspendedWhileLinking_KeepsTheKeysAndTheSamePeopleHaveTheSameKeysOnceItIsLifted()
    {
        using var workspace = city.NewWorkspace();
        var grants = new GrantFiles(workspace.Path);
        var before = grants.All;
        using (var process = LinkageProcess.Start(RepositoryPaths.Root, null, city.Arguments(Project, workspace.Path)))
        {
            Assert.True(await process.SaidAsync("Link: begins"));
            await StopWhileHeldAsync(process, "suspend", workspace.Path);
            var ended = await process.EndAsync();
            Assert.Contains("RULE_SUSPENDED", ended.Output, StringComparison.Ordinal);
        }

        Assert.Equal(before, grants.All);
        Assert.Empty(grants.SetsOf(Project));
        Assert.Contains(grants.Quarantined, q => q.StartsWith("denied-at-gate~research~spine~", StringComparison.Ordinal));

        // Where it is not suspended, as it is once the suspension is lifted.
        using var lifted = city.NewWorkspace();
        Directory.Delete(lifted.Keys, recursive: true);
        City.Copy(workspace.Keys, lifted.Keys);
        Assert.Equal(0, (await city.RunAsync(Project, lifted.Path)).ExitCode);
        ReleaseFolders.AreSame(city.Released, lifted.Path, Project);
        Assert.Equal(File.ReadAllBytes(SpineOf(city.Released)), File.ReadAllBytes(SpineOf(lifted.Path)));
    }

    [Fact]
    public async Task Run_OfAnotherProjectAfterARevocation_DestroysTheKeysAndTheSamePermissionGivesEverybodyOthers()
    {
        using var workspace = city.NewWorkspace();
        var grants = new GrantFiles(workspace.Path);
        Assert.Equal(0, (await city.RunAsync(Project, workspace.Path)).ExitCode);
        Assert.Equal(2, grants.SetsOf(Project).Count);
        await City.StopRuleAsync("revoke", Rule, workspace.Path);

        var other = await city.RunAsync(Other, workspace.Path);

        Assert.True(other.ExitCode == 0, other.Output + other.Error);
        Assert.Empty(grants.SecretsOf(Project));
        Assert.Empty(grants.SetsOf(Project));
        Assert.Equal(2, grants.Quarantined.Count(q => q.StartsWith("grant-ended~research~", StringComparison.Ordinal)));
        Assert.Equal(["grant-made", "key-found", "key-used Person", "key-used Household", "key-destroyed GATEWAY_REVOKED"], grants.EventsOf(Project));
        Assert.Equal(["grant-made", "key-found", "key-used Person", "key-used Household"], grants.EventsOf(Other));

        // Denied from then on, and told no second time.
        Assert.Equal(2, (await city.RunAsync(Project, workspace.Path)).ExitCode);
        Assert.Single(grants.EventsOf(Project), e => e.StartsWith("key-destroyed", StringComparison.Ordinal));

        // A store in which the rule was never revoked does not bring the keys back.
        using var fresh = city.NewWorkspace();
        Directory.Delete(fresh.Keys, recursive: true);
        City.Copy(workspace.Keys, fresh.Keys);
        Assert.Equal(0, (await city.RunAsync(Project, fresh.Path)).ExitCode);
        Assert.Single(new GrantFiles(fresh.Path).SecretsOf(Project));
        Assert.Equal(["key-destroyed GATEWAY_REVOKED", "grant-made", "key-made", "key-used Person", "key-used Household"], new GrantFiles(fresh.Path).EventsOf(Project));
        using var session = DuckSession.Open(new DuckOptions());
        Assert.True(Count("SELECT count(*) FROM a JOIN b USING (dataset, record_key)") > 1000, "The same people.");
        Assert.Equal(0, Count("SELECT count(*) FROM a JOIN b ON a.person_key = b.person_key"));
        Assert.Equal(0, Count("SELECT count(*) FROM a JOIN b ON a.household_key = b.household_key"));
        await AssertLedgerIsWhole(workspace.Path);
        await AssertLedgerIsWhole(fresh.Path);

        long Count(string sql) => session.Scalar<long>(
            $"WITH a AS (SELECT * FROM read_parquet({SqlName.Literal(SpineOf(city.Released))})), b AS (SELECT * FROM read_parquet({SqlName.Literal(SpineOf(fresh.Path))})) {sql}", CancellationToken.None);
    }

    [Fact]
    public async Task Run_KilledBetweenQuarantineAndDestruction_IsCompletedByTheNext()
    {
        using var workspace = city.NewWorkspace();
        var grants = new GrantFiles(workspace.Path);
        Assert.Equal(0, (await city.RunAsync(Project, workspace.Path)).ExitCode);
        await City.StopRuleAsync("revoke", Rule, workspace.Path);
        using (var process = LinkageProcess.Start(RepositoryPaths.Root, null, city.Arguments(Other, workspace.Path)))
        {
            // As soon as anything stands in quarantine; how far the run came by then is for the machine, and every state must be made good.
            var limit = Stopwatch.StartNew();
            while (grants.Quarantined.Count == 0 && limit.Elapsed < TimeSpan.FromMinutes(2))
            {
            }

            process.Kill();
            await process.EndAsync();
        }

        Assert.NotEmpty(grants.Quarantined);
        await AssertEndedByTheNextRun(workspace, grants);
    }

    [Fact]
    public async Task Run_StoppedBetweenQuarantineAndDestruction_IsCompletedByTheNext()
    {
        using var workspace = city.NewWorkspace();
        var grants = new GrantFiles(workspace.Path);
        Assert.Equal(0, (await city.RunAsync(Project, workspace.Path)).ExitCode);
        await City.StopRuleAsync("revoke", Rule, workspace.Path);

        // Nothing can be written beside the keys, so the destruction cannot even begin.
        var folder = Path.Combine(workspace.Keys, "grants");
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var stopped = await LinkageProcess.RunBoundByModesAsync(city.Arguments(Other, workspace.Path));
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        Assert.True(stopped.ExitCode == 1, stopped.Output + stopped.Error);
        Assert.Empty(grants.SetsOf(Project));
        Assert.Single(grants.SecretsOf(Project));
        Assert.Empty(grants.Tombstones);
        await AssertEndedByTheNextRun(workspace, grants);
    }

    [Fact]
    public async Task Run_AfterTheKeyFolderWasRestoredFromAnOldBackup_DestroysTheOldSecretAgain()
    {
        using var workspace = city.NewWorkspace();
        var grants = new GrantFiles(workspace.Path);
        Assert.Equal(2, (await city.RunAsync(Project, workspace.Path, "--at", "2027-12-01T00:00:00Z")).ExitCode);
        var tombstones = grants.Tombstones.Select(File.ReadAllText).ToList();
        Assert.Equal(2, tombstones.Count);

        // The whole folder: the tombstones are lost with it. At this instant the rule has not ended, so that nothing but the ledger knows.
        Directory.Delete(workspace.Keys, recursive: true);
        City.Copy(Path.Combine(city.Released, "keys"), workspace.Keys);
        Assert.Single(grants.SecretsOf(Project));
        var old = File.ReadAllText(grants.SecretsOf(Project)[0]);

        Assert.Equal(0, (await city.RunAsync(Project, workspace.Path)).ExitCode);

        Assert.Equal(tombstones, grants.Tombstones.Select(File.ReadAllText));
        Assert.NotEqual(old, File.ReadAllText(Assert.Single(grants.SecretsOf(Project))));
        Assert.Equal(["key-destroyed DPIA_EXPIRED", "grant-made", "key-made", "key-used Person", "key-used Household"], grants.EventsOf(Project));
        await AssertLedgerIsWhole(workspace.Path);
    }

    [Fact]
    public async Task Run_PastTheLastDayOfTheRule_DestroysItsKeys()
    {
        using var workspace = city.NewWorkspace();
        var grants = new GrantFiles(workspace.Path);

        Assert.Equal(2, (await city.RunAsync(Project, workspace.Path, "--at", "2027-12-01T00:00:00Z")).ExitCode);

        Assert.Empty(grants.SecretsOf(Project));
        Assert.Equal(["key-destroyed DPIA_EXPIRED"], grants.EventsOf(Project));
        Assert.Equal(["key-destroyed DPIA_EXPIRED"], grants.EventsOf(Other));
    }

    [Theory]
    [InlineData("validTo: 2027-12-31", "validTo: 2026-11-20")]
    [InlineData("status: Approved", "status: Draft")]
    [InlineData("version: 4", "version: 7")]
    public async Task Run_RuleFileChangedByHand_IsDeniedAndKeepsTheKeys(string from, string to)
    {
        using var workspace = await city.NewWorkspaceAsync(governance =>
        {
            var file = Path.Combine(governance, "rules", Rule + ".yaml");
            Workspace.Edit(file, from, to);
            if (to == "version: 7")
            {
                File.Move(file, Path.Combine(governance, "rules", "homes-and-money.v7.yaml"));
            }
        });
        var grants = new GrantFiles(workspace.Path);
        var before = grants.All;

        await city.RunAsync(Project, workspace.Path);

        Assert.Subset(grants.All.ToHashSet(), before.ToHashSet());
        Assert.Empty(grants.Tombstones);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_GrantSecretDamagedOrOpenToOthers_IsRefusedBeforeAnyDataIsRead(bool damaged)
    {
        using var workspace = city.NewWorkspace();
        var secret = Assert.Single(new GrantFiles(workspace.Path).SecretsOf(Project));
        if (damaged)
        {
            var text = File.ReadAllText(secret);
            var at = text.IndexOf("secret ", StringComparison.Ordinal) + 20;
            File.WriteAllText(secret, $"{text[..at]}{(text[at] == '0' ? '1' : '0')}{text[(at + 1)..]}");
        }
        else
        {
            File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        }

        var ended = await city.RunAsync(Project, workspace.Path);

        Assert.Equal(3, ended.ExitCode);
        Assert.Equal(("KEY_UNAVAILABLE", secret), (ended.Json().GetProperty("error").GetProperty("code").GetString(), ended.Json().GetProperty("error").GetProperty("where").GetString()));
        Assert.Empty(Directory.GetFiles(workspace.Path, "*.parquet", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Run_GrantSecretLost_IsRefusedInsteadOfGivingEverybodyOtherKeys()
    {
        using var workspace = city.NewWorkspace();
        Assert.Equal(0, (await city.RunAsync(Project, workspace.Path)).ExitCode);
        var secret = Assert.Single(new GrantFiles(workspace.Path).SecretsOf(Project));
        File.Delete(secret);

        var ended = await city.RunAsync(Project, workspace.Path);

        Assert.Equal(3, ended.ExitCode);
        Assert.Equal(("KEY_UNAVAILABLE", secret), (ended.Json().GetProperty("error").GetProperty("code").GetString(), ended.Json().GetProperty("error").GetProperty("where").GetString()));
        Assert.False(File.Exists(secret));
    }

    [Fact]
    public void Files_OfTheWorkspace_HoldNoSecretOutsideTheKeyFolder()
    {
        var secrets = Directory.GetFiles(Path.Combine(city.Released, "keys", "grants"), "*.key")
            .Select(f => File.ReadLines(f).Single(l => l.StartsWith("secret ", StringComparison.Ordinal))[7..]).ToList();
        Assert.True(secrets.Count >= 2);
        var needles = secrets.SelectMany(s => new[] { s, s.ToUpperInvariant(), Convert.ToBase64String(Convert.FromHexString(s)), System.Text.Encoding.Latin1.GetString(Convert.FromHexString(s)) }).ToList();

        foreach (var file in Directory.EnumerateFiles(city.Released, "*", SearchOption.AllDirectories).Where(f => !f.StartsWith(Path.Combine(city.Released, "keys") + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
        {
            var text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file));
            Assert.DoesNotContain(needles, n => text.Contains(n, StringComparison.Ordinal));
        }

        var said = city.HomesAndMoney.Output + city.HomesAndMoney.Error + city.ChildPoverty.Output + city.ChildPoverty.Error;
        Assert.DoesNotContain(needles, n => said.Contains(n, StringComparison.Ordinal));
    }

    private static async Task StopWhileHeldAsync(LinkageProcess process, string verb, string workspace)
    {
        await process.HangAsync(workspace);
        var stopped = await LinkageProcess.RunAsync("rules", verb, Rule, "--person", "p-sandhu", "--reason", "A test.", "--data", workspace, "--json");
        process.Resume();
        Assert.True(stopped.ExitCode == 0, stopped.Output);
    }

    private async Task AssertEndedByTheNextRun(Workspace workspace, GrantFiles grants)
    {
        Assert.Equal(0, (await city.RunAsync(Other, workspace.Path)).ExitCode);

        Assert.Empty(grants.SetsOf(Project));
        Assert.Empty(grants.SecretsOf(Project));
        Assert.Single(grants.Tombstones);
        // The secrets of the other grant and of the key epoch, and the tombstone.
        Assert.Equal(3, grants.All.Count);
        Assert.Single(grants.EventsOf(Project), e => e == "key-destroyed GATEWAY_REVOKED");
        ReleaseFolders.NothingIsHalfMade(workspace.Path);
        await AssertLedgerIsWhole(workspace.Path);
    }

    private static async Task AssertLedgerIsWhole(string workspace)
    {
        var ledger = await LinkageProcess.RunAsync("ledger", "verify", "--data", workspace, "--json");
        Assert.True(ledger.ExitCode == 0, ledger.Output);
        Assert.Equal(ledger.Json().GetProperty("events").GetInt64(), ledger.Json().GetProperty("vouchedFor").GetInt64());
    }

    private static string SpineOf(string workspace) =>
        Directory.GetFiles(Path.Combine(workspace, "zones", "research", "spine", Project), "spine.parquet", SearchOption.AllDirectories).Single();
}
