using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using DuckDB.NET.Data.DataChunk.Reader;
using DuckDB.NET.Data.DataChunk.Writer;
using Linkage.Matching.Duck;

namespace Linkage.Pipeline.Keys;

/// <summary>
/// A derived key that makes pseudonyms: HMAC-SHA-256 (RFC 2104, FIPS 198-1), 32 bytes, never truncated. The key's bytes have no way out,
/// and are cleared when it is disposed.
/// </summary>
public sealed class PseudonymKey : IDisposable
{
    private readonly byte[] _key;
    private readonly ConcurrentBag<IncrementalHash> _idle = [];
    private volatile bool _disposed;

    internal PseudonymKey(byte[] key, byte[] info)
    {
        _key = key;
        KeyId = Convert.ToHexStringLower(DerivedKeyId.Of(key, info));
    }

    /// <summary>
    /// Names the key without giving it away, 32 hexadecimal digits: a hash over what it is for and over a check value, so that a restored
    /// root key that is not the old one shows. Stored beside the data.
    /// </summary>
    public string KeyId { get; }

    /// <summary>Writes the pseudonym of some bytes.</summary>
    /// <param name="value">The value; an empty one has a pseudonym too.</param>
    /// <param name="pseudonym">32 bytes.</param>
    /// <exception cref="ObjectDisposedException">The key was cleared.</exception>
    public void Pseudonym(ReadOnlySpan<byte> value, Span<byte> pseudonym)
    {
        var hash = Rent();
        hash.AppendData(value);
        hash.GetHashAndReset(pseudonym);
        Return(hash);
    }

    /// <summary>The pseudonym of a text's UTF-8 bytes.</summary>
    public byte[] Pseudonym(string value)
    {
        var pseudonym = new byte[HMACSHA256.HashSizeInBytes];
        Pseudonym(Encoding.UTF8.GetBytes(value), pseudonym);
        return pseudonym;
    }

    /// <summary>
    /// Gives a session the SQL function <c>name(VARCHAR) → BLOB</c>: the pseudonym of the text's UTF-8 bytes, NULL for NULL. The key stays here;
    /// it stands in no statement, plan, profile or spilled block. Works until the key is disposed. One name serves one key in a session.
    /// </summary>
    public void MountForText(DuckSession session, string name) => Mount<string>(session, name, ReadText);

    /// <summary>As <see cref="MountForText"/>, for <c>name(BLOB) → BLOB</c>: a pseudonym of a pseudonym.</summary>
    public void MountForBytes(DuckSession session, string name) => Mount<byte[]>(session, name, ReadBytes);

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_key);
        while (_idle.TryTake(out var hash))
        {
            hash.Dispose();
        }
    }

    private static int ReadText(IDuckDBDataReader reader, ulong row, ref byte[] buffer)
    {
        var text = reader.GetValue<string>(row);
        Grow(ref buffer, Encoding.UTF8.GetMaxByteCount(text.Length));
        return Encoding.UTF8.GetBytes(text, buffer);
    }

    private static int ReadBytes(IDuckDBDataReader reader, ulong row, ref byte[] buffer)
    {
        using var stream = reader.GetValue<Stream>(row);
        var length = (int)stream.Length;
        Grow(ref buffer, length);
        stream.ReadExactly(buffer.AsSpan(0, length));
        return length;
    }

    private static void Grow(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            CryptographicOperations.ZeroMemory(buffer);
            buffer = new byte[length];
        }
    }

    // The provider's functions cannot return a BLOB, so the function gives hexadecimal text and a macro of the asked name decodes it.
    private void Mount<T>(DuckSession session, string name, ValueReader read)
    {
        var raw = $"{name}_hex";
        session.Connection.RegisterScalarFunction<T, string>(raw, (readers, writer, rows) => Fill(readers[0], writer, rows, read));
        session.Execute($"CREATE OR REPLACE TEMP MACRO {new SqlName(name)}(value) AS unhex({new SqlName(raw)}(value))", CancellationToken.None);
    }

    private void Fill(IDuckDBDataReader reader, IDuckDBDataWriter writer, ulong rows, ValueReader read)
    {
        var hash = Rent();
        var buffer = new byte[256];
        Span<byte> pseudonym = stackalloc byte[HMACSHA256.HashSizeInBytes];
        for (ulong row = 0; row < rows; row++)
        {
            if (!reader.IsValid(row))
            {
                writer.WriteNull(row);
                continue;
            }

            var length = read(reader, row, ref buffer);
            hash.AppendData(buffer.AsSpan(0, length));
            hash.GetHashAndReset(pseudonym);
            writer.WriteValue(Convert.ToHexStringLower(pseudonym), row);
        }

        CryptographicOperations.ZeroMemory(buffer);
        Return(hash);
    }

    // A keyed hash object holds the key's two prepared blocks: making one a value costs more than the hash itself.
    private IncrementalHash Rent()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _idle.TryTake(out var hash) ? hash : IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
    }

    private void Return(IncrementalHash hash)
    {
        _idle.Add(hash);
        if (_disposed && _idle.TryTake(out var late))
        {
            late.Dispose();
        }
    }

    private delegate int ValueReader(IDuckDBDataReader reader, ulong row, ref byte[] buffer);
}
