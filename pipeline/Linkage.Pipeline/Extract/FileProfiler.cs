using System.Buffers;
using System.Security.Cryptography;
using System.Text.Unicode;

namespace Linkage.Pipeline.Extract;

/// <summary>Reads a file once, in chunks: its digest, and what its bytes say about its encoding. Optionally writes what it reads.</summary>
internal static class FileProfiler
{
    /// <summary>How much of the beginning is kept for a closer look.</summary>
    public const int SampleBytes = 1 << 20;

    /// <summary>So many characters of more than one byte, all well-formed, are no accident: the file is UTF-8.</summary>
    public const int EnoughLeadBytes = 8;

    private const int ChunkBytes = 1 << 20;

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="copy">Where every byte goes as well, or null.</param>
    /// <param name="cancellationToken">Checked at every chunk.</param>
    /// <exception cref="SourceFileException">The file is in use or closed to this account.</exception>
    public static FileProfile Read(string path, Stream? copy, CancellationToken cancellationToken)
    {
        using var source = SourceFileException.Open(path, followLinks: true);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            var utf8 = new Utf8Watch();
            byte[] sample = [];
            byte[] tail = [];
            long bytes = 0;
            int read;
            while ((read = source.ReadAtLeast(buffer.AsSpan(0, ChunkBytes), ChunkBytes, throwOnEndOfStream: false)) > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var chunk = buffer.AsSpan(0, read);
                hash.AppendData(chunk);
                copy?.Write(chunk);
                sample = bytes == 0 ? chunk[..Math.Min(read, SampleBytes)].ToArray() : sample;
                tail = read >= 4 ? chunk[^4..].ToArray() : [.. tail, .. chunk];
                utf8.Add(chunk);
                bytes += read;
            }

            utf8.End();
            return new FileProfile
            {
                Digest = Convert.ToHexStringLower(hash.GetHashAndReset()),
                Bytes = bytes,
                Sample = sample,
                Tail = tail.AsMemory(Math.Max(0, tail.Length - 4)),
                FirstLineNotUtf8 = utf8.FirstBadLine,
                LeadBytes = utf8.LeadBytes,
            };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <summary>Checks UTF-8 across chunks: a character may be cut by the end of one.</summary>
    private sealed class Utf8Watch
    {
        private byte[] _carry = [];
        private long _lines;

        public long? FirstBadLine { get; private set; }

        public int LeadBytes { get; private set; }

        public void Add(ReadOnlySpan<byte> chunk)
        {
            if (FirstBadLine is not null)
            {
                return;
            }

            CountLeadBytes(chunk);
            if (_carry.Length > 0)
            {
                // At most three bytes are carried and three more complete any character.
                var take = Math.Min(3, chunk.Length);
                byte[] seam = [.. _carry, .. chunk[..take]];
                _carry = [];
                while (take > 0 && CutLength(seam) > 0)
                {
                    seam = seam[..^1];
                    take--;
                }

                if (!Utf8.IsValid(seam))
                {
                    FirstBadLine = _lines + 1;
                    return;
                }

                _lines += seam.AsSpan(seam.Length - take).Count((byte)'\n');
                chunk = chunk[take..];
            }

            var cut = CutLength(chunk);
            var whole = chunk[..^cut];
            _carry = chunk[^cut..].ToArray();
            if (!Utf8.IsValid(whole))
            {
                FirstBadLine = _lines + 1 + whole[..ValidLength(whole)].Count((byte)'\n');
                return;
            }

            _lines += whole.Count((byte)'\n');
        }

        public void End()
        {
            if (FirstBadLine is null && _carry.Length > 0)
            {
                FirstBadLine = _lines + 1;
            }
        }

        private void CountLeadBytes(ReadOnlySpan<byte> chunk)
        {
            int index;
            while (LeadBytes < EnoughLeadBytes && (index = chunk.IndexOfAnyInRange((byte)0xC2, (byte)0xF4)) >= 0)
            {
                LeadBytes++;
                chunk = chunk[(index + 1)..];
            }
        }

        // Length of an unfinished character at the end, 0 to 3.
        private static int CutLength(ReadOnlySpan<byte> bytes)
        {
            for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
            {
                var lead = bytes[^back];
                if ((lead & 0xC0) != 0x80)
                {
                    var needs = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
                    return needs > back ? back : 0;
                }
            }

            return 0;
        }

        private static int ValidLength(ReadOnlySpan<byte> bytes)
        {
            var position = 0;
            while (position < bytes.Length && System.Text.Rune.DecodeFromUtf8(bytes[position..], out _, out var length) == OperationStatus.Done)
            {
                position += length;
            }

            return position;
        }
    }
}
