using System.Globalization;
using System.IO.Enumeration;

namespace Linkage.Pipeline.Deliveries;

/// <summary>Fetches a file by SFTP. Its version is its path, size and time; what an earlier attempt brought of the same version is gone on from. It counts only when size and time are the same at the end, by handle and by path.</summary>
/// <param name="source">The server.</param>
/// <param name="credentials">Where its credentials come from.</param>
/// <param name="folder">Name of a folder of its own in the scratch, for the key.</param>
/// <param name="limits">How long is waited.</param>
/// <param name="clock">What measures that.</param>
internal sealed class SftpDelivery(SftpSource source, CredentialFiles credentials, string folder, DeliveryLimits limits, TimeProvider clock) : IDelivery
{
    private const uint PartBytes = 32 << 10;
    private const int PartsUnderWay = 48;

    /// <inheritdoc/>
    public Task<DeliveredFile> ReceiveAsync(ArrivingFile arriving, CancellationToken cancellationToken) =>
        InSessionAsync(session => FetchWholeAsync(session, arriving, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<string> LookAsync(string pattern, CancellationToken cancellationToken) => InSessionAsync(
        async session =>
        {
            try
            {
                var (path, seen) = await FindFileAsync(session, pattern, cancellationToken).ConfigureAwait(false);
                return Version(path, seen);
            }
            catch (Exception e) when (e is InvalidDataException or OverflowException)
            {
                throw NotUnderstood();
            }
        },
        cancellationToken);

    private async Task<T> InSessionAsync<T>(Func<SftpSession, Task<T>> work, CancellationToken cancellationToken)
    {
        if (!File.Exists(source.KnownHosts))
        {
            throw new DeliveryException(DeliveryProblem.Untrusted, source.Where, "was not fetched: the file that knownHosts names is not there, so nobody can tell the server from another", "Put the server's host key there, as its operator gave it by another way than the network.");
        }

        PinFile.Require(source.KnownHosts, "knownHosts", source.Where);
        try
        {
            var identity = credentials.Write(folder, source.Identity, isRequired: true)!;
            var certificate = credentials.Write(folder, $"{source.Identity}-cert", isRequired: false);
            var session = await SftpSession.OpenAsync(source, identity, certificate, limits, clock, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                return await work(session).ConfigureAwait(false);
            }
        }
        finally
        {
            credentials.Wipe(folder);
        }
    }

    // Of a server that says what is not understood nothing is kept: what it said before may be no better.
    private async Task<DeliveredFile> FetchWholeAsync(SftpSession session, ArrivingFile arriving, CancellationToken cancellationToken)
    {
        try
        {
            return await FetchAsync(session, arriving, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidDataException or OverflowException)
        {
            arriving.Discard();
            throw NotUnderstood();
        }
        catch (DeliveryException e) when (e.Kind == DeliveryProblem.NotUnderstood)
        {
            arriving.Discard();
            throw;
        }
    }

    private async Task<DeliveredFile> FetchAsync(SftpSession session, ArrivingFile arriving, CancellationToken cancellationToken)
    {
        var (path, _) = await FindFileAsync(session, arriving.Pattern, cancellationToken).ConfigureAwait(false);
        var name = path[(path.LastIndexOf('/') + 1)..];
        var handle = await session.OpenFileAsync(path, cancellationToken).ConfigureAwait(false);
        var seen = await session.LookAsync(handle, cancellationToken).ConfigureAwait(false);
        var version = Version(path, seen);
        if (arriving.Known == version)
        {
            return new DeliveredFile(name, version, IsKnown: true, null);
        }

        arriving.Expect((long)Math.Min(seen.Size, long.MaxValue));
        arriving.Open(version);
        await ReadAsync(session, handle, arriving, seen.Size, cancellationToken).ConfigureAwait(false);
        if (await session.LookAsync(handle, cancellationToken).ConfigureAwait(false) != seen || await session.LookAsync(path, cancellationToken).ConfigureAwait(false) != seen || (ulong)arriving.Length != seen.Size)
        {
            arriving.Discard();
            throw new DeliveryException(DeliveryProblem.NotReady, source.Where, "changed while it was read: it is still being written, and was not used", "Pull again when it has arrived whole; have its sender write it under another name and rename it.");
        }

        return new DeliveredFile(name, version, IsKnown: false, null);
    }

    private async Task<(string Path, SftpAttributes Seen)> FindFileAsync(SftpSession session, string pattern, CancellationToken cancellationToken)
    {
        var path = source.Path.EndsWith('/') ? source.Path + await FindAsync(session, pattern, cancellationToken).ConfigureAwait(false) : source.Path;
        return await session.LookAsync(path, cancellationToken).ConfigureAwait(false) is { IsRegular: true } seen
            ? (path, seen)
            : throw new DeliveryException(DeliveryProblem.Untrusted, source.Where, "is a link or no plain file, which may lead anywhere", "Have the file itself put there.");
    }

    private static string Version(string path, SftpAttributes seen) => string.Create(CultureInfo.InvariantCulture, $"{path} {seen.Size} {seen.Modified}");

    private DeliveryException NotUnderstood() => new(DeliveryProblem.NotUnderstood, source.Where, "was not fetched: the server's answer is not understood", "Check that the server speaks SFTP, version 3.");

    // Many parts are asked for before the first one comes, or every part would wait for a journey there and back.
    private static async Task ReadAsync(SftpSession session, byte[] handle, ArrivingFile arriving, ulong size, CancellationToken cancellationToken)
    {
        var asked = (ulong)arriving.Length;
        var underWay = new Queue<(uint Request, uint Length)>();
        while (asked < size || underWay.Count > 0)
        {
            for (; asked < size && underWay.Count < PartsUnderWay; asked += underWay.Last().Length)
            {
                var length = (uint)Math.Min(PartBytes, size - asked);
                underWay.Enqueue((await session.AskForPartAsync(handle, asked, length, cancellationToken).ConfigureAwait(false), length));
            }

            var (request, wanted) = underWay.Dequeue();
            while (wanted > 0)
            {
                var part = await session.PartAsync(request, wanted, cancellationToken).ConfigureAwait(false);
                if (part.Length == 0)
                {
                    // The file has become shorter; what is still under way would leave a hole.
                    return;
                }

                arriving.Append(part.Span);
                wanted -= (uint)part.Length;
                request = wanted > 0 ? await session.AskForPartAsync(handle, (ulong)arriving.Length, wanted, cancellationToken).ConfigureAwait(false) : request;
            }
        }
    }

    private async Task<string> FindAsync(SftpSession session, string pattern, CancellationToken cancellationToken)
    {
        var names = await session.ListAsync(source.Path, n => !n.Contains('/', StringComparison.Ordinal) && FileSystemName.MatchesSimpleExpression(pattern, n, ignoreCase: false) && n is not ("." or ".."), cancellationToken).ConfigureAwait(false);
        return names switch
        {
            [var name] => name,
            [] => throw new DeliveryException(DeliveryProblem.NotReady, source.Where, $"is not there: no file has the name that the contract asks for, {pattern}", "Ask its sender, or correct path in the configuration; then pull again."),
            _ => throw new DeliveryException(DeliveryProblem.Ambiguous, source.Where, FormattableString.Invariant($"cannot be told: {names.Count} files have the name that the contract asks for, {pattern}"), "Have all but the right one moved away."),
        };
    }
}
