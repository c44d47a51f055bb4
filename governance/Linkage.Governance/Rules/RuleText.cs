using System.Globalization;
using System.Text;

namespace Linkage.Governance.Rules;

/// <summary>Writes status and approvals into the text of a rule file, or takes them out, so that comments and layout stay as their author left them.</summary>
public static class RuleText
{
    private static readonly string[] LifeCycle = ["status", "statusReason", "approvals"];

    /// <summary>What is approved of a text: all of it, as a draft without approvals.</summary>
    /// <param name="text">The text of a rule file.</param>
    /// <exception cref="FormatException">The text does not write its status on a line of its own.</exception>
    public static string ContentOf(string text) => WithLifeCycle(text, RuleStatus.Draft, null, []);

    /// <summary>The text with this status, reason and these approvals, whatever it had before.</summary>
    /// <param name="text">The text of a rule file.</param>
    /// <param name="status">The status.</param>
    /// <param name="reason">Why, or null.</param>
    /// <param name="approvals">The approvals.</param>
    /// <exception cref="FormatException">The text does not write its status on a line of its own.</exception>
    public static string WithLifeCycle(string text, RuleStatus status, string? reason, IReadOnlyList<Approval> approvals)
    {
        var lines = new List<string>();
        var isWritten = false;
        var isLeftOut = false;
        foreach (var line in text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            // With a key go the lines that are indented below it or are items of its list; blank lines and comments between end nothing.
            var isBetween = line.Length == 0 || line[0] == '#';
            isLeftOut = (isLeftOut && (isBetween || line[0] is ' ' or '-')) || LifeCycle.Any(key => line.StartsWith(key + ":", StringComparison.Ordinal));
            if (isLeftOut && line.StartsWith("status:", StringComparison.Ordinal))
            {
                isWritten = true;
                lines.Add($"status: {status}");
                if (reason is not null)
                {
                    lines.Add($"statusReason: {Quoted(reason)}");
                }
            }
            else if (!isLeftOut || line.StartsWith('#'))
            {
                lines.Add(line);
            }
        }

        if (!isWritten)
        {
            throw new FormatException("The file has no line 'status:'.");
        }

        var content = string.Join('\n', lines).TrimEnd('\n') + "\n";
        return approvals.Count == 0 ? content : content + "\napprovals:\n" + string.Concat(approvals.SelectMany(Lines).Select(line => $"  {line}\n"));
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
