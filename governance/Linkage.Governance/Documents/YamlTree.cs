using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Linkage.Governance.Documents;

/// <summary>
/// Builds the tree from parser events. The events are used, and not a ready tree, because only they still show
/// anchors, aliases, tags and duplicate keys where they were written.
/// </summary>
internal sealed class YamlTree(string file, IParser parser)
{
    private const int MaximumDepth = 32;

    /// <summary>Reads the one document of the file.</summary>
    public YamlNode Build()
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
        {
            throw new ConfigurationException(file, null, null, "the file is empty; write its keys, or check that it is the file you meant.");
        }

        parser.Consume<DocumentStart>();
        var root = Node(string.Empty, 0);
        parser.Consume<DocumentEnd>();
        return parser.Accept<DocumentStart>(out var second)
            ? throw new ConfigurationException(file, Line(second), null, "a second document begins here; keep one document a file and remove the line '---'.")
            : root;
    }

    private YamlNode Node(string key, int depth)
    {
        if (parser.Accept<AnchorAlias>(out var alias))
        {
            throw new ConfigurationException(file, Line(alias), key, "aliases (*name) are not read here; write the value out, or quote it if the asterisk is part of it.");
        }

        var node = parser.Consume<NodeEvent>();
        if (!node.Anchor.IsEmpty)
        {
            throw new ConfigurationException(file, Line(node), key, "anchors (&name) are not read here; remove the anchor, or quote the value if the ampersand is part of it.");
        }

        if (!node.Tag.IsEmpty)
        {
            throw new ConfigurationException(file, Line(node), key, "tags (!name) are not read here; remove the tag, or quote the value if the exclamation mark is part of it.");
        }

        if (depth > MaximumDepth)
        {
            throw new ConfigurationException(file, Line(node), null, $"values are nested deeper than {MaximumDepth} levels; check the brackets and the indentation.");
        }

        return node switch
        {
            Scalar scalar => new YamlScalar(file, Line(scalar), key, scalar.Value, scalar.Style is not ScalarStyle.Plain),
            SequenceStart => List(Line(node), key, depth),
            MappingStart => Mapping(Line(node), key, depth),
            _ => throw new ConfigurationException(file, Line(node), key, "a value, a list or a mapping is needed here."),
        };
    }

    private YamlList List(int line, string key, int depth)
    {
        var items = new List<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Node(string.Create(CultureInfo.InvariantCulture, $"{key}[{items.Count}]"), depth + 1));
        }

        return new YamlList(file, line, key, items);
    }

    private YamlMapping Mapping(int line, string key, int depth)
    {
        var entries = new List<KeyValuePair<string, YamlNode>>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var name = Node(key, depth + 1);
            if (name is not YamlScalar { IsNull: false } scalar)
            {
                throw name.Error("a key must be a single word; check the indentation and the brackets.");
            }

            var path = PathOf(key, scalar.Value);
            if (!seen.TryAdd(scalar.Value, scalar.Line))
            {
                throw new ConfigurationException(
                    file,
                    scalar.Line,
                    path,
                    string.Create(CultureInfo.InvariantCulture, $"this key was already given on line {seen[scalar.Value]}; keep one of the two."));
            }

            entries.Add(new(scalar.Value, Node(path, depth + 1)));
        }

        return new YamlMapping(file, line, key, entries);
    }

    private static string PathOf(string parent, string key)
    {
        var shown = YamlNode.IsPlainWord(key) ? key : "(key)";
        return parent.Length == 0 ? shown : $"{parent}.{shown}";
    }

    private static int Line(ParsingEvent parsed) => (int)Math.Min(parsed.Start.Line, int.MaxValue);
}
