using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Linkage.TestKit;
using Npgsql;

namespace Linkage.EndToEnd.Tests.Council.Hangfire;

/// <summary>The real host under Hangfire on a real PostgreSQL server: it runs what is due once, whatever becomes of hosts, and its dashboard is for who has the password.</summary>
[Collection(AftermathCollection.Name)]
[UnsupportedOSPlatform("windows")]
public sealed class ServeOnHangfireTests(City city) : IDisposable
{
    private const string Project = "homes-and-money";
    private const string Instant = "2026-11-22T12:00:00Z";
    private const string Password = "this is the password of the dashboard";

    private readonly string _owner = PostgresServer.Instance.CreateDatabase();
    private readonly TemporaryFolder _folder = new();
    private string _schemas = string.Empty;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Serve_UnderHangfire_RunsWhatIsAskedForOnceThoughAHostIsKilledInIt()
    {
        using var workspace = await WorkspaceAsync();
        using (var first = Start(workspace, Url()))
        {
            Assert.True(await first.SaidAsync("Serving"));
            first.Signal(PosixSignal.SIGTERM);
            Ok(await first.EndAsync());
        }

        Ok(await RunAsync(Account("linkage_worker"), "schedules", "trigger", Project, "--person", "p-okafor", "--data", workspace.Path, "--schemas", _schemas, "--at", Instant, "--json"));
        using (var killed = Start(workspace, Url()))
        {
            Assert.Equal(LinkageProcess.Killed, (await killed.KillWhenItSaysAsync("Pseudonymise: ")).ExitCode);
        }

        using var one = Start(workspace, Url());
        using var other = Start(workspace, Url());
        await Task.WhenAny(one.SaidAsync("Released"), other.SaidAsync("Released"));
        foreach (var host in new[] { one, other })
        {
            host.Signal(PosixSignal.SIGTERM);
            var ended = await host.EndAsync();
            Assert.True(ended.ExitCode == 0, ended.Output + ended.Error);
        }

        Assert.Single(City.ReleasesOf(workspace.Path, Project));
        Ok(await RunAsync(Account("linkage_auditor"), "ledger", "verify", "--data", workspace.Path, "--json"));
        Assert.Equal("Begun,Begun,Released", Slots());
    }

    [Fact]
    public async Task Dashboard_OfTheHost_IsForWhoHasThePassword()
    {
        using var workspace = await WorkspaceAsync();
        var file = _folder.Write("password", Password);
        var url = Url();
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        using (var open = Start(workspace, url, file))
        {
            var ended = await open.EndAsync();
            Assert.Equal(3, ended.ExitCode);
            Assert.Contains("DASHBOARD_PASSWORD", ended.Output, StringComparison.Ordinal);
        }

        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        using var host = Start(workspace, url, file);
        Assert.True(await host.SaidAsync("Serving"));
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(new Uri($"{url}/hangfire"))).StatusCode);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"any:{Password}")));
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri($"{url}/hangfire"))).StatusCode);
        Assert.Equal("ok", await http.GetStringAsync(new Uri($"{url}/healthz")));
    }

    [Fact]
    public async Task Serve_WhereHangfireHasNoDatabase_SaysSo()
    {
        using var workspace = city.NewWorkspace();
        using var host = LinkageProcess.Start(RepositoryPaths.Root, new Dictionary<string, string?> { ["LINKAGE_SCHEDULER"] = "hangfire" }, ["serve", "--data", workspace.Path, "--urls", Url(), "--json"]);
        var ended = await host.EndAsync();
        Assert.Equal((3, "SCHEDULER_NEEDS_POSTGRES"), (ended.ExitCode, ended.Json().GetProperty("error").GetProperty("code").GetString()));
    }

    private async Task<Workspace> WorkspaceAsync()
    {
        var workspace = city.NewWorkspaceWithoutRules();
        Ok(await RunAsync(_owner, "store", "init", "--json"));
        Ok(await RunAsync(Account("linkage_officer"), "rules", "import", RepositoryPaths.Governance, "--data", workspace.Path, "--json"));
        _schemas = workspace.CopySchemas();
        Schedules.Only(_schemas, Project, "30 2 * * *");
        return workspace;
    }

    private LinkageProcess Start(Workspace workspace, string url, string? password = null) => LinkageProcess.Start(
        RepositoryPaths.Root,
        new Dictionary<string, string?> { ["LINKAGE_STORE"] = Account("linkage_worker"), ["LINKAGE_SCHEDULER"] = "hangfire", ["LINKAGE_LEASE_SECONDS"] = "3", ["LINKAGE_DASHBOARD_PASSWORD_FILE"] = password },
        ["serve", "--data", workspace.Path, "--sources", city.Sources, "--schemas", _schemas, "--urls", url, "--at", Instant, "--json"]);

    private string Slots()
    {
        using var connection = new NpgsqlConnection(_owner + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand("SELECT string_agg(act, ',' ORDER BY ordinal) FROM linkage.slots WHERE act <> 'Requested'", connection);
        return (string)command.ExecuteScalar()!;
    }

    private static async Task<LinkageProcess.Ended> RunAsync(string store, params IEnumerable<string> args)
    {
        using var process = LinkageProcess.Start(RepositoryPaths.Root, new Dictionary<string, string?> { ["LINKAGE_STORE"] = store, ["LINKAGE_SCHEDULER"] = "hangfire" }, args);
        return await process.EndAsync();
    }

    private static void Ok(LinkageProcess.Ended ended) => Assert.True(ended.ExitCode == 0, ended.Output + ended.Error);

    private string Account(string role)
    {
        PostgresServer.Instance.CreateAccount($"{role}_test", role);
        return PostgresServer.Instance.ConnectionTo(new NpgsqlConnectionStringBuilder(_owner).Database!, $"{role}_test");
    }

    private static string Url()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
