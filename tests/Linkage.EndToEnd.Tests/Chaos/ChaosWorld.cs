using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Linkage.EndToEnd.Tests.Council;
using Linkage.Matching.Duck;
using Linkage.TestKit;
using Linkage.TestKit.KeyVault;
using Npgsql;

namespace Linkage.EndToEnd.Tests.Chaos;

/// <summary>A small city, its workspace on a disk of its own, a PostgreSQL server and a key vault of its own, hosts, and what disturbs them.</summary>
internal sealed class ChaosWorld : IAsyncDisposable
{
    private const string Project = "homes-and-money";
    private const string LeaseSeconds = "3";
    private const int ClockJump = 7;
    private const int Terminated = 128 + 15;

    private static readonly DateTimeOffset Begins = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly PostgresServer _server = PostgresServer.StartOwn();
    private readonly KeyVaultServer _vault = KeyVaultServer.Start();
    private readonly string _owner;
    private readonly string _schemas;
    private readonly LinkageProcess?[] _hosts;
    private readonly Dictionary<string, int> _told = new(StringComparer.Ordinal);
    private TimeSpan _shift;

    private ChaosWorld(int hosts)
    {
        _hosts = new LinkageProcess?[hosts];
        _owner = _server.CreateDatabase();
        // A disk that can be full.
        DebianPackage.Run("mount", "-t", "tmpfs", "-o", "size=1g,mode=700", "tmpfs", Directory.CreateDirectory(_folder.PathOf("disk")).FullName);
        _schemas = _folder.PathOf("schemas");
        City.Copy(RepositoryPaths.Of("schemas"), _schemas);
        Schedules.Only(_schemas, Project, "30 2 * * *");
    }

    /// <summary>Folder of the workspace.</summary>
    public string Workspace => _folder.PathOf("disk", "data");

    /// <summary>The bundles of the disturbed runs.</summary>
    public List<string> Releases => [.. City.ReleasesOf(Workspace, Project).Where(release => release != Undisturbed)];

    private string Undisturbed { get; set; } = string.Empty;

    private string Sources => _folder.PathOf("city", "sources");

    private DateTimeOffset Now => Begins + _shift;

    public static async Task<ChaosWorld> MakeAsync(int hosts)
    {
        var world = new ChaosWorld(hosts);
        await world.LinkageAsync(null, "synth", "--people", "3000", "--seed", "7", "--out", world._folder.PathOf("city"), "--json");
        await world.LinkageAsync(world._owner, "store", "init", "--json");
        await world.LinkageAsync(null, "keys", "init", "--data", world.Workspace, "--json");
        world._vault.Age();
        await world.LinkageAsync(world.Account("linkage_officer"), "rules", "import", RepositoryPaths.Governance, "--data", world.Workspace, "--json");
        return world;
    }

    /// <summary>What a run gives that nobody disturbs.</summary>
    public async Task<string> UndisturbedAsync()
    {
        await LinkageAsync(Account("linkage_worker"), "run", Project, "--data", Workspace, "--sources", Sources, "--schemas", _schemas, "--at", Written(Begins.AddHours(-1)), "--json");
        Undisturbed = City.ReleasesOf(Workspace, Project).Single();
        return ContentOf(Undisturbed);
    }

    /// <summary>Asks for runs in the slots of as many days.</summary>
    public Task AskForAsync(int runs) => LinkageAsync(
        Account("linkage_worker"), "schedules", "trigger", Project, "--person", "p-okafor", "--data", Workspace, "--schemas", _schemas, "--at", Written(Begins),
        "--from", Begins.AddDays(1 - runs).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "--to", Begins.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "--json");

    /// <summary>Starts the hosts and disturbs them until every slot has ended.</summary>
    /// <returns>How often each thing was done.</returns>
    public async Task<IReadOnlyDictionary<string, int>> DisturbUntilDoneAsync(Random random, int runs, TimeSpan patience)
    {
        for (var i = 0; i < _hosts.Length; i++)
        {
            _hosts[i] = StartHost();
        }

        using var limit = new CancellationTokenSource(patience);
        while (await EndedAsync() < runs)
        {
            // A machine that is busy with more than this has its runs done all the same: then clocks jump alone, so that what is to be tried again comes.
            var isEnough = _told.Values.Sum() >= 3 * runs;
            await Task.Delay(TimeSpan.FromSeconds((isEnough ? 20 : 2) + (4 * random.NextDouble())), limit.Token);
            await DisturbAsync(random, isEnough ? ClockJump : random.Next(ClockJump + 1));
        }

        return _told;
    }

    /// <summary>Tells every host to stop, and waits until it has.</summary>
    public async Task StopAsync()
    {
        foreach (var host in _hosts)
        {
            await StopAsync(host!);
        }
    }

    /// <summary>How the slots ended.</summary>
    public Task<List<Slot>> SlotsAsync() => QueryAsync(
        """
        SELECT slot, (SELECT act || CASE WHEN code IS NULL THEN '' ELSE ' ' || code END FROM linkage.slots AS l WHERE l.slot = s.slot ORDER BY ordinal DESC LIMIT 1),
               count(*) FILTER (WHERE act = 'Begun'), count(*) FILTER (WHERE act = 'Released')
          FROM linkage.slots AS s GROUP BY slot ORDER BY slot
        """, row => new Slot(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3)));

    /// <summary>How many runs ended how.</summary>
    public Task<List<string>> RunStatesAsync() => QueryAsync(
        "SELECT state || coalesce(' ' || (refusals::json -> 0 ->> 'code'), ''), count(*) FROM linkage.runs GROUP BY 1 ORDER BY 1", row => string.Create(CultureInfo.InvariantCulture, $"{row.GetString(0)} {row.GetInt64(1)}"));

    /// <summary>Releases of the disturbed runs as the store has them, one for each run.</summary>
    public async Task<List<string>> RecordedAsync() =>
        [.. (await QueryAsync("SELECT release_id FROM linkage.releases ORDER BY 1", row => row.GetString(0))).Where(release => release != Path.GetFileName(Undisturbed))];

    /// <summary>Bundles that no run recorded, and that nobody may collect.</summary>
    public async Task<List<string>> InDoubtAsync()
    {
        using var process = LinkageProcess.Start(RepositoryPaths.Root, Environment(_owner), ["releases", "list", "--data", Workspace, "--at", Written(Now), "--json"]);
        var ended = await process.EndAsync();
        return [.. ended.Json().GetProperty("releases").EnumerateArray().Where(release => release.TryGetProperty("doubt", out _)).Select(release => release.GetProperty("release").GetString()!)];
    }

    /// <summary>What the auditor finds.</summary>
    public async Task<string> LedgerProblemsAsync()
    {
        using var process = LinkageProcess.Start(RepositoryPaths.Root, Environment(_owner), ["ledger", "verify", "--data", Workspace, "--json"]);
        var ended = await process.EndAsync();
        return ended.ExitCode == 0 ? string.Empty : ended.Output;
    }

    /// <summary>A digest of the rows a release gives, whatever their order in the files.</summary>
    public static string ContentOf(string release)
    {
        using var session = DuckSession.Open(new DuckOptions());
        return session.Scalar<string>($"SELECT md5(string_agg(line, '\n' ORDER BY line)) || ' ' || count(*) FROM (SELECT CAST(t AS VARCHAR) AS line FROM read_parquet('{release}/data/*.parquet') AS t)", CancellationToken.None)!;
    }

    /// <summary>Fails unless the release is what was signed.</summary>
    public void AssertVerifies(string release)
    {
        var verified = Linkage.Pipeline.Release.ReleaseVerifier.Verify(release, Path.Combine(Workspace, "keys", "signing-public.pem"), Now);
        Assert.True(verified.IsValid, string.Join("; ", verified.Failures));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            host?.Dispose();
        }

        await _vault.DisposeAsync();
        _server.Dispose();
        DebianPackage.Run("umount", "-l", _folder.PathOf("disk"));
        _folder.Dispose();
    }

    private async Task DisturbAsync(Random random, int kind)
    {
        // Mostly the one that is at work.
        var which = random.Next(3) == 0 || await HolderAsync() is not (>= 0 and var holder) ? random.Next(_hosts.Length) : holder;
        switch (kind)
        {
            case 0 or 1:
                Tell("kill -9");
                _hosts[which]!.Kill();
                await _hosts[which]!.EndAsync();
                _hosts[which]!.Dispose();
                _hosts[which] = StartHost();
                break;
            case 2 or 3:
                Tell("hang beyond the lease");
                _hosts[which]!.Suspend();
                await Task.Delay(TimeSpan.FromSeconds(4 + (2 * random.NextDouble())));
                _hosts[which]!.Resume();
                break;
            case 4:
                Tell("database crash");
                _server.Crash();
                await Task.Delay(TimeSpan.FromSeconds(1 + (2 * random.NextDouble())));
                _server.Resume();
                break;
            case 5:
                Tell("disk full");
                await FillDiskAsync(TimeSpan.FromSeconds(1 + (2 * random.NextDouble())));
                break;
            case 6:
                Tell("vault throttles and goes away");
                _vault.Fail("GET", "/secrets", new VaultFault(429, "Throttled") { RetryAfter = 1, Times = 5 });
                _vault.Fail("GET", "/secrets", new VaultFault(0, "Gone") { Times = 20 });
                await Task.Delay(TimeSpan.FromSeconds(2 + (2 * random.NextDouble())));
                _vault.Heal();
                break;
            default:
                Tell("clock jump");
                await StopAsync(_hosts[which]!);
                _hosts[which]!.Dispose();
                // Mostly forward, so that what is to be tried again comes soon.
                _shift += TimeSpan.FromMinutes((12 * random.NextDouble()) - 2);
                _hosts[which] = StartHost();
                break;
        }
    }

    private async Task<int> HolderAsync() =>
        await QueryAsync("SELECT split_part(holder, ' ', 2)::int FROM linkage.leases WHERE expires_at > now()", row => row.GetInt32(0)) is [var process] ? Array.FindIndex(_hosts, host => host?.Id == process) : -1;

    private async Task FillDiskAsync(TimeSpan duration)
    {
        var filler = _folder.PathOf("disk", "filler");
        try
        {
            await using (var file = File.Create(filler))
            {
                var block = new byte[1 << 20];
                while (true)
                {
                    await file.WriteAsync(block);
                    await file.FlushAsync();
                }
            }
        }
        catch (IOException)
        {
            await Task.Delay(duration);
        }
        finally
        {
            File.Delete(filler);
        }
    }

    private void Tell(string kind) => _told[kind] = _told.GetValueOrDefault(kind) + 1;

    private async Task<int> EndedAsync() => (await SlotsAsync()).Count(slot => slot.Ended.Split(' ')[0] is not ("Requested" or "Begun" or "Retried" or "Interrupted"));

    // One that has only just been started may be told before it listens for it, and is simply gone.
    private static async Task StopAsync(LinkageProcess host)
    {
        host.Signal(PosixSignal.SIGTERM);
        var ended = await host.EndAsync();
        Assert.True(ended.ExitCode == 0 || (ended.ExitCode == Terminated && ended.Output.Length == 0), $"{ended.ExitCode}: {ended.Output}{ended.Error}");
    }

    private LinkageProcess StartHost()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        listener.Stop();
        return LinkageProcess.Start(
            RepositoryPaths.Root, Environment(Account("linkage_worker")), "serve", "--data", Workspace, "--sources", Sources, "--schemas", _schemas, "--urls", url, "--at", Written(Now), "--json");
    }

    private async Task<List<T>> QueryAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var connection = new NpgsqlConnection(_owner + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private async Task LinkageAsync(string? store, params IEnumerable<string> args)
    {
        using var process = LinkageProcess.Start(RepositoryPaths.Root, Environment(store), args);
        var ended = await process.EndAsync();
        Assert.True(ended.ExitCode == 0, ended.Output + ended.Error);
    }

    private Dictionary<string, string?> Environment(string? store)
    {
        var environment = _vault.ChildEnvironment(_folder.Path);
        environment["LINKAGE_STORE"] = store;
        environment["LINKAGE_LEASE_SECONDS"] = LeaseSeconds;
        return environment;
    }

    private string Account(string role)
    {
        _server.CreateAccount($"{role}_chaos", role);
        return _server.ConnectionTo(new NpgsqlConnectionStringBuilder(_owner).Database!, $"{role}_chaos");
    }

    private static string Written(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>What became of a slot.</summary>
    /// <param name="At">When it was due.</param>
    /// <param name="Ended">The last thing that became of it, and its code.</param>
    /// <param name="Attempts">How often it was begun.</param>
    /// <param name="Releases">How often it was released.</param>
    internal sealed record Slot(string At, string Ended, long Attempts, long Releases);
}
