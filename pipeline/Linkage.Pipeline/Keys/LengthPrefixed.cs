using System.Buffers.Binary;
using System.Text;

namespace Linkage.Pipeline.Keys;

/// <summary>A list of texts as bytes from which no other list can be read.</summary>
internal static class LengthPrefixed
{
    /// <summary>For each field its length in UTF-8 bytes (four bytes, big-endian) and the bytes.</summary>
    internal static byte[] Encode(IEnumerable<string> fields)
    {
        using var bytes = new MemoryStream();
        Span<byte> length = stackalloc byte[4];
        foreach (var field in fields)
        {
            var text = Encoding.UTF8.GetBytes(field);
            BinaryPrimitives.WriteUInt32BigEndian(length, (uint)text.Length);
            bytes.Write(length);
            bytes.Write(text);
        }

        return bytes.ToArray();
    }
}
