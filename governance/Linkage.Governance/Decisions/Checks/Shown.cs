using System.Globalization;
using System.Text;

namespace Linkage.Governance.Decisions.Checks;

/// <summary>Names from a request as an explanation may show them: short, on one line, and without letters that change how text is displayed.</summary>
internal static class Shown
{
    private const int Longest = 80;

    public static string Name(string text)
    {
        if (text.Length is > 0 and <= Longest && !text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            shown.Append(Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
                    ? "\uFFFD"
                    : rune.ToString());
            if (shown.Length > Longest)
            {
                return shown.ToString(0, char.IsHighSurrogate(shown[Longest - 1]) ? Longest - 1 : Longest) + "...";
            }
        }

        return shown.Length == 0 ? "(empty)" : shown.ToString();
    }

    public static string List(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal).Select(Name));
}
