using System.Security.Cryptography;

namespace Linkage.Pipeline.Keys;

/// <summary>
/// The derived key under which published sets are sealed: HMAC-SHA-256 over the fields of a seal. Who can write to the zones but does not hold the root
/// secret cannot make a seal. The key's bytes have no way out, and are cleared when it is disposed.
/// </summary>
public sealed class SealKey : IDisposable
{
    private const string Label = "linkage-seal-v1";

    private readonly byte[] _key;
    private bool _disposed;

    internal SealKey(byte[] key) => _key = key;

    /// <summary>The authentication code of some fields, in their order: 64 lower-case hexadecimal digits.</summary>
    /// <exception cref="ObjectDisposedException">The key was cleared.</exception>
    public string Mac(IEnumerable<string> fields) => Convert.ToHexStringLower(Compute(fields));

    /// <summary>Whether a code is that of the fields. Takes the same time wherever the two differ; a missing or misshapen code is not.</summary>
    /// <exception cref="ObjectDisposedException">The key was cleared.</exception>
    public bool Verifies(string? mac, IEnumerable<string> fields)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var isWhole = mac is { Length: 2 * HMACSHA256.HashSizeInBytes }
            && Convert.FromHexString(mac, given, out _, out _) == System.Buffers.OperationStatus.Done;
        return CryptographicOperations.FixedTimeEquals(Compute(fields), given) && isWhole;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_key);
    }

    private byte[] Compute(IEnumerable<string> fields)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return HMACSHA256.HashData(_key, LengthPrefixed.Encode(fields.Prepend(Label)));
    }
}
