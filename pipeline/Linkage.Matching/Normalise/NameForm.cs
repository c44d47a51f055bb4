namespace Linkage.Matching.Normalise;

/// <summary>
/// Normal forms of names: no titles, nothing about estates and care-of, no words that stand where a name is missing. A whole name is parted into
/// forename and surname; of a couple in one name the first person is meant.
/// </summary>
internal static class NameForm
{
    /// <summary>A forename or surname.</summary>
    internal static int Name(ReadOnlySpan<byte> value, Span<byte> output) => Cleaned(output[..FoldedText.Parted(value, output)]);

    /// <summary>The surname of a whole name.</summary>
    internal static int FullSurname(ReadOnlySpan<byte> value, Span<byte> output)
    {
        value = WithoutCareOf(value);
        var divider = Divider(value);
        if (divider > 0)
        {
            return Name(value[..divider], output);
        }

        var name = output[..FoldedText.PartedWithAnd(value, output)];
        var and = And(name);
        if (and > 0)
        {
            var first = Cleaned(name[..and]);
            if (first > 0 && !IsForenames(name[..first]))
            {
                return Surname(name[..first]);
            }

            var rest = name[(and + 5)..];
            var second = rest[..Cleaned(rest)];
            second.CopyTo(output);
            return Surname(output[..second.Length]);
        }

        return Surname(name[..Cleaned(name)]);
    }

    /// <summary>The forenames of a whole name.</summary>
    internal static int FullForename(ReadOnlySpan<byte> value, Span<byte> output)
    {
        value = WithoutCareOf(value);
        var divider = Divider(value);
        if (divider > 0)
        {
            value = value[(divider + 1)..];
            var forenames = output[..FoldedText.PartedWithAnd(value, output)];
            return Cleaned(And(forenames) is > 0 and var at ? forenames[..at] : forenames);
        }

        var name = output[..FoldedText.PartedWithAnd(value, output)];
        var and = And(name);
        if (and > 0)
        {
            var first = Cleaned(name[..and]);
            if (first > 0)
            {
                return IsForenames(name[..first]) ? first : Math.Max(0, SurnameStart(name[..first]) - 1);
            }

            var rest = name[(and + 5)..];
            var second = rest[..Cleaned(rest)];
            second.CopyTo(output);
            return Math.Max(0, SurnameStart(output[..second.Length]) - 1);
        }

        return Math.Max(0, SurnameStart(name[..Cleaned(name)]) - 1);
    }

    /// <summary>Moves the surname to the front.</summary>
    private static int Surname(Span<byte> name)
    {
        var start = SurnameStart(name);
        name[start..].CopyTo(name);
        return name.Length - start;
    }

    /// <summary>Whether the first of a couple is named without a surname: one forename, or initials.</summary>
    private static bool IsForenames(ReadOnlySpan<byte> name)
    {
        var rest = name;
        while (!rest.IsEmpty)
        {
            if (FoldedText.FirstPart(rest, out rest).Length > 1)
            {
                return name.IndexOf((byte)' ') < 0;
            }
        }

        return true;
    }

    /// <summary>Where " AND " stands between two parts of a name; else 0.</summary>
    private static int And(ReadOnlySpan<byte> name) => Math.Max(0, name.IndexOf(" AND "u8));

    /// <summary>A name without C/O and what follows: that is another person.</summary>
    private static ReadOnlySpan<byte> WithoutCareOf(ReadOnlySpan<byte> value)
    {
        for (var from = 0; from < value.Length;)
        {
            var stroke = value[from..].IndexOf((byte)'/');
            if (stroke < 0)
            {
                return value;
            }

            stroke += from;
            if (stroke > 0 && stroke + 1 < value.Length && (value[stroke - 1] | 32) == 'c' && (value[stroke + 1] | 32) == 'o'
                && (stroke == 1 || !IsPartOfWord(value[stroke - 2])) && (stroke + 2 == value.Length || !IsPartOfWord(value[stroke + 2])))
            {
                return value[..(stroke - 1)];
            }

            from = stroke + 1;
        }

        return value;
    }

    private static bool IsPartOfWord(byte b) => b >= 0x80 || (uint)((b | 32) - 'a') <= 25 || FoldedText.IsDigit(b);

    /// <summary>Where a comma or stroke divides surname and forename, with a letter before it; else 0.</summary>
    private static int Divider(ReadOnlySpan<byte> value)
    {
        var divider = value.IndexOfAny((byte)',', (byte)'/');
        for (var i = 0; i < divider; i++)
        {
            if (IsPartOfWord(value[i]) && !FoldedText.IsDigit(value[i]))
            {
                return divider;
            }
        }

        return 0;
    }

    private static int SurnameStart(ReadOnlySpan<byte> name)
    {
        FoldedText.LastPart(name, out var before);
        while (!before.IsEmpty && NameWords.Of(FoldedText.LastPart(before, out var earlier)).HasFlag(NameWord.Particle))
        {
            before = earlier;
        }

        return before.IsEmpty ? 0 : before.Length + 1;
    }

    /// <summary>Takes out in place what is no name.</summary>
    private static int Cleaned(Span<byte> name)
    {
        if ((WordsOf(name) & ~NameWord.Particle) != 0)
        {
            var estate = EstateLength(name);
            name[estate..].CopyTo(name);
            name = name[..(name.Length - estate)];
            while (NameWords.Of(FoldedText.LastPart(name, out var before)).HasFlag(NameWord.Dead) && !before.IsEmpty)
            {
                name = name[..before.Length];
            }

            name = name[..Untitled(name)];
        }

        return NameWords.NoName.Contains(name) || name.IndexOfAnyExcept((byte)'X') < 0 ? 0 : name.Length;
    }

    /// <summary>What the parts of a name say, all together.</summary>
    private static NameWord WordsOf(ReadOnlySpan<byte> name)
    {
        var words = NameWord.None;
        while (!name.IsEmpty)
        {
            words |= NameWords.Of(FoldedText.FirstPart(name, out name));
        }

        return words;
    }

    /// <summary>Bytes of THE EXECUTORS OF THE LATE and the like before a name.</summary>
    private static int EstateLength(ReadOnlySpan<byte> name)
    {
        var rest = name;
        var isEstate = false;
        while (!rest.IsEmpty)
        {
            var part = FoldedText.FirstPart(rest, out var behind);
            var word = NameWords.Of(part);
            if ((word & (NameWord.Estate | NameWord.WithEstate)) == 0)
            {
                break;
            }

            isEstate |= word.HasFlag(NameWord.Estate);
            rest = behind;
        }

        return isEstate && !rest.IsEmpty ? name.Length - rest.Length : 0;
    }

    private static int Untitled(Span<byte> name)
    {
        ReadOnlySpan<byte> rest = name;
        var (length, isFirst) = (0, true);
        while (!rest.IsEmpty)
        {
            var part = FoldedText.FirstPart(rest, out var behind);
            if (!IsTitle(part, length, isFirst, behind.IsEmpty))
            {
                if (length > 0)
                {
                    name[length++] = (byte)' ';
                }

                part.CopyTo(name[length..]);
                length += part.Length;
            }

            isFirst = false;
            rest = behind;
        }

        return length;
    }

    private static bool IsTitle(ReadOnlySpan<byte> part, int length, bool isFirst, bool isLast)
    {
        var word = NameWords.Of(part);
        return word.HasFlag(NameWord.Title) || (length == 0
            ? (word.HasFlag(NameWord.LeadingTitle) && !(isFirst && isLast && word.HasFlag(NameWord.AlsoSurname))) || (!isFirst && word.HasFlag(NameWord.And))
            : isLast && word.HasFlag(NameWord.Suffix));
    }
}
