using System.Runtime.Versioning;
using Linkage.TestKit;
using Microsoft.Data.Sqlite;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>A release on its way to its team and back.</summary>
[Collection(AftermathCollection.Name)]
[UnsupportedOSPlatform("windows")]
public sealed class CollectionTests(City city) : IDisposable
{
    private const string Outreach = "homes-and-money";
    private const string Research = "child-poverty-research";
    private const string Later = "2026-11-23T09:00:00Z";

    private readonly Collectors _collectors = new();

    public void Dispose() => _collectors.Dispose();

    [Fact]
    public async Task Release_CollectedWithdrawnAndAttested_IsOpenToItsCollectorOnlyAndGoneAtTheEnd()
    {
        using var workspace = await ReleasedAsync(Outreach);
        var release = Path.GetFileName(City.ReleasesOf(workspace.Path, Outreach).Single());
        var (copy, received) = (Path.Combine(_collectors.Handover, release), _collectors.New("received"));
        var original = Directory.GetFiles(City.ReleasesOf(workspace.Path, Outreach).Single(), "*", SearchOption.AllDirectories).Select(Workspace.Sha256).ToHashSet();

        Assert.Equal("Ready", await StateAsync(workspace, release));
        Fails(await CollectAsync(workspace, release, Collectors.Outreach), 2, "ENCRYPTION_REQUIRED");
        var collected = await CollectAsync(workspace, release, Collectors.Outreach, "--to", _collectors.OpeningPublic);
        Assert.True(collected.ExitCode == 0, collected.Output);
        Assert.Equal("Collected", await StateAsync(workspace, release));
        Assert.DoesNotContain(Directory.GetFiles(copy, "*", SearchOption.AllDirectories), file => original.Contains(Workspace.Sha256(file)));

        Fails(await OpenAsync(copy, _collectors.KeyOf(Collectors.Outreach), received), 2, "COPY_NOT_OPENED");
        Assert.False(Directory.Exists(received));
        Assert.Equal(0, (await OpenAsync(copy, _collectors.Opening, received)).ExitCode);
        Assert.Equal(0, (await VerifyAsync(workspace, received)).ExitCode);
        Assert.Equal(original, Directory.GetFiles(received, "*", SearchOption.AllDirectories).Select(Workspace.Sha256).ToHashSet());

        var withdrawn = await WithdrawAsync(workspace, release);
        Assert.Equal(0, withdrawn.ExitCode);
        Assert.Equal([Collectors.Outreach], withdrawn.Json().GetProperty("owing").EnumerateArray().Select(one => one.GetString()));
        Assert.Empty(City.ReleasesOf(workspace.Path, Outreach));
        Assert.False(Directory.Exists(copy));
        Assert.Contains(release, await File.ReadAllTextAsync($"{copy}.withdrawn.json"), StringComparison.Ordinal);
        Assert.Equal("Withdrawn", await StateAsync(workspace, release));
        var verified = await VerifyAsync(workspace, received, "--revoked", Path.Combine(workspace.Path, "revoked-releases.dsse.json"));
        Assert.Contains("withdrawn on", verified.Output, StringComparison.Ordinal);
        Assert.True(verified.Json().TryGetProperty("listIssuedAt", out _));
        var status = await LinkageProcess.RunAsync("status", "--data", workspace.Path, "--at", Later, "--json");
        Assert.Equal("Withdrawn", status.Json().GetProperty("runs")[0].GetProperty("releases")[0].GetProperty("state").GetString());
        var explained = await LinkageProcess.RunAsync("explain", "latest", "--data", workspace.Path, "--at", Later, "--json");
        Assert.Contains("The release was taken back by p-hartley", explained.Output, StringComparison.Ordinal);
        Assert.Equal("Withdrawn", explained.Json().GetProperty("releases")[0].GetProperty("acts")[1].GetProperty("act").GetString());

        Fails(await city.RunAsync(Outreach, workspace.Path), 2, "RELEASE_WITHDRAWN");
        Assert.Empty(City.ReleasesOf(workspace.Path, Outreach));
        Fails(await CollectAsync(workspace, release, Collectors.Outreach, "--to", _collectors.OpeningPublic), 2, "RELEASE_ENDED");

        var attested = await LinkageProcess.RunAsync("releases", "attest", release, "--data", workspace.Path, "--person", Collectors.Outreach, "--key", _collectors.KeyOf(Collectors.Outreach), "--how", "Deleted.", "--at", Later, "--json");
        Assert.True(attested.ExitCode == 0, attested.Output);
        Assert.Equal("Destroyed", await StateAsync(workspace, release));
        Assert.Equal(["release-collected", "release-withdrawn", "release-attested"], ActsOf(workspace));
        Assert.Equal(0, (await LinkageProcess.RunAsync("ledger", "verify", "--data", workspace.Path, "--json")).ExitCode);
    }

    [Theory]
    [InlineData("quality.html.sealed")]
    [InlineData("statement.json.sealed")]
    [InlineData("statement.dsse.json.sealed")]
    public async Task Open_CopyWithoutOneOfItsFiles_LeavesNothing(string missing)
    {
        using var workspace = await ReleasedAsync(Outreach);
        var release = Path.GetFileName(City.ReleasesOf(workspace.Path, Outreach).Single());
        Assert.Equal(0, (await CollectAsync(workspace, release, Collectors.Outreach, "--to", _collectors.OpeningPublic)).ExitCode);
        var (copy, received) = (Path.Combine(_collectors.Handover, release), _collectors.New("received"));
        File.Delete(Path.Combine(copy, missing));

        Fails(await OpenAsync(copy, _collectors.Opening, received), 2, "COPY_NOT_OPENED");
        Assert.False(Directory.Exists(received));
    }

    [Fact]
    public async Task Run_OverAStoreFromBeforeAWithdrawal_DoesNotMakeTheReleaseAgain()
    {
        using var workspace = await ReleasedAsync(Outreach);
        var release = Path.GetFileName(City.ReleasesOf(workspace.Path, Outreach).Single());
        var (store, backup) = (Path.Combine(workspace.Path, "linkage.db"), _collectors.New("linkage.db"));
        File.Copy(store, backup);
        Assert.Equal(0, (await WithdrawAsync(workspace, release)).ExitCode);
        File.Copy(backup, store, overwrite: true);

        Fails(await city.RunAsync(Outreach, workspace.Path), 2, "RELEASE_WITHDRAWN");
        Assert.Empty(City.ReleasesOf(workspace.Path, Outreach));
    }

    [Fact]
    public async Task Collect_AfterAnActThatNobodyOfTheTeamSigned_IsRefusedUntilSomebodyHasLooked()
    {
        using var workspace = await ReleasedAsync(Research);
        var release = Path.GetFileName(City.ReleasesOf(workspace.Path, Research).Single());
        Assert.Equal(0, (await CollectAsync(workspace, release, Collectors.Research)).ExitCode);
        Directory.Move(Path.Combine(_collectors.Handover, release), _collectors.New("fetched"));

        // The member of the team leaves the directory without a day that ends the key: nobody can say any more who signed.
        await City.ImportAsync(RepositoryPaths.Governance, workspace.Path);

        Fails(await CollectAsync(workspace, release, Collectors.Outreach), 2, "RELEASE_IN_DOUBT");
        var listed = await LinkageProcess.RunAsync("releases", "list", "--data", workspace.Path, "--at", Later, "--json");
        Assert.Contains("bears no signature", listed.Json().GetProperty("releases")[0].GetProperty("doubt").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await WithdrawAsync(workspace, release)).ExitCode);
    }

    [Fact]
    public async Task Collect_WhereTheRuleLetsTheTeamReadAFolder_GivesPlainFilesToItsGroup()
    {
        using var workspace = await ReleasedAsync(Research);
        var release = City.ReleasesOf(workspace.Path, Research).Single();

        Assert.Equal(0, (await CollectAsync(workspace, Path.GetFileName(release), Collectors.Research)).ExitCode);

        var copy = Path.Combine(_collectors.Handover, Path.GetFileName(release));
        Assert.Equal(0, (await VerifyAsync(workspace, copy)).ExitCode);
        Assert.All(
            Directory.GetFiles(copy, "*", SearchOption.AllDirectories), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.GroupRead, File.GetUnixFileMode(file)));
        Assert.Equal(0, (await WithdrawAsync(workspace, Path.GetFileName(release))).ExitCode);
        Assert.False(Directory.Exists(copy));
    }

    [Fact]
    public async Task Collect_WhatMayNotBeHad_IsRefusedAndNothingIsHandedOutOrRecorded()
    {
        using var workspace = await ReleasedAsync(Research);
        var path = City.ReleasesOf(workspace.Path, Research).Single();
        var release = Path.GetFileName(path);

        Fails(await CollectAsync(workspace, release, Collectors.Outreach), 2, "NOT_PERMITTED");
        Fails(await CollectAsync(workspace, release, "p-sandhu", "--key", _collectors.KeyOf(Collectors.Research)), 2, "NOT_PERMITTED");
        Fails(await CollectAsync(workspace, release, Collectors.Research, "--key", _collectors.KeyOf(Collectors.Outreach)), 2, "NOT_PERMITTED");
        Fails(await CollectAsync(workspace, release, Collectors.Research, "--at", "2028-11-23T09:00:00Z"), 2, "RELEASE_ENDED");
        Fails(await CollectAsync(workspace, "release-0", Collectors.Research), 3, "NO_RELEASE");

        await City.StopRuleAsync("suspend", $"{Research}.v1", workspace.Path);
        Fails(await CollectAsync(workspace, release, Collectors.Research), 2, "RULE_NOT_IN_FORCE");

        var file = Directory.GetFiles(path, "*.parquet", SearchOption.AllDirectories)[0];
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.AppendAllTextAsync(file, "x");
        Fails(await CollectAsync(workspace, release, Collectors.Research), 2, "RELEASE_DAMAGED");

        Assert.Empty(Directory.GetFileSystemEntries(_collectors.Handover));
        Assert.Empty(ActsOf(workspace));
    }

    [Fact]
    public async Task Withdraw_WhileARunIsAtWork_IsRecordedAtOnceAndDoneByTheNextRun()
    {
        using var workspace = await ReleasedAsync(Research);
        var release = Path.GetFileName(City.ReleasesOf(workspace.Path, Research).Single());
        Assert.Equal(0, (await CollectAsync(workspace, release, Collectors.Research)).ExitCode);
        using (var process = LinkageProcess.Start(RepositoryPaths.Root, null, city.Arguments(Outreach, workspace.Path)))
        {
            Assert.True(await process.SaidAsync("Link: begins"));
            await process.HangAsync(workspace.Path);
            var withdrawn = await WithdrawAsync(workspace, release);
            Assert.Equal(0, withdrawn.ExitCode);
            Assert.Contains("at work", withdrawn.Json().GetProperty("pending").GetString(), StringComparison.Ordinal);
            Assert.Equal("Withdrawn", await StateAsync(workspace, release));
            process.Kill();
            await process.EndAsync();
        }

        Assert.NotEmpty(City.ReleasesOf(workspace.Path, Research));
        Assert.Equal(0, (await city.RunAsync(Outreach, workspace.Path)).ExitCode);

        Assert.Empty(City.ReleasesOf(workspace.Path, Research));
        Assert.False(Directory.Exists(Path.Combine(_collectors.Handover, release)));
        Assert.Equal(["release-collected", "release-withdrawn"], ActsOf(workspace));
    }

    [Fact]
    public async Task Withdraw_AfterANewSigningKey_PublishesANewListAndKeepsTheOldOne()
    {
        using var workspace = await ReleasedAsync(Outreach);
        Assert.Equal(0, (await city.RunAsync(Research, workspace.Path)).ExitCode);
        var (first, second) = (Path.GetFileName(City.ReleasesOf(workspace.Path, Outreach).Single()), Path.GetFileName(City.ReleasesOf(workspace.Path, Research).Single()));
        var (received, oldKey, newKey) = (_collectors.New("received"), _collectors.New("old-public.pem"), Path.Combine(workspace.Keys, "signing-public.pem"));
        City.Copy(City.ReleasesOf(workspace.Path, Research).Single(), received);
        Assert.Equal(0, (await WithdrawAsync(workspace, first)).ExitCode);
        var list = Path.Combine(workspace.Path, "revoked-releases.dsse.json");
        var before = await File.ReadAllBytesAsync(list);
        File.Copy(newKey, oldKey);
        File.Move(Path.Combine(workspace.Keys, "signing.key"), _collectors.New("signing.key"));
        Assert.Equal(0, (await LinkageProcess.RunAsync("keys", "init", "--data", workspace.Path, "--signature", "rsa-3072", "--json")).ExitCode);

        var withdrawn = await WithdrawAsync(workspace, second);

        Assert.True(withdrawn.ExitCode == 0, withdrawn.Output);
        Assert.False(withdrawn.Json().TryGetProperty("pending", out var pending), pending.ToString());
        Assert.Equal(before, await File.ReadAllBytesAsync(Directory.GetFiles(workspace.Path, "revoked-releases.????????.dsse.json").Single()));
        string[] verify = ["verify", received, "--key", oldKey, "--at", Later, "--json"];
        Assert.Equal(0, (await LinkageProcess.RunAsync(verify)).ExitCode);
        Fails(await LinkageProcess.RunAsync([.. verify, "--revoked", list]), 3, "LIST_UNREADABLE");
        Fails(await LinkageProcess.RunAsync([.. verify, "--revoked", list, "--revoked-key", oldKey]), 3, "LIST_UNREADABLE");
        Fails(await LinkageProcess.RunAsync([.. verify, "--revoked", list, "--revoked-key", newKey]), 2, "withdrawn on");
        Fails(await LinkageProcess.RunAsync([.. verify, "--revoked-key", newKey]), 3, "BAD_OPTION");
        Fails(await LinkageProcess.RunAsync("ledger", "verify", "--data", workspace.Path, "--key", newKey, "--json"), 2, "\"valid\":false");
        Assert.Equal(0, (await LinkageProcess.RunAsync("ledger", "verify", "--data", workspace.Path, "--key", oldKey, "--key", newKey, "--json")).ExitCode);
    }

    private async Task<Workspace> ReleasedAsync(string project)
    {
        var workspace = await city.NewWorkspaceAsync(_collectors.Register);
        var run = await city.RunAsync(project, workspace.Path);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        return workspace;
    }

    private Task<LinkageProcess.Ended> CollectAsync(Workspace workspace, string release, string person, params IReadOnlyList<string> more)
    {
        List<string> arguments = ["releases", "collect", release, "--data", workspace.Path, "--person", person, "--out", _collectors.Handover, "--json", .. more];
        if (!more.Contains("--key"))
        {
            arguments.AddRange(["--key", _collectors.KeyOf(person)]);
        }

        if (!more.Contains("--at"))
        {
            arguments.AddRange(["--at", Later]);
        }

        return LinkageProcess.RunAsync(arguments);
    }

    private static Task<LinkageProcess.Ended> OpenAsync(string copy, string key, string target) => LinkageProcess.RunAsync("releases", "open", copy, "--key", key, "--out", target, "--json");

    private static Task<LinkageProcess.Ended> WithdrawAsync(Workspace workspace, string release) =>
        LinkageProcess.RunAsync("releases", "withdraw", release, "--data", workspace.Path, "--person", "p-hartley", "--reason", "A test.", "--json");

    private static Task<LinkageProcess.Ended> VerifyAsync(Workspace workspace, string folder, params IReadOnlyList<string> more) =>
        LinkageProcess.RunAsync(["verify", folder, "--key", Path.Combine(workspace.Keys, "signing-public.pem"), "--at", Later, "--json", .. more]);

    private static async Task<string?> StateAsync(Workspace workspace, string release)
    {
        var listed = await LinkageProcess.RunAsync("releases", "list", "--data", workspace.Path, "--at", Later, "--json");
        return listed.Json().GetProperty("releases").EnumerateArray().Single(one => one.GetProperty("release").GetString() == release).GetProperty("state").GetString();
    }

    private static List<string> ActsOf(Workspace workspace)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(workspace.Path, "linkage.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT kind FROM ledger WHERE subject LIKE 'release_acts/%' ORDER BY sequence";
        using var reader = command.ExecuteReader();
        var kinds = new List<string>();
        while (reader.Read())
        {
            kinds.Add(reader.GetString(0));
        }

        return kinds;
    }

    private static void Fails(LinkageProcess.Ended ended, int exitCode, string code)
    {
        Assert.True(ended.ExitCode == exitCode, ended.Output + ended.Error);
        Assert.Contains(code, ended.Output, StringComparison.Ordinal);
    }
}
