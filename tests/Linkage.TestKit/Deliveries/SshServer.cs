using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Linkage.TestKit.Deliveries;

/// <summary>
/// OpenSSH's own server on loopback, from Debian's package, which is installed where it is missing. It runs as the account of the tests on a port of its own, with keys and configuration of its own, and is gone when disposed.
/// </summary>
public sealed class SshServer : IDisposable
{
    private const string Program = "/usr/sbin/sshd";

    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;

    /// <summary>Starts one.</summary>
    public SshServer()
    {
        if (!File.Exists(Program))
        {
            DebianPackage.Install("openssh-server");
        }

        if (!File.Exists("/usr/bin/ssh"))
        {
            DebianPackage.Install("openssh-client");
        }

        if (Environment.IsPrivilegedProcess)
        {
            Directory.CreateDirectory("/run/sshd");
        }

        Files = _folder.Folder("files");
        foreach (var key in new[] { "host", "other", "user", "stranger", "certified", "authority", "liar" })
        {
            DebianPackage.Run("ssh-keygen", "-q", "-t", "ed25519", "-N", string.Empty, "-C", string.Empty, "-f", _folder.PathOf(key));
        }

        DebianPackage.Run("ssh-keygen", "-q", "-s", _folder.PathOf("authority"), "-I", "linkage", "-n", User, "-V", "-1h:+1h", _folder.PathOf("certified.pub"));
        File.WriteAllText(_folder.PathOf("authorized_keys"), $"{File.ReadAllText(_folder.PathOf("user.pub"))}command=\"cat {_folder.PathOf("answers")}; cat > /dev/null\" {File.ReadAllText(_folder.PathOf("liar.pub"))}");
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        KnownHosts = KnownHostsWith("host");
        var configuration = _folder.Write("sshd_config", string.Create(CultureInfo.InvariantCulture, $"""
            Port {Port}
            ListenAddress 127.0.0.1
            HostKey {_folder.PathOf("host")}
            PidFile none
            UsePAM no
            StrictModes no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin prohibit-password
            AuthorizedKeysFile {_folder.PathOf("authorized_keys")}
            TrustedUserCAKeys {_folder.PathOf("authority.pub")}
            Subsystem sftp internal-sftp
            LogLevel ERROR

            """));
        _process = Process.Start(new ProcessStartInfo(Program, ["-D", "-e", "-f", configuration]) { RedirectStandardError = true })!;
        _process.BeginErrorReadLine();
        WaitUntilItListens();
    }

    /// <summary>Folder of the files it gives.</summary>
    public string Files { get; }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>The account it lets in.</summary>
    public string User { get; } = Environment.UserName;

    /// <summary>A file that pins its host key.</summary>
    public string KnownHosts { get; }

    /// <summary>A file that pins another host key for it.</summary>
    public string OtherKnownHosts => KnownHostsWith("other");

    /// <summary>Text of a file it made: <c>user</c> (a key that is registered), <c>stranger</c> (one that is not), <c>certified</c> and <c>certified-cert.pub</c>, <c>liar</c> (to whom it says what <see cref="Say"/> was given).</summary>
    public byte[] Key(string name) => File.ReadAllBytes(_folder.PathOf(name));

    /// <summary>Has it answer the key <c>liar</c> with these packets, whatever is asked, and then with nothing.</summary>
    /// <param name="packets">Type and body of each, in order.</param>
    public void Say(params IEnumerable<(byte Type, byte[] Body)> packets)
    {
        using var answers = File.Create(_folder.PathOf("answers"));
        var length = new byte[4];
        foreach (var (type, body) in packets)
        {
            BinaryPrimitives.WriteInt32BigEndian(length, body.Length + 1);
            answers.Write(length);
            answers.WriteByte(type);
            answers.Write(body);
        }
    }

    /// <summary>Kills what serves each connection, as a machine that goes down does; new connections are served.</summary>
    public void KillSessions()
    {
        foreach (var child in ChildrenOf(_process.Id))
        {
            foreach (var grandchild in ChildrenOf(child))
            {
                Kill(grandchild);
            }

            Kill(child);
        }
    }

    /// <summary>Stops it: nothing listens any more.</summary>
    public void Stop()
    {
        KillSessions();
        Kill(_process.Id);
        _process.WaitForExit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        _process.Dispose();
        _folder.Dispose();
    }

    private static List<int> ChildrenOf(int parent) => [.. Directory.GetDirectories("/proc").Select(d => int.TryParse(Path.GetFileName(d), out var id) ? id : 0).Where(id => id > 0 && ParentOf(id) == parent)];

    private static int ParentOf(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static void Kill(int process)
    {
        try
        {
            using var one = Process.GetProcessById(process);
            one.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It has ended.
        }
    }

    private string KnownHostsWith(string key) => _folder.Write($"known_hosts_{key}", string.Create(CultureInfo.InvariantCulture, $"[127.0.0.1]:{Port} {File.ReadAllText(_folder.PathOf($"{key}.pub"))}"));

    private void WaitUntilItListens()
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                client.Connect(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException) when (Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(20) && !_process.HasExited)
            {
                _process.WaitForExit(20);
            }
        }
    }
}
