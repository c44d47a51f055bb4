using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Linkage.Governance.Ledger;

/// <summary>
/// A SHA-256 in the ledger: of a leaf, an inner node or a whole tree, as RFC 9162 section 2.1.1 builds them. Equality compares all 32 bytes; the default value,
/// all zeros, stands for the event before the first.
/// </summary>
public readonly record struct TreeHash
{
    /// <summary>Length in bytes.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    /// <summary>Takes the 32 bytes of a hash.</summary>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    public TreeHash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException($"A hash has {Length} bytes.", nameof(bytes));
        }

        _first = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _second = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _third = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _fourth = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>The hash of a tree without leaves: SHA-256 of nothing.</summary>
    public static TreeHash OfNothing { get; } = new(SHA256.HashData([]));

    /// <summary>The hash of a leaf: SHA-256 of a zero byte and its data.</summary>
    public static TreeHash OfLeaf(ReadOnlySpan<byte> data)
    {
        var length = data.Length + 1;
        var rented = length > 1024 ? ArrayPool<byte>.Shared.Rent(length) : null;
        var input = rented ?? stackalloc byte[1024];
        input[0] = LeafPrefix;
        data.CopyTo(input[1..]);
        var hash = Of(input[..length]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return hash;
    }

    /// <summary>The hash of an inner node: SHA-256 of a one byte and its two children.</summary>
    public static TreeHash OfNode(TreeHash left, TreeHash right)
    {
        Span<byte> input = stackalloc byte[1 + (2 * Length)];
        input[0] = NodePrefix;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Length)..]);
        return Of(input);
    }

    /// <summary>Reads 64 lower-case hexadecimal digits, and nothing else.</summary>
    /// <returns>False when the text is anything else.</returns>
    public static bool TryParse(string? text, out TreeHash hash)
    {
        hash = default;
        Span<byte> bytes = stackalloc byte[Length];
        if (text is not { Length: 2 * Length }
            || text.AsSpan().ContainsAnyInRange('A', 'F')
            || Convert.FromHexString(text, bytes, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        hash = new TreeHash(bytes);
        return true;
    }

    /// <summary>The 32 bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    private static TreeHash Of(ReadOnlySpan<byte> input)
    {
        Span<byte> bytes = stackalloc byte[Length];
        SHA256.HashData(input, bytes);
        return new TreeHash(bytes);
    }

    private void CopyTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _first);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _second);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], _third);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], _fourth);
    }
}
