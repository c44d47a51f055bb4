using System.Buffers.Binary;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Linkage.Pipeline.Keys;
using Microsoft.Win32.SafeHandles;

namespace Linkage.Pipeline.Zones;

/// <summary>
/// A file that is encrypted with AES-256-GCM in chunks: constant memory, whatever its size, and nothing that is changed, cut off, added or put in another order is ever
/// decrypted. The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015): the nonce of a chunk is its number and whether it is the last.
/// <para>
/// Layout: 16 bytes <c>linkage-sealed-1</c>; 16 bytes key id; 4 bytes chunk length, big-endian; 32 bytes salt; then the chunks, each followed by its tag of 16 bytes. All chunks are
/// full but the last, which may be empty in an empty file only. The salt is a keyed digest of the content, so the same content at the same place under the same
/// key gives the same bytes, and other content another key: sealing needs no randomness that could repeat. The head of the file and what it is for are associated data of each chunk.
/// </para>
/// <para>
/// A file of a dataset begins with <c>linkage-sealed-2</c>, and its head ends with 16 bytes that name the secret of the dataset. Key id and salt are those of the place, as in layout 1, so that the salt names
/// the content whatever the month; the key of the file needs the secret of the dataset too.
/// </para>
/// </summary>
public static class SealedFile
{
    /// <summary>What the name of a sealed file ends with.</summary>
    public const string Suffix = ".sealed";

    /// <summary>Length of a chunk before it is sealed, in bytes.</summary>
    public const int ChunkLength = 1 << 17;

    private const int TagLength = 16;
    private const int NonceLength = 12;
    private const int SealedChunkLength = ChunkLength + TagLength;

    // Chunks that the cores share out among themselves before the next ones are begun; their digests are held so long.
    private const int BatchChunks = 1024;

    private static readonly byte[] Magic = "linkage-sealed-1"u8.ToArray();

    private static readonly byte[] DatasetMagic = "linkage-sealed-2"u8.ToArray();

    private static int SaltOffset => Magic.Length + DerivedKeyId.Length + sizeof(uint);

    private static int PlainHeaderLength => Magic.Length + DerivedKeyId.Length + sizeof(uint) + ZoneKey.SaltLength;

    /// <summary>Seals a file into a new one, readable by its owner only. Not forced to disk: whoever publishes it does that.</summary>
    /// <param name="plain">The file.</param>
    /// <param name="target">Where to; must not be there.</param>
    /// <param name="key">The key of its place.</param>
    /// <param name="purpose">What the file is for; to open it, the same has to be said.</param>
    /// <exception cref="IOException">The target is there, the file changed meanwhile, or a disk failed. No target is left.</exception>
    public static void Seal(string plain, string target, ZoneKey key, IEnumerable<string> purpose)
    {
        var binding = LengthPrefixed.Encode(purpose);
        using var source = File.OpenHandle(plain, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.SequentialScan);
        var length = RandomAccess.GetLength(source);
        using var contentKey = new ClearedKey(key.ContentKey());
        var content = ContentOf(source, length, contentKey.Bytes, null, null);
        byte[] header = [.. key.Dataset is null ? Magic : DatasetMagic, .. key.KeyId, 0, 0, 0, 0, .. key.SaltOf(binding, content), .. key.Dataset?.KeyId ?? []];
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(Magic.Length + DerivedKeyId.Length), ChunkLength);
        Write(target, sink =>
        {
            RandomAccess.Write(sink, header, 0);
            using var fileKey = new ClearedKey(key.FileKey(header, binding));
            var data = AssociatedData(header, binding);
            var again = ContentOf(source, length, contentKey.Bytes, fileKey.Bytes, (worker, chunk, read) =>
            {
                var made = worker.Output(read.Length + TagLength);
                worker.Cipher!.Encrypt(NonceOf(chunk, IsLast(chunk, length)), read, made[..read.Length], made[read.Length..], data);
                RandomAccess.Write(sink, made, header.Length + (chunk * SealedChunkLength));
            });

            // Had the content changed between the two readings, two contents could stand under one key.
            if (!CryptographicOperations.FixedTimeEquals(again, content))
            {
                throw new IOException($"{plain} changed while it was sealed. Run again when nobody writes to it.");
            }
        });
    }

    /// <summary>Opens a sealed file into a new plain one, readable by its owner only. Not forced to disk: it is for a run's scratch.</summary>
    /// <param name="path">The sealed file.</param>
    /// <param name="target">Where to; must not be there.</param>
    /// <param name="key">The key of its place.</param>
    /// <param name="purpose">What it was sealed for.</param>
    /// <exception cref="SealedFileException">It is not sealed, under another key, for something else, or was changed. No target is left.</exception>
    public static void Open(string path, string target, ZoneKey key, IEnumerable<string> purpose)
    {
        var binding = LengthPrefixed.Encode(purpose);
        using var source = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.SequentialScan);
        var header = HeaderOf(source);
        var body = RandomAccess.GetLength(source) - (header?.Length ?? 0);
        if (header is null || body < TagLength
            || BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(Magic.Length + DerivedKeyId.Length)) != ChunkLength)
        {
            throw new SealedFileException(path, "is not a sealed file, or was cut off");
        }

        if (!header.AsSpan(Magic.Length, DerivedKeyId.Length).SequenceEqual(key.KeyId) || !header.AsSpan(PlainHeaderLength).SequenceEqual(key.Dataset?.KeyId ?? []))
        {
            throw new SealedFileException(path, "was sealed under another key");
        }

        var count = (body + SealedChunkLength - 1) / SealedChunkLength;
        var length = body - (count * TagLength);
        if (body - ((count - 1) * SealedChunkLength) < TagLength || ChunksOf(length) != count)
        {
            throw new SealedFileException(path, "was cut off");
        }

        Write(target, sink =>
        {
            using var fileKey = new ClearedKey(key.FileKey(header, binding));
            var data = AssociatedData(header, binding);
            try
            {
                ForEachChunk(source, header.Length, body, SealedChunkLength, 0, count, null, fileKey.Bytes, (worker, chunk, read) =>
                {
                    var made = worker.Output(read.Length - TagLength);
                    worker.Cipher!.Decrypt(NonceOf(chunk, chunk == count - 1), read[..^TagLength], read[^TagLength..], made, data);
                    RandomAccess.Write(sink, made, chunk * ChunkLength);
                });
            }
            catch (AuthenticationTagMismatchException)
            {
                throw new SealedFileException(path, "was changed after it was sealed, or was sealed for something else");
            }
        });
    }

    /// <summary>The dataset secret that a file was sealed under, by name; null when it was sealed under none, or is no sealed file.</summary>
    internal static string? DatasetKeyOf(string path) => HeaderIn(path) is { } header && header.Length > PlainHeaderLength ? Convert.ToHexStringLower(header.AsSpan(PlainHeaderLength)) : null;

    /// <summary>
    /// Names the content of a file that was sealed under a dataset secret, whatever its month: its salt, a keyed digest of content and place, as hex. Null for any other file.
    /// </summary>
    internal static string? ContentOf(string path) =>
        HeaderIn(path) is { } header && header.Length > PlainHeaderLength ? Convert.ToHexStringLower(header.AsSpan(SaltOffset, ZoneKey.SaltLength)) : null;

    private static byte[]? HeaderIn(string path)
    {
        try
        {
            using var source = File.OpenHandle(path);
            return HeaderOf(source);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            // A report looks while a run is at work.
            return null;
        }
    }

    // Null when it is not one, or was cut off.
    private static byte[]? HeaderOf(SafeFileHandle source)
    {
        var header = new byte[PlainHeaderLength + DerivedKeyId.Length];
        var read = ReadWhole(source, header, 0);
        var length = header.AsSpan(0, Magic.Length).SequenceEqual(Magic) ? PlainHeaderLength : header.AsSpan(0, Magic.Length).SequenceEqual(DatasetMagic) ? header.Length : int.MaxValue;
        return read >= length ? header[..length] : null;
    }

    private static long ChunksOf(long length) => length == 0 ? 1 : (length + ChunkLength - 1) / ChunkLength;

    private static bool IsLast(long chunk, long length) => chunk == ChunksOf(length) - 1;

    private static byte[] NonceOf(long chunk, bool isLast)
    {
        var nonce = new byte[NonceLength];
        BinaryPrimitives.WriteInt64BigEndian(nonce.AsSpan(3), chunk);
        nonce[^1] = isLast ? (byte)1 : (byte)0;
        return nonce;
    }

    private static byte[] AssociatedData(byte[] header, byte[] binding) => SHA256.HashData([.. header, .. binding]);

    // SHA-256 over a tag of each chunk: GMAC under a key that serves for nothing else, with the chunk's number as its nonce. That the same nonce is used in every file does no harm, for
    // nobody sees a tag: they only tell one content from another within the salt, an HMAC.
    private static byte[] ContentOf(SafeFileHandle source, long length, byte[] contentKey, byte[]? fileKey, ChunkWork? work)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (all, tags) = (ChunksOf(length), new byte[BatchChunks * TagLength]);
        for (long first = 0; first < all; first += BatchChunks)
        {
            var (start, here) = (first, (int)Math.Min(BatchChunks, all - first));
            ForEachChunk(source, 0, length, ChunkLength, start, here, contentKey, fileKey, (worker, chunk, read) =>
            {
                worker.Teller!.Encrypt(NonceOf(chunk, false), [], [], tags.AsSpan((int)(chunk - start) * TagLength, TagLength), read);
                work?.Invoke(worker, chunk, read);
            });
            hash.AppendData(tags, 0, here * TagLength);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>Reads chunks and works on them, on every core at once; what a core needs it has for itself, so memory does not grow with the file.</summary>
    private static void ForEachChunk(SafeFileHandle source, long offset, long length, int chunkLength, long first, long count, byte[]? contentKey, byte[]? fileKey, ChunkWork work)
    {
        try
        {
            Parallel.For(
                first,
                first + count,
                () => new Worker(contentKey, fileKey),
                (chunk, _, worker) =>
                {
                    var read = worker.Input((int)Math.Min(chunkLength, length - (chunk * chunkLength)));
                    if (ReadWhole(source, read, offset + (chunk * chunkLength)) < read.Length)
                    {
                        throw new IOException("A file became shorter while it was read.");
                    }

                    work(worker, chunk, read);
                    return worker;
                },
                worker => worker.Dispose());
        }
        catch (AggregateException all)
        {
            // A full disk is told as one; a chunk that does not open says more than that.
            ExceptionDispatchInfo.Throw(all.InnerExceptions.FirstOrDefault(e => e is AuthenticationTagMismatchException) ?? all.InnerExceptions[0]);
        }
    }

    private static int ReadWhole(SafeFileHandle source, Span<byte> buffer, long offset)
    {
        var total = 0;
        while (total < buffer.Length && RandomAccess.Read(source, buffer[total..], offset + total) is > 0 and var read)
        {
            total += read;
        }

        return total;
    }

    private static void Write(string target, Action<SafeFileHandle> write)
    {
        using (var stream = new FileStream(target, PrivateFolder.NewFile(FileAccess.ReadWrite)))
        {
            try
            {
                write(stream.SafeFileHandle);
                return;
            }
            catch
            {
                stream.Dispose();
                File.Delete(target);
                throw;
            }
        }
    }

    private delegate void ChunkWork(Worker worker, long chunk, ReadOnlySpan<byte> read);

    /// <summary>What one core works with: room for a chunk as it is read and as it is written, and a cipher, which is not made to be shared.</summary>
    private sealed class Worker(byte[]? contentKey, byte[]? fileKey) : IDisposable
    {
        private readonly byte[] _input = GC.AllocateUninitializedArray<byte>(SealedChunkLength, pinned: true);
        private readonly byte[] _output = GC.AllocateUninitializedArray<byte>(SealedChunkLength, pinned: true);

        /// <summary>Tells contents apart.</summary>
        public AesGcm? Teller { get; } = contentKey is null ? null : new AesGcm(contentKey, TagLength);

        /// <summary>Seals or opens.</summary>
        public AesGcm? Cipher { get; } = fileKey is null ? null : new AesGcm(fileKey, TagLength);

        public Span<byte> Input(int length) => _input.AsSpan(0, length);

        public Span<byte> Output(int length) => _output.AsSpan(0, length);

        public void Dispose()
        {
            Teller?.Dispose();
            Cipher?.Dispose();
            CryptographicOperations.ZeroMemory(_input);
            CryptographicOperations.ZeroMemory(_output);
        }
    }
}
