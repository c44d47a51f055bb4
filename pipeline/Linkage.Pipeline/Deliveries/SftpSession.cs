using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Linkage.Pipeline.Deliveries;

/// <summary>
/// One connection: the OpenSSH client as a child process that carries the bytes (keys, pinned host, encryption), and the few requests of SFTP that reading takes, over its pipes. So the file is looked at
/// by the handle it is read from, its time is known to the second, and no name is ever read by a shell. Whoever waits too long, or is cancelled, kills the child.
/// </summary>
internal sealed class SftpSession : IAsyncDisposable
{
    private const int LongestPacket = 1 << 20;
    private const int LongestErrors = 64 << 10;
    private const int LongestEarly = 64 << 10;
    private const int LongestHandle = 256;
    private const int LongestName = 1024;
    private const int MostNames = 10_000;

    private const byte Initialise = 1, Version = 2, OpenFile = 3, CloseHandle = 4, ReadFile = 5, LookAtLink = 7, LookAtHandle = 8, OpenFolder = 11, ReadFolder = 12;
    private const byte Status = 101, Handle = 102, Data = 103, Names = 104, Attributes = 105;
    private const uint EndOfFile = 1, NoSuchFile = 2, PermissionDenied = 3;

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly string _where;
    private readonly TimeSpan _silence;
    private readonly TimeProvider _clock;
    private readonly HashSet<uint> _outstanding = [];
    private readonly Dictionary<uint, (byte Type, byte[] Body)> _early = [];
    private uint _last;
    private bool _isConnected;

    private SftpSession(Process process, string where, TimeSpan silence, TimeProvider clock)
    {
        (_process, _where, _silence, _clock) = (process, where, silence, clock);
        _errors = ReadErrorsAsync(process.StandardError);
    }

    /// <summary>Connects.</summary>
    /// <param name="source">The server.</param>
    /// <param name="identity">File of the private key.</param>
    /// <param name="certificate">File of its certificate, or null.</param>
    /// <param name="limits">How long is waited.</param>
    /// <param name="clock">What measures that.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DeliveryException">The server cannot be reached, is not who was pinned, or does not accept the account.</exception>
    public static async Task<SftpSession> OpenAsync(SftpSource source, string identity, string? certificate, DeliveryLimits limits, TimeProvider clock, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("ssh", Arguments(source, identity, certificate, limits)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("SSH_AUTH_SOCK");
        start.Environment["LC_ALL"] = "C";
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new DeliveryException(DeliveryProblem.NotUnderstood, source.Where, "was not fetched: this machine has no OpenSSH client", "Install it (Debian: apt-get install openssh-client), so that 'ssh' is found.");
        }

        var session = new SftpSession(process, source.Where, limits.Silence, clock);
        try
        {
            await session.WriteAsync(SftpPacket.Write(Initialise, 3u), cancellationToken).ConfigureAwait(false);
            if ((await session.ReadPacketAsync(cancellationToken).ConfigureAwait(false)).Type != Version)
            {
                throw session.NotUnderstood();
            }

            session._isConnected = true;
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Names of what is in a folder. A listing that goes on and on is not read to its end.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="isWanted">Which names are kept.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<string>> ListAsync(string folder, Func<string, bool> isWanted, CancellationToken cancellationToken)
    {
        var handle = await HandleAsync(OpenFolder, cancellationToken, folder).ConfigureAwait(false);
        var found = new List<string>();
        var read = 0L;
        while (true)
        {
            var (type, body) = await AskAsync(ReadFolder, cancellationToken, handle).ConfigureAwait(false);
            if (type == Status && StatusOf(body) == EndOfFile)
            {
                await AskAsync(CloseHandle, cancellationToken, handle).ConfigureAwait(false);
                return found;
            }

            Require(type, Names, body);
            var packet = new SftpPacket(body);
            var count = packet.Number();
            read += Math.Max(count, 1);
            if (read > MostNames)
            {
                throw NotUnderstood();
            }

            for (var left = count; left > 0; left--)
            {
                var name = packet.Bytes();
                packet.Bytes();
                packet.Attributes();
                if (name.Length <= LongestName ? isWanted(Encoding.UTF8.GetString(name)) : throw NotUnderstood())
                {
                    found.Add(Encoding.UTF8.GetString(name));
                }
            }
        }
    }

    /// <summary>Opens a file to read.</summary>
    public Task<byte[]> OpenFileAsync(string path, CancellationToken cancellationToken) => HandleAsync(OpenFile, cancellationToken, path, 1u, 0u);

    /// <summary>What an open file is like.</summary>
    public Task<SftpAttributes> LookAsync(byte[] handle, CancellationToken cancellationToken) => LookAsync(LookAtHandle, handle, cancellationToken);

    /// <summary>What lies at a path; a link is not followed.</summary>
    public Task<SftpAttributes> LookAsync(string path, CancellationToken cancellationToken) => LookAsync(LookAtLink, path, cancellationToken);

    /// <summary>Asks for a part of an open file; the answer is fetched with <see cref="PartAsync"/>.</summary>
    public async Task<uint> AskForPartAsync(byte[] handle, ulong from, uint length, CancellationToken cancellationToken)
    {
        var id = NextId();
        await WriteAsync(SftpPacket.Write(ReadFile, id, handle, from, length), cancellationToken).ConfigureAwait(false);
        return id;
    }

    /// <summary>A part that was asked for; perhaps shorter than that, never longer, and empty at the end of the file alone.</summary>
    public async Task<ReadOnlyMemory<byte>> PartAsync(uint request, uint wanted, CancellationToken cancellationToken)
    {
        var (type, body) = await AnswerAsync(request, cancellationToken).ConfigureAwait(false);
        if (type == Status && StatusOf(body) == EndOfFile)
        {
            return default;
        }

        Require(type, Data, body);
        var length = new SftpPacket(body).Number();
        return length > 0 && length <= wanted && length == body.Length - 4 ? body.AsMemory(4) : throw NotUnderstood();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        await _errors.ConfigureAwait(false);
        _process.Dispose();
    }

    private static List<string> Arguments(SftpSource source, string identity, string? certificate, DeliveryLimits limits)
    {
        var seconds = Math.Max(1, (int)limits.Connect.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        List<string> options =
        [
            "BatchMode=yes", "StrictHostKeyChecking=yes", $"UserKnownHostsFile={Quoted(source.KnownHosts)}", "GlobalKnownHostsFile=none", "KnownHostsCommand=none", "UpdateHostKeys=no", "VerifyHostKeyDNS=no",
            "CheckHostIP=no", "IdentitiesOnly=yes", "IdentityAgent=none", $"IdentityFile={Quoted(identity)}", "PreferredAuthentications=publickey", "PasswordAuthentication=no", "KbdInteractiveAuthentication=no",
            "ForwardAgent=no", "ForwardX11=no", "ClearAllForwardings=yes", "PermitLocalCommand=no", "ProxyCommand=none", "ControlPath=none", "RequestTTY=no", "LogLevel=ERROR",
            $"ConnectTimeout={seconds}", "ConnectionAttempts=1", "ServerAliveInterval=15", "ServerAliveCountMax=3", .. certificate is null ? [] : (string[])[$"CertificateFile={Quoted(certificate)}"],
        ];
        return ["-F", "none", .. options.SelectMany(option => (string[])["-o", option]), "-p", source.Port.ToString(CultureInfo.InvariantCulture), "-l", source.User, "-s", "--", source.Host, "sftp"];
    }

    // The client splits such a value at spaces and fills in what follows a percent sign.
    private static string Quoted(string path) => $"\"{path.Replace("%", "%%", StringComparison.Ordinal)}\"";

    private static async Task<string> ReadErrorsAsync(StreamReader errors)
    {
        var kept = new StringBuilder();
        var buffer = new char[1024];
        for (int read; (read = await errors.ReadAsync(buffer.AsMemory(), CancellationToken.None).ConfigureAwait(false)) > 0;)
        {
            kept.Append(buffer, 0, Math.Min(read, LongestErrors - kept.Length));
        }

        return kept.ToString();
    }

    private static uint StatusOf(byte[] body) => new SftpPacket(body).Number();

    private async Task<SftpAttributes> LookAsync(byte request, object of, CancellationToken cancellationToken)
    {
        var (type, body) = await AskAsync(request, cancellationToken, of).ConfigureAwait(false);
        Require(type, Attributes, body);
        return new SftpPacket(body).Attributes() ?? throw NotUnderstood();
    }

    private async Task<byte[]> HandleAsync(byte request, CancellationToken cancellationToken, params object[] fields)
    {
        var (type, body) = await AskAsync(request, cancellationToken, fields).ConfigureAwait(false);
        Require(type, Handle, body);
        var handle = new SftpPacket(body).Bytes();
        return handle.Length <= LongestHandle ? handle.ToArray() : throw NotUnderstood();
    }

    private async Task<(byte Type, byte[] Body)> AskAsync(byte request, CancellationToken cancellationToken, params object[] fields)
    {
        var id = NextId();
        await WriteAsync(SftpPacket.Write(request, [id, .. fields]), cancellationToken).ConfigureAwait(false);
        return await AnswerAsync(id, cancellationToken).ConfigureAwait(false);
    }

    private uint NextId()
    {
        _outstanding.Add(++_last);
        return _last;
    }

    // A server may answer in another order, and only what it was asked, once. What is kept for later is a part of a file, or short.
    private async Task<(byte Type, byte[] Body)> AnswerAsync(uint id, CancellationToken cancellationToken)
    {
        (byte Type, byte[] Body) answer;
        while (!_early.Remove(id, out answer))
        {
            var (type, body) = await ReadPacketAsync(cancellationToken).ConfigureAwait(false);
            if (body.Length < 4 || BinaryPrimitives.ReadUInt32BigEndian(body) is var of && (!_outstanding.Remove(of) || (of != id && body.Length > LongestEarly)))
            {
                throw NotUnderstood();
            }

            _early.Add(of, (type, body[4..]));
        }

        return answer;
    }

    private void Require(byte type, byte wanted, byte[] body)
    {
        if (type != wanted)
        {
            throw type != Status ? NotUnderstood() : StatusOf(body) switch
            {
                NoSuchFile => new DeliveryException(DeliveryProblem.NotReady, _where, "is not there: the server knows no such file or folder", "Ask its sender, or correct path in the configuration; then pull again."),
                PermissionDenied => new DeliveryException(DeliveryProblem.Denied, _where, "may not be read by this account", "Have its operator let the account read it."),
                _ => NotUnderstood(),
            };
        }
    }

    private DeliveryException NotUnderstood() => new(DeliveryProblem.NotUnderstood, _where, "was not fetched: the server's answer is not understood", "Check that path names a file that the server gives by SFTP, version 3, with its size and time.");

    private async Task WriteAsync(byte[] packet, CancellationToken cancellationToken)
    {
        try
        {
            var pipe = _process.StandardInput.BaseStream;
            await pipe.WriteAsync(packet, cancellationToken).ConfigureAwait(false);
            await pipe.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            throw await EndedAsync().ConfigureAwait(false);
        }
    }

    private async Task<(byte Type, byte[] Body)> ReadPacketAsync(CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(_silence, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);

        // Whatever a pipe makes of a cancelled reading: with the child gone it ends.
        await using var killed = either.Token.Register(Kill).ConfigureAwait(false);
        var pipe = _process.StandardOutput.BaseStream;
        var head = new byte[5];
        try
        {
            await pipe.ReadExactlyAsync(head, either.Token).ConfigureAwait(false);
            var length = BinaryPrimitives.ReadUInt32BigEndian(head);
            if (length is 0 or > LongestPacket)
            {
                throw NotUnderstood();
            }

            var body = new byte[length - 1];
            await pipe.ReadExactlyAsync(body, either.Token).ConfigureAwait(false);
            return (head[4], body);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw silence.IsCancellationRequested
                ? SftpFailure.Unreachable(_where, FormattableString.Invariant($"stopped on its way: the server was silent for {_silence.TotalSeconds:0} s"))
                : await EndedAsync().ConfigureAwait(false);
        }
    }

    private async Task<DeliveryException> EndedAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), _clock);
        try
        {
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Kill();
        }

        return SftpFailure.Of(_where, await _errors.ConfigureAwait(false), _isConnected);
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }
}
