namespace Linkage.Governance.Documents;

/// <summary>
/// Takes one outermost key and its value out of the text of a document, by whole lines, and proves it: what is left is read again, and
/// has to say of every other key what the whole said. So nothing else can be taken out with it, however the file is written.
/// </summary>
internal static class YamlSection
{
    /// <summary>The text without the lines of a key, and without the blank ones that follow them. Lines of comment at the margin stay.</summary>
    /// <exception cref="ConfigurationException">The key does not stand on lines of its own, beginning at the margin.</exception>
    internal static string Without(YamlDocument document, string key)
    {
        if (document.Root is not YamlMapping map || map.Entries.All(e => e.Key != key))
        {
            return document.Text;
        }

        var rest = string.Concat(LinesWithout(document.Text, key));
        return SaysTheRest(map, rest, key)
            ? rest
            : throw map.Entries.First(e => e.Key == key).Value.Error($"the key '{key}' has to stand on lines of its own: begin its line with it, without a space or quotes before it, write what belongs to it indented below, and take '{{', '}}' from around the file.");
    }

    private static IEnumerable<string> LinesWithout(string text, string key)
    {
        var (taking, taken) = (false, false);
        foreach (var line in Lines(text))
        {
            var begins = !taken && line.StartsWith(key, StringComparison.Ordinal) && line.AsSpan(key.Length).TrimStart(' ').StartsWith(":");
            taken |= begins;
            taking = begins || (taking && (line[0] == ' ' || string.IsNullOrWhiteSpace(line)));
            if (!taking)
            {
                yield return line;
            }
        }
    }

    // Each with its line end, so that the lines together are the text.
    private static IEnumerable<string> Lines(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            yield return text[start..end];
            start = end;
        }
    }

    private static bool SaysTheRest(YamlMapping whole, string rest, string key)
    {
        try
        {
            return YamlDocument.Parse(rest, whole.File).Root is YamlMapping read && Same(whole.Entries.Where(e => e.Key != key), read.Entries);
        }
        catch (ConfigurationException)
        {
            return false;
        }
    }

    private static bool Same(IEnumerable<KeyValuePair<string, YamlNode>> left, IReadOnlyList<KeyValuePair<string, YamlNode>> right) =>
        left.ToList() is var entries && entries.Count == right.Count && entries.Zip(right).All(p => p.First.Key == p.Second.Key && Same(p.First.Value, p.Second.Value));

    private static bool Same(YamlNode left, YamlNode right) => (left, right) switch
    {
        (YamlScalar one, YamlScalar other) => one.Value == other.Value && one.IsQuoted == other.IsQuoted,
        (YamlList one, YamlList other) => one.Items.Count == other.Items.Count && one.Items.Zip(other.Items).All(p => Same(p.First, p.Second)),
        (YamlMapping one, YamlMapping other) => Same(one.Entries, other.Entries),
        _ => false,
    };
}
