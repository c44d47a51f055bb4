using System.Net;
using System.Net.Sockets;
using Linkage.EndToEnd.Tests.Council;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Deploying;

/// <summary>
/// A server on which nothing of Linkage is yet, with a PostgreSQL of its own in which there is no role and no database, and someone who types commands of the runbook. Places and the host's port are those of the
/// test; the program is told at which instant it works, nothing else of a command is changed.
/// </summary>
internal sealed class FreshServer : IDisposable
{
    /// <summary>The project that is run.</summary>
    public const string Project = "homes-and-money";

    /// <summary>When runs by hand are typed, unless it is said otherwise.</summary>
    public const string Instant = "2026-11-22T12:00:00Z";

    private readonly TemporaryFolder _folder = new();
    private readonly PostgresServer _server = PostgresServer.StartOwn();
    private readonly string _sources;
    private readonly string _host;

    /// <summary>Prepares the places that are the administrator's: extracts, backups, the program.</summary>
    /// <param name="sources">Folder of the extracts.</param>
    public FreshServer(string sources)
    {
        _sources = sources;
        _host = _server.ConnectionTo("postgres", "postgres").Split("Host=")[1].Split(';')[0];
        _folder.Folder("srv");
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        }

        _folder.Folder("backup");
        _folder.Folder("safe");
        _folder.Write("safe/passphrase", "a passphrase of this test\n");
        City.Copy(RepositoryPaths.Of("schemas"), _folder.PathOf("opt", "schemas"));
        City.Copy(RepositoryPaths.Governance, _folder.PathOf("opt", "governance"));
        // The instant is an option that a test alone may set; the runbook has none of it.
        var program = _folder.Write("bin/linkage", $"""
            #!/bin/sh
            case "$1 $2" in
              run\ *|serve\ *|plan\ *|status\ *|verify\ *|releases\ list) set -- "$@" --at "$AT";;
            esac
            exec '{Path.Combine(AppContext.BaseDirectory, "linkage")}' "$@"
            """);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Where the host answers.</summary>
    public string Address { get; }

    /// <summary>Folder of the workspace.</summary>
    public string Workspace => _folder.PathOf("srv", "linkage");

    /// <summary>How the job connects to a database of the server.</summary>
    public string StoreOf(string database) => _server.ConnectionTo(database, "linkage_job");

    /// <summary>Runs commands of the runbook to their end; the first that fails ends them.</summary>
    /// <param name="block">The block's name.</param>
    /// <param name="instant">When they are typed.</param>
    public Task<Typed> TryAsync(string block, string instant = Instant) => TypeAsync(Runbook.Commands(block), instant);

    /// <summary>The same, and fails the test unless they succeed.</summary>
    public async Task<string> DoAsync(string block, string instant = Instant) => await DoneAsync(Runbook.Commands(block), instant);

    /// <summary>Runs other commands, as a test needs them, and fails unless they succeed.</summary>
    public async Task<string> DoneAsync(string commands, string instant = Instant)
    {
        var typed = await TypeAsync(commands, instant);
        Assert.True(typed.Succeeded, typed.All);
        return typed.Output;
    }

    /// <summary>Begins a block whose last command goes on until it is told to stop.</summary>
    public LinkageProcess Begin(string block, string instant) => LinkageProcess.StartOther(["bash", "-e", "-o", "pipefail", "-c", Here(Runbook.Commands(block))], Environment(instant));

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    private string Here(string commands) =>
        commands.Replace("/srv/linkage", Workspace, StringComparison.Ordinal)
            .Replace("/etc/linkage", _folder.PathOf("etc"), StringComparison.Ordinal)
            .Replace("/opt/linkage", _folder.PathOf("opt"), StringComparison.Ordinal)
            .Replace("/data/extracts", _sources, StringComparison.Ordinal)
            .Replace("/backup/", _folder.PathOf("backup") + "/", StringComparison.Ordinal)
            .Replace("/safe/", _folder.PathOf("safe") + "/", StringComparison.Ordinal)
            .Replace("Host=db;", $"Host={_host};", StringComparison.Ordinal)
            .Replace("PGHOST=db", $"PGHOST={_host}", StringComparison.Ordinal)
            .Replace("-h db ", $"-h {_host} ", StringComparison.Ordinal)
            .Replace("http://127.0.0.1:5080", Address, StringComparison.Ordinal);

    /// <summary>Runs commands to their end; the first that fails ends them.</summary>
    public async Task<Typed> TypeAsync(string commands, string instant)
    {
        using var process = LinkageProcess.StartOther(["bash", "-e", "-o", "pipefail", "-c", Here(commands)], Environment(instant));
        var ended = await process.EndAsync();
        return new Typed(ended.ExitCode == 0, ended.Output, ended.Output + ended.Error);
    }

    private Dictionary<string, string?> Environment(string instant) => new(StringComparer.Ordinal)
    {
        ["PATH"] = $"{_folder.PathOf("bin")}:{System.Environment.GetEnvironmentVariable("PATH")}",
        ["AT"] = instant,
        ["PGUSER"] = "postgres",
        ["LINKAGE_STORE"] = null,
        ["LINKAGE_LEASE_SECONDS"] = "3",
    };

    /// <summary>What commands left.</summary>
    /// <param name="Succeeded">All of them did.</param>
    /// <param name="Output">Standard output.</param>
    /// <param name="All">That and standard error.</param>
    internal sealed record Typed(bool Succeeded, string Output, string All);
}
