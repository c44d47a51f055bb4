using System.Globalization;
using System.IO.Enumeration;
using System.Security.Cryptography;
using Linkage.Pipeline.Extract;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Deliveries;

/// <summary>
/// Takes a file from a folder that somebody else writes into, once it is settled: its marker lies beside it and is not older than it, or its size, time and digest stay for a while. The folder is only read.
/// </summary>
/// <param name="source">The folder.</param>
/// <param name="clock">Waits for files to settle.</param>
internal sealed class FolderDelivery(FolderSource source, TimeProvider clock) : IDelivery
{
    private const string Marker = ".done";

    /// <inheritdoc/>
    public async Task<DeliveredFile> ReceiveAsync(ArrivingFile arriving, CancellationToken cancellationToken)
    {
        var file = Find(arriving.Pattern);
        var seen = Look(file);
        arriving.RequireSize(seen.Bytes);
        var began = clock.GetTimestamp();

        // A copy that was cut off is made anew: it is on a disk of this machine, and its time alone would not tell it from another.
        arriving.Open(null);
        var digest = await CopyAsync(file, seen.Bytes, arriving.Append, cancellationToken).ConfigureAwait(false);
        RequireSame(file, seen);
        if (!source.DoneMarker)
        {
            var wait = source.Settle - clock.GetElapsedTime(began);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(false);
            }

            RequireSame(file, seen);
            if (await CopyAsync(file, seen.Bytes, _ => { }, cancellationToken).ConfigureAwait(false) != digest)
            {
                throw StillWritten();
            }

            RequireSame(file, seen);
        }

        return new DeliveredFile(Path.GetFileName(file), null, IsKnown: false, digest);
    }

    /// <inheritdoc/>
    public Task<string> LookAsync(string pattern, CancellationToken cancellationToken)
    {
        var file = Find(pattern);
        var seen = Look(file);
        return Task.FromResult(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(file)} {seen.Bytes} {seen.Written.Ticks}"));
    }

    private string Find(string pattern)
    {
        if (!Directory.Exists(source.Path))
        {
            throw NotReady("is not there: its folder is missing", "Mount the folder, or correct path in the configuration; then pull again.");
        }

        var names = new DirectoryInfo(source.Path).EnumerateFiles()
            .Where(f => !f.Name.EndsWith(Marker, StringComparison.Ordinal) && FileSystemName.MatchesSimpleExpression(pattern, f.Name, ignoreCase: false))
            .Select(f => f.Name).Order(StringComparer.Ordinal).ToList();
        var whole = source.DoneMarker ? names.Where(n => File.Exists(Path.Combine(source.Path, n + Marker))).ToList() : names;
        return whole switch
        {
            [var name] => Path.Combine(source.Path, name),
            [] when names.Count > 0 => throw NotReady("is there without its marker: it is still being written", $"Wait until its sender has written the marker, a file of the same name with {Marker} after it."),
            [] => throw NotReady($"is not there: no file has the name that the contract asks for, {pattern}", "Ask its sender, or correct path in the configuration; then pull again."),
            _ => throw new DeliveryException(
                DeliveryProblem.Ambiguous, source.Where, FormattableString.Invariant($"cannot be told: {whole.Count} files have the name that the contract asks for, {pattern}"), "Have all but the right one moved away."),
        };
    }

    private Sight Look(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null)
        {
            throw new DeliveryException(DeliveryProblem.Untrusted, source.Where, "is a link, which may lead anywhere", "Have the file itself put there.");
        }

        if (!file.Exists)
        {
            throw StillWritten();
        }

        // A pipe is never written to its end, and a device may do anything.
        if (!PrivateFolder.IsPlainFile(path, followLinks: false))
        {
            throw NotPlain();
        }

        return source.DoneMarker && File.GetLastWriteTimeUtc(path + Marker) < file.LastWriteTimeUtc
            ? throw NotReady("was written to after its marker", "Wait until its sender has written the marker again.")
            : new Sight(file.Length, file.LastWriteTimeUtc);
    }

    private void RequireSame(string path, Sight seen)
    {
        if (Look(path) != seen)
        {
            throw StillWritten();
        }
    }

    private async Task<string> CopyAsync(string path, long bytes, Action<ReadOnlySpan<byte>> to, CancellationToken cancellationToken)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var from = Open(path);
        await using (from.ConfigureAwait(false))
        {
            var buffer = new byte[1 << 20];
            for (int read; (read = await from.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                // A file that grows as fast as it is read has no end.
                bytes = bytes >= read ? bytes - read : throw StillWritten();
                digest.AppendData(buffer, 0, read);
                to(buffer.AsSpan(0, read));
            }
        }

        return Convert.ToHexStringLower(digest.GetCurrentHash());
    }

    private FileStream Open(string path)
    {
        try
        {
            return SourceFileException.Open(path, followLinks: false);
        }
        catch (SourceFileException exchanged) when (!exchanged.IsPlain)
        {
            throw NotPlain();
        }
    }

    private DeliveryException NotPlain() => new(DeliveryProblem.Untrusted, source.Where, "is no plain file but a pipe, a socket, a device or a link, and was not opened", "Have the file itself put there.");

    private DeliveryException StillWritten() => NotReady("changed while it was read: it is still being written, and was not used", "Pull again when it has arrived whole; have its sender write a marker, or move it in whole.");

    private DeliveryException NotReady(string problem, string remedy) => new(DeliveryProblem.NotReady, source.Where, problem, remedy);

    private readonly record struct Sight(long Bytes, DateTime Written);
}
