using System.Globalization;
using Linkage.Governance.Documents;

namespace Linkage.Governance.Scenarios;

/// <summary>
/// A path to a value of a file, as in <c>joins[left=a,right=b].keys</c>. A step is a key, or in brackets which item of a list:
/// <c>[0]</c> by its place from nought, <c>[id=a]</c> by what its keys hold, <c>[a]</c> by its text, <c>[*]</c> for every item.
/// </summary>
internal sealed class EditPath
{
    private EditPath(IReadOnlyList<Step> steps) => Steps = steps;

    /// <summary>The steps from the outermost value; one at least.</summary>
    public IReadOnlyList<Step> Steps { get; }

    /// <summary>Reads a path.</summary>
    /// <exception cref="ConfigurationException">It is not a path.</exception>
    public static EditPath Of(YamlNode node)
    {
        var rest = node.AsString().AsSpan();
        var steps = new List<Step>();
        while (!rest.IsEmpty)
        {
            if (rest[0] == '[' && rest.IndexOf(']') is var close and > 1)
            {
                steps.Add(Item(rest[1..close].ToString(), node));
                rest = rest[(close + 1)..];
                if (!rest.IsEmpty && rest[0] != '[' && rest[0] != '.')
                {
                    throw Malformed(node);
                }
            }
            else
            {
                if (steps.Count > 0)
                {
                    rest = rest[0] == '.' ? rest[1..] : throw Malformed(node);
                }

                var end = rest.IndexOfAny('.', '[');
                var key = end < 0 ? rest : rest[..end];
                if (key.IsEmpty || key.ContainsAny(" ]=*"))
                {
                    throw Malformed(node);
                }

                steps.Add(new KeyStep(key.ToString()));
                rest = end < 0 ? [] : rest[end..];
            }
        }

        return steps is [KeyStep, ..] ? new EditPath(steps) : throw Malformed(node);
    }

    private static Step Item(string text, YamlNode node)
    {
        if (text == "*")
        {
            return new EveryStep();
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return new IndexStep(index);
        }

        if (!text.Contains('='))
        {
            return new TextStep(text);
        }

        var conditions = text.Split(',').Select(part => part.Split('=')).ToArray();
        return Array.TrueForAll(conditions, parts => parts is [{ Length: > 0 }, { Length: > 0 }])
            ? new WhereStep([.. conditions.Select(parts => (parts[0].Trim(), parts[1].Trim()))])
            : throw Malformed(node);
    }

    private static ConfigurationException Malformed(YamlNode node) =>
        node.Error("this is not a path; write keys with points between them, and items of a list in brackets, as in joins[0].keys or datasets[id=NAME].columns.");

    /// <summary>One step of a path.</summary>
    internal abstract record Step;

    /// <summary>A key of a mapping.</summary>
    internal sealed record KeyStep(string Key) : Step;

    /// <summary>An item of a list by its place, from nought.</summary>
    internal sealed record IndexStep(int Index) : Step;

    /// <summary>The one item of a list whose keys hold these texts.</summary>
    internal sealed record WhereStep(IReadOnlyList<(string Key, string Text)> Conditions) : Step;

    /// <summary>The one item of a list that is this text.</summary>
    internal sealed record TextStep(string Text) : Step;

    /// <summary>Every item of a list, one at least.</summary>
    internal sealed record EveryStep : Step;
}
