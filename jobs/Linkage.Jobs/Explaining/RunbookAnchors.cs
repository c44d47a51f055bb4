using System.Reflection;
using System.Text.RegularExpressions;

namespace Linkage.Jobs.Explaining;

/// <summary>Where the runbook says what to do about a code: the section of the runbook that this program was built with, in whose table the code stands.</summary>
internal static partial class RunbookAnchors
{
    private static readonly Lazy<IReadOnlyList<(string Code, string Section)>> Known = new(Read);

    /// <summary>The anchor for a code, as in <c>runbook.md#program-and-machine</c>; null for a code that no table has.</summary>
    /// <param name="code">The code.</param>
    /// <param name="stage">The stage it came from: where several sections have the code, the one that begins with it is meant.</param>
    public static string? Of(string code, string stage)
    {
        var sections = Known.Value.Where(known => known.Code == code).Select(known => known.Section).ToList();
        return (sections.Find(section => section.StartsWith(stage, StringComparison.OrdinalIgnoreCase)) ?? (sections.Count == 0 ? null : sections[0])) is { } found ? $"runbook.md#{Anchor(found)}" : null;
    }

    private static List<(string Code, string Section)> Read()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("Linkage.Jobs.runbook.md")!);
        var known = new List<(string Code, string Section)>();
        var (section, isInCodes) = (string.Empty, false);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                (section, isInCodes) = (line[3..], line == "## Codes and what to do");
            }
            else if (line.StartsWith("### ", StringComparison.Ordinal))
            {
                section = line[4..];
            }
            else if (isInCodes && line.StartsWith("| `", StringComparison.Ordinal))
            {
                known.AddRange(CodeWord().Matches(line[..line.IndexOf('|', 1)]).Select(code => (code.Groups[1].Value, section)));
            }
        }

        return known;
    }

    // As GitHub makes them: lower case, spaces as hyphens, without other punctuation.
    private static string Anchor(string heading) => string.Concat(heading.ToLowerInvariant().Select(c => c == ' ' ? '-' : c).Where(c => char.IsLetterOrDigit(c) || c is '-' or '_'));

    [GeneratedRegex("`([A-Z][A-Z0-9_]+)`", RegexOptions.CultureInvariant)]
    private static partial Regex CodeWord();
}
