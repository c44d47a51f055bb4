using System.Globalization;
using System.Text;

namespace Linkage.Matching.Review;

/// <summary>A value from a source as text that is safe to show: it can neither drive a terminal nor turn the direction of what stands around it.</summary>
public static class VisibleText
{
    /// <summary>
    /// Spells out every character that is not seen or that controls something (control and format characters, line and paragraph ends, private and unassigned
    /// ones, halves of pairs, spaces other than the plain one) by its number, as in <c>&lt;U+202E&gt;</c>.
    /// </summary>
    public static string Of(string value)
    {
        var text = new StringBuilder(value.Length);
        var rest = value.AsSpan();
        while (!rest.IsEmpty)
        {
            var whole = Rune.DecodeFromUtf16(rest, out var rune, out var used) == System.Buffers.OperationStatus.Done;
            if (whole && IsSeen(rune))
            {
                text.Append(rest[..used]);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"<U+{(whole ? rune.Value : rest[0]):X4}>");
            }

            rest = rest[used..];
        }

        return text.ToString();
    }

    /// <summary>True when a text holds a letter that is written from right to left (Hebrew, Arabic, Syriac, Thaana, N'Ko and their extensions).</summary>
    public static bool IsRightToLeft(string text) => text.EnumerateRunes().Any(r => r.Value is (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFE) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF));

    private static bool IsSeen(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
