using System.Globalization;
using System.Text;

namespace Linkage.Jobs.Publishing.Pages;

/// <summary>A text as it may stand in what is published: on one line, and nothing in it that is not seen.</summary>
internal static class PlainText
{
    /// <summary>
    /// The text with each run of blanks and line ends as one blank, none at its ends, and U+FFFD for what no page may hold or what turns the direction of the text
    /// around it: control and format characters but the joiners, halves of pairs, private and unassigned ones.
    /// </summary>
    public static string Of(string text)
    {
        var plain = new StringBuilder(text.Length);
        var blank = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                blank = plain.Length > 0;
                continue;
            }

            if (blank)
            {
                plain.Append(' ');
                blank = false;
            }

            plain.Append(IsShown(rune) ? rune.ToString() : "\uFFFD");
        }

        return plain.ToString();
    }

    private static bool IsShown(Rune rune) => rune.Value is 0x200C or 0x200D || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
