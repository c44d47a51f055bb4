namespace Linkage.Matching.Normalise;

/// <summary>Normal forms of addresses and postcodes.</summary>
internal static class PlaceForm
{
    /// <summary>Words that say there is no address, where it begins with them.</summary>
    private static readonly byte[][] NoAddress =
    [
        .. ((string[])["WITHHELD", "UNKNOWN", "PROTECTED", "CONFIDENTIAL", "NOT KNOWN", "NOT PROVIDED", "SUPPRESSED"])
            .SelectMany(w => (string[])[w, $"ADDRESS {w}"])
            .Concat(["NFA", "NO FIXED ABODE", "NO FIXED ADDRESS", "OF NO FIXED ABODE", "OF NO FIXED ADDRESS", "NONE", "N A", "NA", "TBC", "NULL"])
            .Select(System.Text.Encoding.ASCII.GetBytes),
    ];

    /// <summary>An address on one line, the usual short words written out.</summary>
    internal static int Address(ReadOnlySpan<byte> value, Span<byte> output)
    {
        // Words written out grow to seven bytes from three at most, so what is written stays clear of the last quarter of the room.
        var parted = output[^(value.Length + 1)..];
        ReadOnlySpan<byte> rest = parted[..FoldedText.Parted(value, parted)];
        var length = 0;
        while (!rest.IsEmpty)
        {
            var end = Math.Max(1, WordLength(rest));
            var word = rest[..end];
            var full = InFull(word);
            full.CopyTo(output[length..]);
            length += full.Length;
            rest = rest[end..];
        }

        foreach (var none in NoAddress)
        {
            if (output[..length].StartsWith(none) && (length == none.Length || output[none.Length] == ' '))
            {
                return 0;
            }
        }

        return length;
    }

    /// <summary>The numbers of an address in normal form, in order of their characters, without those of a postcode at its end.</summary>
    internal static int AddressNumbers(ReadOnlySpan<byte> address, Span<byte> output) => Numbers(address[..^PostcodeLength(address)], output);

    /// <summary>A United Kingdom postcode without its blank; ZZ stands for none.</summary>
    internal static int Postcode(ReadOnlySpan<byte> value, Span<byte> output)
    {
        var length = FoldedText.Compact(value, output);
        if (length is < 5 or > 7)
        {
            return 0;
        }

        // A letter O, I or L where only a digit can stand is that digit.
        ref var digit = ref output[length - 3];
        digit = digit switch { (byte)'O' => (byte)'0', (byte)'I' or (byte)'L' => (byte)'1', _ => digit };
        var letters = FoldedText.IsUpper(output[1]) ? 2 : 1;
        var district = length - 3 - letters;
        return FoldedText.IsUpper(output[0]) && !(output[0] == 'Z' && output[1] == 'Z') && district is 1 or 2 && FoldedText.IsDigit(output[letters])
            && (district == 1 || IsAlphanumeric(output[letters + 1])) && FoldedText.IsDigit(digit) && FoldedText.IsUpper(output[length - 2]) && FoldedText.IsUpper(output[length - 1])
            ? length
            : 0;
    }

    /// <summary>Length of the postcode that ends the text, with or without its blank; 0 where none does.</summary>
    private static int PostcodeLength(ReadOnlySpan<byte> text)
    {
        for (var length = Math.Min(8, text.Length); length >= 5; length--)
        {
            var t = text[^length..];
            if (!FoldedText.IsUpper(t[^1]) || !FoldedText.IsUpper(t[^2]) || !FoldedText.IsDigit(t[^3]) || !FoldedText.IsUpper(t[0]))
            {
                continue;
            }

            var district = t[^4] == ' ' ? t[..^4] : t[..^3];
            var rest = district[(district.Length > 1 && FoldedText.IsUpper(district[1]) ? 2 : 1)..];
            if (rest.Length is 1 or 2 && FoldedText.IsDigit(rest[0]) && (rest.Length == 1 || IsAlphanumeric(rest[1])))
            {
                return length;
            }
        }

        return 0;
    }

    private static int Numbers(ReadOnlySpan<byte> text, Span<byte> output)
    {
        Span<(int Start, int Length)> found = stackalloc (int, int)[32];
        var count = 0;
        for (var at = 0; at < text.Length;)
        {
            var length = WordLength(text[at..]);
            if (length > 0 && IsNumber(text.Slice(at, length)))
            {
                if (count == found.Length)
                {
                    var more = new (int, int)[2 * count];
                    found.CopyTo(more);
                    found = more;
                }

                found[count++] = (at, length);
            }

            at += Math.Max(1, length);
        }

        Sort(text, found[..count]);
        var written = 0;
        foreach (var (start, length) in found[..count])
        {
            if (written > 0)
            {
                output[written++] = (byte)' ';
            }

            text.Slice(start, length).CopyTo(output[written..]);
            written += length;
        }

        return written;
    }

    private static void Sort(ReadOnlySpan<byte> text, Span<(int Start, int Length)> words)
    {
        if (words.Length > 64)
        {
            var all = text.ToArray();
            words.Sort((a, b) => all.AsSpan(a.Start, a.Length).SequenceCompareTo(all.AsSpan(b.Start, b.Length)));
            return;
        }

        for (var i = 1; i < words.Length; i++)
        {
            var word = words[i];
            var j = i;
            for (; j > 0 && text.Slice(words[j - 1].Start, words[j - 1].Length).SequenceCompareTo(text.Slice(word.Start, word.Length)) > 0; j--)
            {
                words[j] = words[j - 1];
            }

            words[j] = word;
        }
    }

    /// <summary>Digits, and perhaps one letter.</summary>
    private static bool IsNumber(ReadOnlySpan<byte> word)
    {
        var digits = FoldedText.IsUpper(word[^1]) ? word[..^1] : word;
        return !digits.IsEmpty && digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    /// <summary>Letters and digits of the Latin alphabet that the text begins with.</summary>
    private static int WordLength(ReadOnlySpan<byte> text)
    {
        var length = 0;
        while (length < text.Length && IsAlphanumeric(text[length]))
        {
            length++;
        }

        return length;
    }

    private static bool IsAlphanumeric(byte b) => FoldedText.IsUpper(b) || FoldedText.IsDigit(b);

    private static ReadOnlySpan<byte> InFull(ReadOnlySpan<byte> word) => word.Length switch
    {
        2 when word.SequenceEqual("RD"u8) => "ROAD"u8,
        2 when word.SequenceEqual("ST"u8) => "STREET"u8,
        2 when word.SequenceEqual("AV"u8) => "AVENUE"u8,
        2 when word.SequenceEqual("GR"u8) => "GROVE"u8,
        2 when word.SequenceEqual("CL"u8) => "CLOSE"u8,
        2 when word.SequenceEqual("LN"u8) => "LANE"u8,
        2 when word.SequenceEqual("FL"u8) => "FLAT"u8,
        3 when word.SequenceEqual("FLT"u8) || word.SequenceEqual("APT"u8) => "FLAT"u8,
        3 when word.SequenceEqual("STR"u8) => "STREET"u8,
        3 when word.SequenceEqual("AVE"u8) => "AVENUE"u8,
        3 when word.SequenceEqual("GRV"u8) => "GROVE"u8,
        9 when word.SequenceEqual("APARTMENT"u8) => "FLAT"u8,
        _ => word,
    };
}
