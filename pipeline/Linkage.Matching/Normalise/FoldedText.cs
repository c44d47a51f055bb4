using System.Buffers;

namespace Linkage.Matching.Normalise;

/// <summary>
/// The last step of folding, over bytes. What comes in is ASCII as it was, or text whose accents, case and separators SQL has folded already
/// (<c>lnk_folded</c>), in which every byte from 0x80 belongs to a letter or digit.
/// </summary>
internal static class FoldedText
{
    private const byte Drop = 0;

    private static readonly byte[] Classes = [.. Enumerable.Range(0, 256).Select(b => ClassOf((char)b))];

    /// <summary>First characters of an email address, number or date that are blanks to SQL's trim.</summary>
    private static readonly SearchValues<byte> NotBlank = SearchValues.Create([.. Enumerable.Range(0, 256).Where(b => b != ' ').Select(b => (byte)b)]);

    /// <summary>Upper case, apostrophes gone, parts of letters and digits separated by one blank.</summary>
    internal static int Parted(ReadOnlySpan<byte> value, Span<byte> output)
    {
        var (length, apart) = (0, false);
        foreach (var b in value)
        {
            var folded = Classes[b];
            if (folded > (byte)' ')
            {
                if (apart)
                {
                    output[length++] = (byte)' ';
                    apart = false;
                }

                output[length++] = folded;
            }
            else if (folded != Drop)
            {
                apart = length > 0;
            }
        }

        return length;
    }

    /// <summary>The same with AND for each ampersand and plus.</summary>
    internal static int PartedWithAnd(ReadOnlySpan<byte> value, Span<byte> output)
    {
        var length = 0;
        while (true)
        {
            var sign = value.IndexOfAny((byte)'&', (byte)'+');
            var written = Parted(sign < 0 ? value : value[..sign], output[(length == 0 ? 0 : length + 1)..]);
            if (written > 0)
            {
                if (length > 0)
                {
                    output[length++] = (byte)' ';
                }

                length += written;
            }

            if (sign < 0)
            {
                return length;
            }

            ReadOnlySpan<byte> and = length > 0 ? " AND"u8 : "AND"u8;
            and.CopyTo(output[length..]);
            length += and.Length;
            value = value[(sign + 1)..];
        }
    }

    /// <summary>Upper case, letters and digits alone.</summary>
    internal static int Compact(ReadOnlySpan<byte> value, Span<byte> output)
    {
        var length = 0;
        foreach (var b in value)
        {
            var folded = Classes[b];
            if (folded > (byte)' ')
            {
                output[length++] = folded;
            }
        }

        return length;
    }

    /// <summary>Without blanks at both ends; other white space stays.</summary>
    internal static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> value)
    {
        var start = value.IndexOfAny(NotBlank);
        return start < 0 ? [] : value[start..(value.LastIndexOfAny(NotBlank) + 1)];
    }

    /// <summary>The first part, and the rest behind the blank.</summary>
    internal static ReadOnlySpan<byte> FirstPart(ReadOnlySpan<byte> parted, out ReadOnlySpan<byte> rest)
    {
        var end = parted.IndexOf((byte)' ');
        rest = end < 0 ? [] : parted[(end + 1)..];
        return end < 0 ? parted : parted[..end];
    }

    /// <summary>The last part, and what stands before its blank.</summary>
    internal static ReadOnlySpan<byte> LastPart(ReadOnlySpan<byte> parted, out ReadOnlySpan<byte> before)
    {
        var start = parted.LastIndexOf((byte)' ');
        before = start < 0 ? [] : parted[..start];
        return parted[(start + 1)..];
    }

    internal static bool IsDigit(byte b) => (uint)(b - '0') <= 9;

    internal static bool IsUpper(byte b) => (uint)(b - 'A') <= 25;

    private static byte ClassOf(char b) => b switch
    {
        '\'' or '`' => Drop,
        >= 'a' and <= 'z' => (byte)(b - 32),
        >= 'A' and <= 'Z' or >= '0' and <= '9' or >= '\x80' => (byte)b,
        _ => (byte)' ',
    };
}
