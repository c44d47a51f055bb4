using System.Text.RegularExpressions;
using Linkage.EndToEnd.Tests.Council;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Deploying;

/// <summary>A workspace and its database are backed up and restored by the commands of the runbook, and what a restore got wrong is found by them too.</summary>
[Collection(AftermathCollection.Name)]
public sealed class RestoreTests(City city) : IDisposable
{
    private const string Later = "2026-11-23T12:00:00Z";

    // What anybody who looks is told of the workspace.
    private const string Look = """
        linkage status --data /srv/linkage --json
        linkage releases list --data /srv/linkage --json
        linkage rules list --data /srv/linkage --json
        linkage rules history homes-and-money.v4 --data /srv/linkage --json
        linkage runs list --data /srv/linkage --json
        linkage ledger verify --data /srv/linkage --json
        """;

    private readonly FreshServer _server = new(city.Sources);

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Restore_OfAPostgresWorkspace_IsAsBeforeAndGoesOn()
    {
        await PostgresAsync();
        await _server.DoAsync("backup-postgres");
        var before = await LookAsync("linkage");
        Directory.Delete(_server.Workspace, recursive: true);
        await _server.DoneAsync("dropdb -h db linkage");

        await _server.DoAsync("restore-database");
        await _server.DoAsync("restore-workspace");
        await _server.DoAsync("check-restored");

        var after = await LookAsync("linkage_restored");
        // The name of the database is all that may differ.
        Assert.Equal(before, after.Replace("linkage_restored", "linkage", StringComparison.Ordinal));
        await RunAsync("linkage_restored", Later);
        Assert.Equal(2, City.ReleasesOf(_server.Workspace, FreshServer.Project).Count);
        await _server.DoAsync("check-restored", Later);
        // Nobody but the roles may connect, as before.
        Assert.DoesNotContain("=Tc/", await _server.DoneAsync("psql -h db -d postgres -Atc \"SELECT datacl FROM pg_database WHERE datname = 'linkage_restored'\""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_OfASqliteWorkspace_IsAsBeforeAndGoesOn()
    {
        await _server.DoneAsync("linkage keys init --data /srv/linkage\nlinkage rules import /opt/linkage/governance --data /srv/linkage");
        await RunAsync(null);
        await _server.DoAsync("backup-sqlite");
        var before = await LookAsync();

        await _server.DoAsync("restore-workspace");
        var check = Runbook.Commands("check-restored");
        var withSqlite = check[(check.IndexOf('\n', StringComparison.Ordinal) + 1)..].Replace("/srv/linkage/workspace.id ", string.Empty, StringComparison.Ordinal);
        await _server.DoneAsync(withSqlite);

        Assert.Equal(before, await LookAsync());
        await RunAsync(null, Later);
        await _server.DoneAsync(withSqlite, Later);
    }

    [Fact]
    public async Task Restore_OlderThanAReleaseThatLiesInTheZones_IsToldAndNoRunBegins()
    {
        await PostgresAsync();
        await _server.DoAsync("backup-postgres");
        await RunAsync("linkage", Later);
        var newer = City.ReleasesOf(_server.Workspace, FreshServer.Project).Select(Path.GetFileName).Single(release => !_server.DoneAsync("tar -tzf /backup/linkage.tgz").GetAwaiter().GetResult().Contains(release!, StringComparison.Ordinal));

        // The database alone, under a workspace that went on.
        await _server.DoAsync("restore-database");
        var check = await _server.TryAsync("check-restored", Later);
        Assert.False(check.Succeeded, check.All);
        Assert.Contains("Truncated", check.All, StringComparison.Ordinal);
        var list = await _server.DoneAsync($"{Store("linkage_restored")}\nlinkage releases list --data /srv/linkage --json | jq -r '.releases[] | select(.doubt) | .release'");
        Assert.Equal(newer, list.Trim());
        var run = await TryRunAsync("linkage_restored", Later);
        Assert.False(run.Succeeded);
        Assert.Contains("LEDGER_BROKEN", run.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_OfDatabaseAndWorkspaceFromBeforeTheLastCheckpointHeld_IsTold()
    {
        await PostgresAsync();
        await _server.DoAsync("backup-postgres");
        await RunAsync("linkage", Later);
        // The next backup is made and lost, but for the checkpoint that is held elsewhere.
        await _server.DoneAsync($"{Store("linkage")}\nlinkage ledger checkpoint --data /srv/linkage --out /safe/held.txt");

        await _server.DoAsync("restore-database");
        await _server.DoAsync("restore-workspace");

        var check = await _server.TryAsync("check-restored", Later);
        Assert.False(check.Succeeded, check.All);
        Assert.Contains("Truncated", check.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_WithAPartMissing_IsFoundByTheCheckWhicheverItIs()
    {
        await PostgresAsync();
        await _server.DoAsync("backup-postgres");
        await _server.DoAsync("restore-database");
        await _server.DoAsync("restore-workspace");
        await _server.DoAsync("check-restored");
        var release = Path.GetRelativePath(_server.Workspace, City.ReleasesOf(_server.Workspace, FreshServer.Project).Single());
        var landed = Path.GetRelativePath(_server.Workspace, Directory.GetFiles(Path.Combine(_server.Workspace, "zones", "landing"), "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First());
        var run = Path.Combine("runs", Path.GetFileName(Directory.GetDirectories(Path.Combine(_server.Workspace, "runs")).Single()));
        string[] parts = ["workspace.id", "ledger-checkpoints.txt", "zones", "runs", run, "keys", "keys/root.key", "keys/signing.key", "keys/grants", release, Path.Combine(release, "statement.json"), landed];

        foreach (var part in parts)
        {
            await _server.DoneAsync($"mv /srv/linkage/{part} /backup/aside");
            var check = await _server.TryAsync("check-restored");
            Assert.False(check.Succeeded, $"{part} is missing, and nothing said so. {check.All}");
            await _server.DoneAsync($"rm -rf /srv/linkage/{part}; mv /backup/aside /srv/linkage/{part}");
        }

        await _server.DoAsync("check-restored");
    }

    [Fact]
    public async Task Restore_WhileARunHangs_ItWakesUpAndChangesNothing()
    {
        await PostgresAsync();
        await _server.DoAsync("backup-postgres");
        using var hung = LinkageProcess.Start(
            RepositoryPaths.Root, new Dictionary<string, string?> { ["LINKAGE_STORE"] = _server.StoreOf("linkage"), ["LINKAGE_LEASE_SECONDS"] = "3" },
            "run", FreshServer.Project, "--data", _server.Workspace, "--sources", city.Sources, "--at", Later, "--json");
        Assert.True(await hung.SaidAsync("Pseudonymise"));
        hung.Suspend();

        await _server.DoAsync("restore-database");
        await _server.DoAsync("restore-workspace");
        await _server.DoAsync("check-restored");
        await RunAsync("linkage_restored", "2026-11-24T12:00:00Z");
        var releases = City.ReleasesOf(_server.Workspace, FreshServer.Project);
        hung.Resume();
        var ended = await hung.EndAsync();

        Assert.NotEqual(0, ended.ExitCode);
        Assert.Equal(releases, City.ReleasesOf(_server.Workspace, FreshServer.Project));
        await _server.DoAsync("check-restored", Later);
    }

    // All but the instant at which it was looked.
    private async Task<string> LookAsync(string? database = null) => Regex.Replace(await _server.DoneAsync(database is null ? Look : $"{Store(database)}\n{Look}"), "\"at\":\"[^\"]*\",\"rules\"", "\"rules\"");

    private async Task PostgresAsync()
    {
        foreach (var step in new[] { "fresh-files", "fresh-database", "fresh-keys", "fresh-rules", "fresh-run" })
        {
            await _server.DoAsync(step);
        }
    }

    private async Task RunAsync(string? database, string instant = FreshServer.Instant)
    {
        var run = await TryRunAsync(database, instant);
        Assert.True(run.Succeeded, run.All);
    }

    private async Task<FreshServer.Typed> TryRunAsync(string? database, string instant) =>
        await _server.TypeAsync($"{(database is null ? string.Empty : Store(database))}\n{Runbook.Commands("fresh-run").Split('\n').Single(line => line.StartsWith("linkage run ", StringComparison.Ordinal))}", instant);

    private static string Store(string database) => $"export LINKAGE_STORE='Host=db;Database={database};Username=linkage_job'";
}
