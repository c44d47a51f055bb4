using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;

namespace Linkage.TestKit;

/// <summary>
/// A PostgreSQL server of the test process's own, from Debian's package, which is installed where it is missing. It listens on a socket in a folder of its own and is
/// gone with the process; every test makes databases of its own in it.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    private const string Packages = "/usr/lib/postgresql";
    private const string Account = "postgres";

    private static readonly Lazy<PostgresServer> Started = new(() => StartOwn());
    private static int s_databases;

    private readonly string _folder;
    private readonly string _programs;
    private string _listens = "-c listen_addresses=''";

    private PostgresServer(string folder, string programs)
    {
        _folder = folder;
        _programs = programs;
    }

    /// <summary>The server; the first to ask starts it.</summary>
    /// <exception cref="InvalidOperationException">It cannot be installed or started; the message says why.</exception>
    public static PostgresServer Instance => Started.Value;

    /// <summary>Makes an empty database and returns how its owner, a superuser, connects.</summary>
    public string CreateDatabase()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"linkage_{Environment.ProcessId}_{Interlocked.Increment(ref s_databases)}");
        Sql("postgres", $"CREATE DATABASE {name}");
        return ConnectionTo(name, Account);
    }

    /// <summary>Folder of its socket.</summary>
    public string Socket => _folder;

    /// <summary>Port of its socket, and of loopback when it listens there.</summary>
    public int Port { get; private set; } = 5432;

    /// <summary>Has a server of one's own listen on loopback too, where TLS and what its rules say are asked for; it is started anew.</summary>
    /// <param name="certificate">PEM of its certificate and key.</param>
    /// <param name="authority">PEM of the certificates that sign those of clients.</param>
    /// <param name="rules">Lines of pg_hba.conf for who comes over the network.</param>
    [UnsupportedOSPlatform("windows")]
    public void ListenByTls(string certificate, string authority, params string[] rules)
    {
        foreach (var (name, text) in new[] { ("own.pem", certificate), ("clients.pem", authority), ("pg_hba.conf", string.Join('\n', ["local all all trust", .. rules, string.Empty])) })
        {
            var path = Path.Combine(Data, name);
            File.WriteAllText(path, text);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            if (Environment.IsPrivilegedProcess)
            {
                DebianPackage.Run("chown", Account, path);
            }
        }

        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        _listens = string.Create(CultureInfo.InvariantCulture, $"-c listen_addresses=127.0.0.1 -c port={Port} -c ssl=on -c ssl_cert_file=own.pem -c ssl_key_file=own.pem -c ssl_ca_file=clients.pem");
        Crash();
        Resume();
    }

    /// <summary>How an account connects to a database.</summary>
    public string ConnectionTo(string database, string account) => string.Create(CultureInfo.InvariantCulture, $"Host={_folder};Port={Port};Database={database};Username={account}");

    /// <summary>Makes an account that holds a role, unless it is there.</summary>
    public void CreateAccount(string account, string role) =>
        Sql("postgres", $"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{account}') THEN CREATE ROLE {account} LOGIN; END IF; END $$; GRANT {role} TO {account}");

    /// <summary>Runs SQL as the superuser.</summary>
    public void Sql(string database, string sql) => DebianPackage.Run(Path.Combine(_programs, "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", _folder, "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", Account, "-d", database, "-c", sql);

    /// <summary>Runs a script of psql as the superuser.</summary>
    /// <param name="database">Where.</param>
    /// <param name="file">The script.</param>
    /// <param name="variables">Variables of psql, as <c>name=value</c>.</param>
    /// <exception cref="InvalidOperationException">It failed; the message holds what psql said.</exception>
    public void Script(string database, string file, params IEnumerable<string> variables) =>
        DebianPackage.Run([Path.Combine(_programs, "psql"), "-X", "-q", "-h", _folder, "-U", Account, "-d", database, .. variables.SelectMany(variable => new[] { "-v", variable }), "-f", file]);

    /// <summary>Starts a server for one test alone, which may stop it.</summary>
    /// <exception cref="InvalidOperationException">It cannot be installed or started; the message says why.</exception>
    public static PostgresServer StartOwn()
    {
        var programs = Programs() ?? Install();
        var folder = Directory.CreateTempSubdirectory("linkage-pg-").FullName;
        var server = new PostgresServer(folder, programs);
        if (Environment.IsPrivilegedProcess)
        {
            DebianPackage.Run("chown", Account, folder);
        }

        RunAsServer(Path.Combine(programs, "initdb"), "-D", server.Data, "-U", Account, "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync");
        server.Resume();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Dispose();
        return server;
    }

    /// <summary>Stops it as a crash of its machine does: connections end, nothing is written down first.</summary>
    public void Crash() => RunAsServer(Path.Combine(_programs, "pg_ctl"), "-D", Data, "-m", "immediate", "stop");

    /// <summary>Starts it, after a crash with what its log holds.</summary>
    public void Resume() => RunAsServer(Path.Combine(_programs, "pg_ctl"), "-D", Data, "-w", "-l", Path.Combine(_folder, "log"), "-o", $"{_listens} -c unix_socket_directories={_folder} -c fsync=off -c max_connections=60", "start");

    /// <summary>Ends it for good.</summary>
    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            if (File.Exists(Path.Combine(Data, "postmaster.pid")))
            {
                Crash();
            }

            Directory.Delete(_folder, recursive: true);
        }
    }

    private string Data => Path.Combine(_folder, "data");

    private static string? Programs() => Directory.Exists(Packages)
        ? Directory.GetDirectories(Packages).Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
        : null;

    // The package's own cluster is neither wanted nor started.
    private static string Install()
    {
        DebianPackage.Install("postgresql");
        return Programs() ?? throw new InvalidOperationException($"The package postgresql was installed, and there is no initdb below {Packages}.");
    }

    // The server refuses to run as root.
    private static void RunAsServer(string program, params string[] args)
    {
        if (Environment.IsPrivilegedProcess)
        {
            DebianPackage.Run(["runuser", "-u", Account, "--", program, .. args]);
        }
        else
        {
            DebianPackage.Run([program, .. args]);
        }
    }
}
