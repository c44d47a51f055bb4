using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;
using Linkage.TestKit.Deliveries;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>A city whose extracts come by SFTP, HTTPS and a folder, through the real program.</summary>
[Collection(RunCollection.Name)]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
#pragma warning disable CA1001 // xunit ends it through DisposeAsync.
public sealed class DeliveryTests(City city) : IAsyncLifetime
#pragma warning restore CA1001
{
    private const string Project = "homes-and-money";

    private static readonly Dictionary<string, string> Patterns = Directory.GetFiles(RepositoryPaths.Sources, "*.yaml")
        .ToDictionary(f => Path.GetFileNameWithoutExtension(f), f => File.ReadLines(f).Single(l => l.StartsWith("    path:", StringComparison.Ordinal)).Split('"')[1], StringComparer.Ordinal);

    private readonly TemporaryFolder _folder = new();
    private readonly SshServer _ssh = new();
    private readonly TlsFileServer _tls = new();
    private Workspace _workspace = null!;

    public async Task InitializeAsync()
    {
        _workspace = city.NewWorkspace();
        foreach (var (name, text) in new[] { ("housing", _ssh.Key("user")), ("tax", _tls.Client) })
        {
            var path = _folder.Write(name, text);
            PrivateFolder.CloseToOthers(path);
            var set = await LinkageProcess.RunAsync("keys", "credential", "set", name, "--file", path, "--data", _workspace.Path, "--json");
            Assert.True(set.ExitCode == 0, set.Output + set.Error);
            Assert.Empty(Node.Validate("keys-credential-output.schema.json", [_folder.Write("set.json", set.Output)]));
        }
    }

    public async Task DisposeAsync()
    {
        _workspace.Dispose();
        _ssh.Dispose();
        await _tls.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Run_ExtractsThatArePulled_ReleasesTheSameBytesAndKeepsNoPlainCopy()
    {
        var config = Configuration();

        var ran = await city.RunAsync(Project, _workspace.Path, "--config", config, "--sources", _folder.PathOf("nowhere"));

        Assert.True(ran.ExitCode == 0, ran.Output + ran.Error);
        var (expected, released) = (Assert.Single(City.ReleasesOf(city.Released, Project)), Assert.Single(City.ReleasesOf(_workspace.Path, Project)));
        Assert.Equal(Path.GetFileName(expected), Path.GetFileName(released));
        var data = Directory.GetFiles(Path.Combine(expected, "data"));
        Assert.NotEmpty(data);
        Assert.All(data, file => Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(released, "data", Path.GetFileName(file)))));
        Assert.Empty(Directory.GetFiles(Path.Combine(_workspace.Path, "inbox"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Run_ServerThatIsNotTheOneThatWasPinned_IsRefusedAndReadsNothing()
    {
        var config = Configuration();
        await File.WriteAllTextAsync(config, (await File.ReadAllTextAsync(config)).Replace(_ssh.KnownHosts, _ssh.OtherKnownHosts, StringComparison.Ordinal));

        var ran = await city.RunAsync(Project, _workspace.Path, "--config", config, "--sources", _folder.PathOf("nowhere"));

        Assert.Equal(2, ran.ExitCode);
        Assert.Contains("DELIVERY_UNTRUSTED", ran.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_workspace.Path, "zones", "landing", "council-tax")));
        Assert.Empty(City.ReleasesOf(_workspace.Path, Project));
    }

    [Fact]
    public async Task Run_ServerThatIsAway_IsAFaultThatMayPass()
    {
        var config = Configuration();
        _ssh.Stop();

        var ran = await city.RunAsync(Project, _workspace.Path, "--config", config, "--sources", _folder.PathOf("nowhere"), "--json");

        Assert.Equal(1, ran.ExitCode);
        Assert.Equal("DELIVERY_UNREACHABLE", ran.Json().GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Pull_ByItself_FillsTheInboxThatTheSweepKnows()
    {
        var config = Configuration();

        var pulled = await PullAsync(config);
        var again = await PullAsync(config, "council-tax");
        var unknown = await PullAsync(config, "no-such-dataset");

        Assert.True(pulled.ExitCode == 0, pulled.Output + pulled.Error);
        Assert.Empty(Node.Validate("pull-output.schema.json", [_folder.Write("pull.json", pulled.Output)]));
        Assert.Equal("Unchanged", again.Json().GetProperty("extracts")[0].GetProperty("outcome").GetString());
        Assert.Equal((3, "UNKNOWN_DELIVERY"), (unknown.ExitCode, unknown.Json().GetProperty("error").GetProperty("code").GetString()));
        Assert.DoesNotContain("sig=secret", pulled.Output + pulled.Error, StringComparison.Ordinal);

        // What nobody landed goes after a week, with a record.
        foreach (var file in Directory.GetFiles(Path.Combine(_workspace.Path, "inbox"), "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        Directory.CreateDirectory(Path.Combine(_workspace.Path, "zones"));
        var swept = await LinkageProcess.RunAsync("retention", "sweep", "--data", _workspace.Path, "--json");
        Assert.True(swept.ExitCode == 0, swept.Output + swept.Error);
        Assert.Empty(Node.Validate("retention-output.schema.json", [_folder.Write("sweep.json", swept.Output)]));
        Assert.Contains(swept.Json().GetProperty("items").EnumerateArray(), item => item.GetProperty("place").GetString() == "inbox/council-tax");
        Assert.Empty(Directory.GetFiles(Path.Combine(_workspace.Path, "inbox"), "*", SearchOption.AllDirectories));
        Assert.Equal(0, (await LinkageProcess.RunAsync("ledger", "verify", "--data", _workspace.Path, "--json")).ExitCode);
    }

    [Fact]
    public async Task Serve_ConfigurationWithAnUnknownDataset_IsRefusedAtTheStart()
    {
        var config = _folder.Write("wrong.yaml", "deliveries:\n  no-such-dataset:\n    kind: folder\n    path: /x\n");

        var served = await LinkageProcess.RunAsync("serve", "--data", _workspace.Path, "--config", config, "--json");

        Assert.Equal((3, "BAD_CONFIGURATION"), (served.ExitCode, served.Json().GetProperty("error").GetProperty("code").GetString()));
        Assert.Contains("line 3", served.Json().GetProperty("error").GetProperty("where").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credential_IsReadFromStandardInputListedAndRemoved()
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "linkage"), ["keys", "credential", "set", "from-input", "--data", _workspace.Path, "--json"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using (var process = Process.Start(start)!)
        {
            await process.StandardInput.WriteAsync("a private key\n");
            process.StandardInput.Close();
            var said = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
            Assert.DoesNotContain("private", said, StringComparison.Ordinal);
        }

        var path = Path.Combine(_workspace.Path, "keys", "credentials", "from-input");
        Assert.Equal("a private key\n", await File.ReadAllTextAsync(path));
        Assert.False(PrivateFolder.IsOpenToOthers(path));
        var list = await LinkageProcess.RunAsync("keys", "credential", "list", "--data", _workspace.Path, "--json");
        Assert.Equal(["from-input", "housing", "tax"], list.Json().GetProperty("credentials").EnumerateArray().Select(n => n.GetString()));
        Assert.Equal(0, (await LinkageProcess.RunAsync("keys", "credential", "remove", "from-input", "--data", _workspace.Path, "--json")).ExitCode);
        Assert.False(File.Exists(path));
        Assert.Equal(3, (await LinkageProcess.RunAsync("keys", "credential", "remove", "from-input", "--data", _workspace.Path, "--json")).ExitCode);
        File.SetUnixFileMode(_folder.PathOf("tax"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        var open = await LinkageProcess.RunAsync("keys", "credential", "set", "open", "--file", _folder.PathOf("tax"), "--data", _workspace.Path, "--json");
        Assert.Equal((3, "CREDENTIAL_OPEN"), (open.ExitCode, open.Json().GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal(3, (await LinkageProcess.RunAsync("keys", "credential", "set", "../escape", "--file", _folder.PathOf("tax"), "--data", _workspace.Path, "--json")).ExitCode);
    }

    [Fact]
    public async Task Serve_FileThatIsDue_IsLookedForWithoutTakingIt()
    {
        var config = Configuration();
        const string Source = "  council-tax:\n";
        await File.WriteAllTextAsync(config, (await File.ReadAllTextAsync(config)).Replace(Source, Source + "    due: 0 6 * * *\n    grace: 30m\n", StringComparison.Ordinal));
        Assert.Empty(Node.Validate("configuration.schema.json", [config]));

        var first = await ServeAsync(config, "2026-11-23T06:00:00Z", "The file of council-tax that was due at 2026-11-23 06:00:00Z has come");
        var late = await ServeAsync(config, "2026-11-24T06:00:00Z", "The file of council-tax that was due at 2026-11-24 06:00:00Z has not come: DELIVERY_UNCHANGED");
        _tls.Tag = "\"two\"";
        var next = await ServeAsync(config, "2026-11-24T06:15:10Z", "The file of council-tax that was due at 2026-11-24 06:00:00Z has come");

        Assert.All([first, late, next], log => Assert.DoesNotContain("sig=secret", log, StringComparison.Ordinal));
        Assert.False(Directory.Exists(Path.Combine(_workspace.Path, "inbox")));
    }

    private async Task<string> ServeAsync(string config, string instant, string until)
    {
        using var host = LinkageProcess.Start(
            RepositoryPaths.Root, null, "serve", "--data", _workspace.Path, "--config", config, "--sources", city.Sources, "--schemas", RepositoryPaths.Of("schemas"), "--urls", LoopbackUrl.Free(), "--at", instant, "--json");
        var said = await host.SaidAsync(until);
        host.Signal(PosixSignal.SIGTERM);
        var ended = await host.EndAsync();
        Assert.True(said && ended.ExitCode == 0, ended.Error);
        return ended.Error;
    }

    private Task<LinkageProcess.Ended> PullAsync(string config, params string[] datasets) => LinkageProcess.RunAsync(["pull", .. datasets, "--config", config, "--data", _workspace.Path, "--json"]);

    [Fact]
    public async Task Run_ExtractThatIsAskedOfADatabase_ReleasesTheSameRows()
    {
        var server = PostgresServer.Instance;
        var database = server.CreateDatabase().Split("Database=")[1].Split(';')[0];
        var file = Directory.GetFiles(city.Sources, Patterns["rent-arrears-panel"]).Single();
        var columns = (await File.ReadAllLinesAsync(file))[0].Split(',');
        server.Sql(database, $"CREATE ROLE reader_{database} LOGIN; CREATE TABLE account (line serial, {string.Join(", ", columns.Select(c => $"\"{c}\" text"))})");

        // The server's account may not enter the folder of the city.
        var copy = Path.Combine(server.Socket, "account.csv");
        File.Copy(file, copy);
        File.SetUnixFileMode(copy, File.GetUnixFileMode(copy) | UnixFileMode.OtherRead);
        server.Sql(database, $"COPY account ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) FROM '{copy}' (FORMAT csv, HEADER); GRANT SELECT ON account TO reader_{database}");
        File.Delete(copy);
        var config = _folder.Write("query.yaml", $"databases:\n  housing:\n    host: {server.Socket}\n    database: {database}\n    user: reader_{database}\ndeliveries:\n  rent-arrears-panel:\n    kind: postgres\n    from: housing\n    query: |\n      SELECT {string.Join(", ", columns.Select(c => $"\"{c}\""))}\n      FROM account\n      ORDER BY line\n");

        var pulled = await PullAsync(config);
        Assert.True(pulled.ExitCode == 0, pulled.Output + pulled.Error);
        Assert.Empty(Node.Validate("pull-output.schema.json", [_folder.Write("pull.json", pulled.Output)]));
        Assert.Empty(Node.Validate("configuration.schema.json", [config]));
        var ran = await city.RunAsync(Project, _workspace.Path, "--config", config, "--sources", city.Sources);

        Assert.True(ran.ExitCode == 0, ran.Output + ran.Error);
        var (expected, released) = (Assert.Single(City.ReleasesOf(city.Released, Project)), Assert.Single(City.ReleasesOf(_workspace.Path, Project)));

        // The database writes other CSV than the city did, so the release has another name, which its files hold; their rows are the same.
        var data = Directory.GetFiles(Path.Combine(expected, "data"), "*.parquet");
        Assert.NotEmpty(data);
        using var session = DuckSession.Open(new DuckOptions());
        Assert.All(data, path =>
        {
            var (one, other) = (SqlName.Literal(path), SqlName.Literal(Path.Combine(released, "data", Path.GetFileName(path))));
            Assert.True(session.Scalar<long>($"SELECT count(*) FROM read_parquet({one})", CancellationToken.None) > 0);
            Assert.Equal(0, session.Scalar<long>($"SELECT count(*) FROM ((FROM read_parquet({one}) EXCEPT ALL FROM read_parquet({other})) UNION ALL (FROM read_parquet({other}) EXCEPT ALL FROM read_parquet({one})))", CancellationToken.None));
        });
        Assert.Empty(Directory.GetFiles(Path.Combine(_workspace.Path, "inbox"), "*", SearchOption.AllDirectories));

        // An account that may write is not let near.
        server.Sql(database, $"GRANT INSERT ON account TO reader_{database}");
        var refused = await city.RunAsync(Project, _workspace.Path, "--config", config, "--sources", city.Sources);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("SOURCE_ROLE_CAN_WRITE", refused.Output, StringComparison.Ordinal);
    }

    // Council tax by HTTPS, opt-outs from a folder with markers, everything else by SFTP.
    private string Configuration()
    {
        var text = new StringBuilder("deliveries:\n");
        foreach (var file in Directory.GetFiles(city.Sources).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);
            if (Patterns.SingleOrDefault(p => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(p.Value, name, ignoreCase: false)).Key is not { } dataset)
            {
                continue;
            }

            text.Append($"  {dataset}:\n");
            switch (dataset)
            {
                case "council-tax":
                    _tls.File = File.ReadAllBytes(file);
                    text.Append($"    kind: https\n    url: {_tls.Address}{name}?sig=secret\n    clientCertificate: tax\n    caFile: {_folder.Write("ca.pem", _tls.Authority)}\n");
                    break;
                case "opt-out":
                    _folder.Write($"drop/{name}", File.ReadAllBytes(file));
                    _folder.Write($"drop/{name}.done", string.Empty);
                    text.Append($"    kind: folder\n    path: {_folder.PathOf("drop")}\n    doneMarker: true\n");
                    break;
                default:
                    File.Copy(file, Path.Combine(_ssh.Files, name), overwrite: true);
                    text.Append($"    kind: sftp\n    host: 127.0.0.1\n    port: {_ssh.Port}\n    user: {_ssh.User}\n    path: {_ssh.Files}/\n    identity: housing\n    knownHosts: {_ssh.KnownHosts}\n");
                    break;
            }
        }

        return _folder.Write("linkage.yaml", text.ToString());
    }
}
