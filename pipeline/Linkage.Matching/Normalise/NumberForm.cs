namespace Linkage.Matching.Normalise;

/// <summary>Normal forms of numbers and codes a person has, and of email addresses and sex. Numbers with check digits are checked.</summary>
internal static class NumberForm
{
    private static readonly Words NoEmail = new("NO", "NONE", "NA", "N.A", "NOEMAIL", "NOREPLY", "NO-REPLY", "UNKNOWN", "TEST");

    private static readonly Words NoText = new("NA", "N A", "NULL", "NONE", "NAN", "UNKNOWN", "NOT KNOWN", "NK", "TBC", "NIL");

    private static readonly Words Male = new("M", "MALE", "MAN", "BOY", "1");

    private static readonly Words Female = new("F", "FEMALE", "WOMAN", "GIRL", "W", "2");

    /// <summary>Any text in parts.</summary>
    internal static int Generic(ReadOnlySpan<byte> value, Span<byte> output)
    {
        var length = FoldedText.Parted(value, output);
        return NoText.Contains(output[..length]) ? 0 : length;
    }

    /// <summary>The sex as M or F.</summary>
    internal static int Sex(ReadOnlySpan<byte> value, Span<byte> output)
    {
        var trimmed = FoldedText.Trimmed(value);
        if (trimmed.Length is 0 or > 6)
        {
            return 0;
        }

        var word = output[1..(trimmed.Length + 1)];
        for (var i = 0; i < trimmed.Length; i++)
        {
            word[i] = trimmed[i] is >= (byte)'a' and <= (byte)'z' ? (byte)(trimmed[i] - 32) : trimmed[i];
        }

        output[0] = Male.Contains(word) ? (byte)'M' : (byte)'F';
        return output[0] == 'M' || Female.Contains(word) ? 1 : 0;
    }

    /// <summary>Digits of a UPRN without leading zeros, 1 to 12.</summary>
    internal static int Uprn(ReadOnlySpan<byte> value, Span<byte> output)
    {
        var digits = FoldedText.Trimmed(value).TrimStart((byte)'0');
        var point = digits.IndexOf((byte)'.');
        if (point >= 0)
        {
            if (point == digits.Length - 1 || digits[(point + 1)..].IndexOfAnyExcept((byte)'0') >= 0)
            {
                return 0;
            }

            digits = digits[..point];
        }

        if (digits.Length is 0 or > 12 || digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return 0;
        }

        digits.CopyTo(output);
        return digits.Length;
    }

    /// <summary>Nine or ten digits of a United Kingdom telephone number without the leading nought.</summary>
    internal static int Phone(ReadOnlySpan<byte> value, Span<byte> output)
    {
        var length = 0;
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '(' && value[i..].StartsWith("(0)"u8))
            {
                i += 2;
            }
            else if (FoldedText.IsDigit(value[i]))
            {
                output[length++] = value[i];
            }
        }

        ReadOnlySpan<byte> digits = output[..length];
        var country = digits.StartsWith("0044"u8) ? 4 : digits.StartsWith("44"u8) ? 2 : 0;
        digits = digits[country..];
        if (digits.StartsWith("0"u8) && (country > 0 || digits.Length > 9))
        {
            digits = digits[1..];
        }

        if (digits.Length is not (9 or 10) || digits[^9..].IndexOfAnyExcept(digits[^1]) < 0)
        {
            return 0;
        }

        digits.CopyTo(output);
        return digits.Length;
    }

    /// <summary>An email address in lower case; letters beyond ASCII are in lower case already.</summary>
    internal static int Email(ReadOnlySpan<byte> value, Span<byte> output)
    {
        var trimmed = FoldedText.Trimmed(value);
        var at = trimmed.IndexOf((byte)'@');
        if (at <= 0 || at == trimmed.Length - 1 || trimmed[(at + 1)..].Contains((byte)'@') || trimmed.IndexOfAny(" \t\n\f\r"u8) >= 0)
        {
            return 0;
        }

        var name = output[..at];
        for (var i = 0; i < at; i++)
        {
            name[i] = trimmed[i] is >= (byte)'a' and <= (byte)'z' ? (byte)(trimmed[i] - 32) : trimmed[i];
        }

        if (NoEmail.Contains(name) || name.IndexOfAnyExcept((byte)'X') < 0)
        {
            return 0;
        }

        for (var i = 0; i < trimmed.Length; i++)
        {
            output[i] = trimmed[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(trimmed[i] + 32) : trimmed[i];
        }

        return trimmed.Length;
    }

    /// <summary>A National Insurance number without its suffix: two letters that are given out and six digits.</summary>
    /// <remarks>HMRC National Insurance Manual NIM39110: D, F, I, Q, U and V do not occur, nor O as second letter, nor the prefixes below.</remarks>
    internal static int NationalInsuranceNumber(ReadOnlySpan<byte> value, Span<byte> output)
    {
        var length = FoldedText.Compact(value, output);
        if (length is < 8 or > 9 || (length == 9 && output[8] is not (>= (byte)'A' and <= (byte)'D')) || output[2..8].IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return 0;
        }

        ReadOnlySpan<byte> prefix = output[..2];
        var isGiven = FoldedText.IsUpper(prefix[0]) && FoldedText.IsUpper(prefix[1]) && !"DFIQUV"u8.Contains(prefix[0]) && !"DFIOQUV"u8.Contains(prefix[1])
            && !(prefix.SequenceEqual("BG"u8) || prefix.SequenceEqual("GB"u8) || prefix.SequenceEqual("NK"u8) || prefix.SequenceEqual("KN"u8)
                || prefix.SequenceEqual("TN"u8) || prefix.SequenceEqual("NT"u8) || prefix.SequenceEqual("ZZ"u8));
        return isGiven ? 8 : 0;
    }

    /// <summary>An NHS number: ten digits of which the last is right (modulus 11).</summary>
    internal static int NhsNumber(ReadOnlySpan<byte> value, Span<byte> output)
    {
        var length = 0;
        foreach (var b in value)
        {
            if (FoldedText.IsDigit(b) || FoldedText.IsUpper((byte)(b & ~32)) && b >= 'A')
            {
                if (length == 10 || !FoldedText.IsDigit(b))
                {
                    return 0;
                }

                output[length++] = b;
            }
        }

        if (length != 10)
        {
            return 0;
        }

        var (sum, any) = (0, 0);
        for (var i = 0; i < 9; i++)
        {
            sum += (10 - i) * (output[i] - '0');
            any |= output[i] - '0';
        }

        return any != 0 && (11 - sum % 11) % 11 == output[9] - '0' ? 10 : 0;
    }
}
