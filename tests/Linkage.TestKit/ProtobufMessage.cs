using System.Buffers.Binary;

namespace Linkage.TestKit;

/// <summary>The fields of a message in the wire format of protocol buffers, by number.</summary>
public sealed class ProtobufMessage
{
    private readonly List<(int Field, ulong Number, byte[]? Bytes)> _fields = [];

    /// <summary>Reads a message.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static ProtobufMessage Read(ReadOnlySpan<byte> bytes)
    {
        var message = new ProtobufMessage();
        while (!bytes.IsEmpty)
        {
            var key = Varint(ref bytes);
            var field = (int)(key >> 3);
            message._fields.Add((key & 7) switch
            {
                0 => (field, Varint(ref bytes), null),
                1 => (field, BinaryPrimitives.ReadUInt64LittleEndian(Take(ref bytes, 8)), null),
                2 => (field, 0, Take(ref bytes, checked((int)Varint(ref bytes))).ToArray()),
                5 => (field, BinaryPrimitives.ReadUInt32LittleEndian(Take(ref bytes, 4)), null),
                _ => throw new InvalidDataException("No such wire type."),
            });
        }

        return message;
    }

    /// <summary>Whether a field is there.</summary>
    public bool Has(int field) => _fields.Exists(one => one.Field == field);

    /// <summary>A number; 0 where it is not there.</summary>
    public ulong Number(int field) => _fields.FindLast(one => one.Field == field).Number;

    /// <summary>Bytes; none where they are not there.</summary>
    public byte[] Bytes(int field) => _fields.FindLast(one => one.Field == field).Bytes ?? [];

    /// <summary>The messages of a field, in order.</summary>
    public IEnumerable<ProtobufMessage> Messages(int field) => _fields.Where(one => one.Field == field).Select(one => Read(one.Bytes ?? throw new InvalidDataException("No message stands there.")));

    private static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        var (value, shift) = (0UL, 0);
        while (true)
        {
            var next = Take(ref bytes, 1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }

            shift += 7;
        }
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int count)
    {
        if (count > bytes.Length)
        {
            throw new InvalidDataException("A message ends in the middle.");
        }

        var taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }
}
