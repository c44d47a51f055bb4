using System.Globalization;
using System.Text;

namespace Linkage.Governance.Rules;

/// <summary>Writes an approval into the text of a rule file, so that comments and layout stay as their author left them.</summary>
public static class RuleText
{
    /// <summary>The text with an approval more, behind the others, and with another status where one is given.</summary>
    /// <param name="text">The text of a rule file.</param>
    /// <param name="approval">The approval.</param>
    /// <param name="status">The status from now on, or null to leave it.</param>
    /// <exception cref="FormatException">The text does not write its approvals or its status on lines of their own.</exception>
    public static string WithApproval(string text, Approval approval, RuleStatus? status)
    {
        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').ToList();
        if (status is { } now)
        {
            lines[Top(lines, "status") is >= 0 and var line ? line : throw new FormatException("The file has no line 'status:'.")] = $"status: {now}";
        }

        var head = Top(lines, "approvals");
        if (head < 0)
        {
            lines.AddRange(["", "approvals:"]);
            head = lines.Count - 1;
        }

        var rest = lines[head]["approvals:".Length..].Split('#')[0].Trim();
        lines[head] = rest is "" or "[]" or "~" or "null" ? "approvals:" : throw new FormatException("The approvals are not written one below the other.");
        var end = head + 1;
        while (end < lines.Count && (lines[end].Length == 0 || lines[end][0] is ' ' or '-'))
        {
            end++;
        }

        while (end > head + 1 && string.IsNullOrWhiteSpace(lines[end - 1]))
        {
            end--;
        }

        var indent = end > head + 1 && lines[head + 1].StartsWith('-') ? string.Empty : "  ";
        lines.InsertRange(end, Lines(approval).Select(line => indent + line));
        return string.Join('\n', lines) + "\n";
    }

    private static IEnumerable<string> Lines(Approval approval)
    {
        yield return $"- role: {approval.Role}";
        yield return $"  person: {Quoted(approval.Person)}";
        if (approval.OnBehalfOf is { } holder)
        {
            yield return $"  onBehalfOf: {Quoted(holder)}";
        }

        yield return $"  ruleHash: {Quoted(approval.RuleHash)}";
        yield return $"  at: {approval.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}";
        if (approval.Acknowledges.Count > 0)
        {
            yield return $"  acknowledges: [{string.Join(", ", approval.Acknowledges.Select(Quoted))}]";
        }

        yield return $"  signature: {Quoted(approval.Signature ?? string.Empty)}";
    }

    private static int Top(List<string> lines, string key) => lines.FindIndex(line => line.StartsWith(key + ":", StringComparison.Ordinal));

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var unit in text)
        {
            _ = unit is '"' or '\\' ? quoted.Append('\\').Append(unit) : char.IsControl(unit) ? quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}") : quoted.Append(unit);
        }

        return quoted.Append('"').ToString();
    }
}
