using System.Buffers.Binary;
using System.Text;

namespace Linkage.Pipeline.Deliveries;

/// <summary>Reads the fields of a packet in order; draft-ietf-secsh-filexfer-02, the version of SFTP that every server speaks.</summary>
internal ref struct SftpPacket(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>The next four bytes as a number.</summary>
    public uint Number() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    /// <summary>The next eight bytes as a number.</summary>
    public ulong LongNumber() => BinaryPrimitives.ReadUInt64BigEndian(Take(8));

    /// <summary>The next string, as bytes.</summary>
    public ReadOnlySpan<byte> Bytes() => Take(checked((int)Number()));

    /// <summary>The next string.</summary>
    public string Text() => Encoding.UTF8.GetString(Bytes());

    /// <summary>The next attributes of a file; null where the server does not say size and time, by which a file that changes is known.</summary>
    public SftpAttributes? Attributes()
    {
        const uint hasSize = 1, hasOwner = 2, hasMode = 4, hasTimes = 8, hasMore = 0x80000000, kind = 0xF000, regular = 0x8000;
        var flags = Number();
        var size = (flags & hasSize) != 0 ? LongNumber() : 0;
        if ((flags & hasOwner) != 0)
        {
            Take(8);
        }

        var mode = (flags & hasMode) != 0 ? Number() : regular;
        var modified = 0u;
        if ((flags & hasTimes) != 0)
        {
            Number();
            modified = Number();
        }

        for (var more = (flags & hasMore) != 0 ? Number() : 0; more > 0; more--)
        {
            Bytes();
            Bytes();
        }

        return (flags & hasSize) != 0 && (flags & hasTimes) != 0 ? new SftpAttributes(size, modified, (mode & kind) == regular) : null;
    }

    /// <summary>Writes fields one after another: byte, number, long number, text or bytes.</summary>
    public static byte[] Write(byte type, params ReadOnlySpan<object> fields)
    {
        using var packet = new MemoryStream();
        packet.Write([0, 0, 0, 0, type]);
        Span<byte> number = stackalloc byte[8];
        foreach (var field in fields)
        {
            switch (field)
            {
                case uint value:
                    BinaryPrimitives.WriteUInt32BigEndian(number, value);
                    packet.Write(number[..4]);
                    break;
                case ulong value:
                    BinaryPrimitives.WriteUInt64BigEndian(number, value);
                    packet.Write(number);
                    break;
                default:
                    var bytes = field as byte[] ?? Encoding.UTF8.GetBytes((string)field);
                    BinaryPrimitives.WriteUInt32BigEndian(number, (uint)bytes.Length);
                    packet.Write(number[..4]);
                    packet.Write(bytes);
                    break;
            }
        }

        var whole = packet.ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(whole, (uint)(whole.Length - 4));
        return whole;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > _rest.Length)
        {
            throw new InvalidDataException("A packet is shorter than it says.");
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
