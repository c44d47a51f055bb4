using System.Globalization;

namespace Linkage.Jobs.Labelling;

/// <summary>A piece of a value: what a reader sees as one character, and whether the other value has it too.</summary>
/// <param name="Text">The character with its marks.</param>
/// <param name="Differs">True when the other value has another one there, or none.</param>
internal readonly record struct Letter(string Text, bool Differs);

/// <summary>Finds the letters in which two values differ.</summary>
internal static class Difference
{
    /// <summary>Letters beyond this many are compared place by place.</summary>
    private const int Most = 300;

    /// <summary>A letter with more marks than this is cut: nobody writes so, and it would grow over the lines above.</summary>
    private const int MostInOne = 8;

    /// <summary>Splits two values into letters and marks those that differ. Small and capital letters are the same.</summary>
    public static (IReadOnlyList<Letter> Left, IReadOnlyList<Letter> Right) Of(string left, string right)
    {
        var a = Letters(left);
        var b = Letters(right);
        var (inA, inB) = a.Count <= Most && b.Count <= Most ? Common(a, b) : Aligned(a, b);

        // Few letters in common by chance are no agreement; single ones between differences are noise.
        if (inA.Count(x => x) * 2 < Math.Max(a.Count, b.Count))
        {
            Array.Clear(inA);
            Array.Clear(inB);
        }

        return (Marked(a, inA), Marked(b, inB));
    }

    /// <summary>A value's letters, none marked.</summary>
    public static IReadOnlyList<Letter> Plain(string value) => [.. Letters(value).Select(l => new Letter(l, false))];

    private static List<string> Letters(string value)
    {
        var letters = new List<string>();
        for (var each = StringInfo.GetTextElementEnumerator(value); each.MoveNext();)
        {
            var letter = each.GetTextElement();
            letters.Add(letter.Length <= MostInOne ? letter : letter[..MostInOne]);
        }

        return letters;
    }

    private static List<Letter> Marked(List<string> letters, bool[] common) => [.. letters.Select((l, i) => new Letter(l, !common[i]))];

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    private static (bool[] InA, bool[] InB) Aligned(List<string> a, List<string> b)
    {
        var inA = new bool[a.Count];
        var inB = new bool[b.Count];
        for (var i = 0; i < Math.Min(a.Count, b.Count); i++)
        {
            inA[i] = inB[i] = Same(a[i], b[i]);
        }

        return (inA, inB);
    }

    // The longest common subsequence, by the usual table.
    private static (bool[] InA, bool[] InB) Common(List<string> a, List<string> b)
    {
        var longest = new int[a.Count + 1, b.Count + 1];
        for (var i = a.Count - 1; i >= 0; i--)
        {
            for (var j = b.Count - 1; j >= 0; j--)
            {
                longest[i, j] = Same(a[i], b[j]) ? longest[i + 1, j + 1] + 1 : Math.Max(longest[i + 1, j], longest[i, j + 1]);
            }
        }

        var inA = new bool[a.Count];
        var inB = new bool[b.Count];
        for (int i = 0, j = 0; i < a.Count && j < b.Count;)
        {
            if (Same(a[i], b[j]))
            {
                inA[i++] = inB[j++] = true;
            }
            else if (longest[i + 1, j] >= longest[i, j + 1])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return (inA, inB);
    }
}
