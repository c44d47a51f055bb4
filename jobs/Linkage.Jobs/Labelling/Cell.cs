using System.Globalization;
using System.Text;
using Linkage.Matching.Review;
using Spectre.Console;

namespace Linkage.Jobs.Labelling;

/// <summary>A value cut and wrapped to a number of columns, its differing letters in brackets and bold.</summary>
internal static class Cell
{
    // First strong isolate and its end: on terminals that reorder text, a value from right to left stays within its own cell.
    private const char Isolate = '\u2068';
    private const char EndOfIsolate = '\u2069';

    /// <summary>Lays a value out.</summary>
    /// <param name="letters">The value.</param>
    /// <param name="width">Columns.</param>
    /// <param name="lines">The most lines.</param>
    /// <param name="wholeLength">Characters of the whole value when what is given was cut; else null.</param>
    /// <returns>Marked-up lines, each exactly <paramref name="width"/> columns wide.</returns>
    public static IReadOnlyList<string> Of(IReadOnlyList<Letter> letters, int width, int lines, long? wholeLength)
    {
        var marked = Bracketed(letters);
        var all = Wrapped(marked, width);
        if (all.Count > lines || wholeLength is not null)
        {
            var count = (wholeLength ?? letters.Count).ToString("N0", CultureInfo.InvariantCulture);
            var note = width * lines < 40 ? $"…({count})" : $"… ({count} characters)";
            var room = (width * lines) - note.Length - 3;
            var first = marked.FindIndex(m => m.Differs);

            // Far into a long value, the first difference is what a reader needs to see.
            var from = first > room - 8 ? Math.Max(0, first - 8) : 0;
            var shown = new List<Letter>();
            if (from > 0)
            {
                shown.Add(new Letter("…", false));
            }

            var used = shown.Count;
            foreach (var letter in marked.Skip(from).TakeWhile(l => (used += WidthOf(l.Text)) <= room))
            {
                shown.Add(letter);
            }

            if (shown is [.., { Differs: true, Text: not "]" }])
            {
                shown.Add(new Letter("]", true));
            }

            shown.AddRange(note.Select(c => new Letter(c.ToString(), false)));
            all = Wrapped(shown, width);
        }

        var rightToLeft = letters.Any(l => VisibleText.IsRightToLeft(l.Text));
        return [.. all.Take(lines).Select(l => MarkedUp(l, width, rightToLeft))];
    }

    private static List<Letter> Bracketed(IReadOnlyList<Letter> letters)
    {
        var marked = new List<Letter>();
        for (var i = 0; i < letters.Count; i++)
        {
            if (letters[i].Differs && (i == 0 || !letters[i - 1].Differs))
            {
                marked.Add(new Letter("[", true));
            }

            marked.Add(letters[i]);
            if (letters[i].Differs && (i == letters.Count - 1 || !letters[i + 1].Differs))
            {
                marked.Add(new Letter("]", true));
            }
        }

        return marked;
    }

    private static List<List<Letter>> Wrapped(IEnumerable<Letter> letters, int width)
    {
        List<List<Letter>> lines = [[]];
        var used = 0;
        foreach (var letter in letters)
        {
            var wide = WidthOf(letter.Text);
            if (used + wide > width)
            {
                lines.Add([]);
                used = 0;
            }

            lines[^1].Add(letter);
            used += wide;
        }

        return lines;
    }

    private static string MarkedUp(List<Letter> line, int width, bool rightToLeft)
    {
        var text = new StringBuilder();
        if (rightToLeft)
        {
            text.Append(Isolate);
        }

        foreach (var letter in line)
        {
            text.Append(letter.Differs ? $"[bold yellow]{Markup.Escape(letter.Text)}[/]" : Markup.Escape(letter.Text));
        }

        if (rightToLeft)
        {
            text.Append(EndOfIsolate);
        }

        return text.Append(' ', Math.Max(0, width - line.Sum(l => WidthOf(l.Text)))).ToString();
    }

    private static int WidthOf(string letter) => Math.Clamp(letter.GetCellWidth(), 0, 2);
}
