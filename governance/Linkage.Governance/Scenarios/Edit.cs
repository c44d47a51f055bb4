using Linkage.Governance.Documents;

namespace Linkage.Governance.Scenarios;

/// <summary>
/// One change to a file, as an officer writes it: <c>{ set: PATH, to: VALUE }</c> replaces what is there, <c>{ add: PATH, value: VALUE }</c> adds an
/// item to a list or a key that is not there yet, <c>{ remove: PATH }</c> takes away. A path that leads nowhere is an error, so that no change
/// is without effect.
/// </summary>
internal sealed class Edit
{
    private readonly YamlNode _place;
    private readonly EditPath _path;
    private readonly Verb _verb;
    private readonly YamlNode? _value;

    private Edit(YamlNode place, Verb verb, YamlNode? value, string? target)
    {
        _place = place;
        _path = EditPath.Of(place);
        _verb = verb;
        _value = value;
        Target = target;
    }

    private enum Verb
    {
        Set,
        Add,
        Remove,
    }

    /// <summary>Which of several files or entries is meant, or null.</summary>
    public string? Target { get; }

    /// <summary>Where the change was written, for messages.</summary>
    public YamlNode Place => _place;

    /// <summary>Reads one change.</summary>
    /// <param name="node">The mapping.</param>
    /// <param name="targetKey">The key that names which file or entry is meant, or null when there is one only.</param>
    /// <exception cref="ConfigurationException">It is not a change.</exception>
    public static Edit Of(YamlNode node, string? targetKey = null) => node.AsMap(map =>
    {
        var target = targetKey is null ? null : map.OptionalString(targetKey);
        var (set, add, remove) = (map.Optional("set"), map.Optional("add"), map.Optional("remove"));
        return (set, add, remove) switch
        {
            ({ } path, null, null) => new Edit(path, Verb.Set, map.Required("to"), target),
            (null, { } path, null) => new Edit(path, Verb.Add, map.Required("value"), target),
            (null, null, { } path) => new Edit(path, Verb.Remove, null, target),
            _ => throw map.Error("a change is one of 'set' with 'to', 'add' with 'value', or 'remove'; write exactly one."),
        };
    });

    /// <summary>The value as it is after the change; the one given is left as it was.</summary>
    /// <exception cref="ConfigurationException">The path leads nowhere, or to a place where this change cannot be made.</exception>
    public YamlNode Apply(YamlNode root) => Changed(root, 0) ?? throw Nowhere("the whole file cannot be removed");

    /// <summary>The node as it is after the change, or null when it is taken away.</summary>
    private YamlNode? Changed(YamlNode node, int depth)
    {
        if (depth == _path.Steps.Count)
        {
            return (_verb, node) switch
            {
                (Verb.Set, _) => _value!,
                (Verb.Remove, _) => null,
                (_, YamlList list) => new YamlList(list.File, list.Line, list.Key, [.. list.Items, _value!]),
                _ => throw Nowhere("what is there is no list, so nothing can be added to it; use 'set'"),
            };
        }

        return _path.Steps[depth] is EditPath.KeyStep step ? InMapping(node, step, depth) : InList(node, depth);
    }

    private YamlMapping InMapping(YamlNode node, EditPath.KeyStep step, int depth)
    {
        if (node is not YamlMapping mapping)
        {
            throw Nowhere($"there is nothing with keys where {YamlNode.Quote(step.Key)} is looked for");
        }

        var entries = mapping.Entries.ToList();
        var index = entries.FindIndex(entry => string.Equals(entry.Key, step.Key, StringComparison.Ordinal));
        if (index < 0)
        {
            if (_verb != Verb.Add || depth < _path.Steps.Count - 1)
            {
                throw Nowhere($"there is no key {YamlNode.Quote(step.Key)}");
            }

            entries.Add(new(step.Key, _value!));
        }
        else if (Changed(entries[index].Value, depth + 1) is { } changed)
        {
            entries[index] = new(step.Key, changed);
        }
        else
        {
            entries.RemoveAt(index);
        }

        return new YamlMapping(mapping.File, mapping.Line, mapping.Key, entries);
    }

    private YamlList InList(YamlNode node, int depth)
    {
        if (node is not YamlList list)
        {
            throw Nowhere("there is no list where brackets look for an item");
        }

        var meant = Enumerable.Range(0, list.Items.Count).Where(index => IsMeant(list.Items[index], index, _path.Steps[depth])).ToArray();
        if (meant.Length == 0)
        {
            throw Nowhere("no item of the list is the one in brackets");
        }

        if (meant.Length > 1 && _path.Steps[depth] is not EditPath.EveryStep)
        {
            throw Nowhere("more than one item of the list is the one in brackets; say more, or write [*] for all");
        }

        return new YamlList(list.File, list.Line, list.Key, [.. list.Items.Select((item, index) => meant.Contains(index) ? Changed(item, depth + 1) : item).OfType<YamlNode>()]);
    }

    private static bool IsMeant(YamlNode item, int index, EditPath.Step step) => step switch
    {
        EditPath.EveryStep => true,
        EditPath.IndexStep place => place.Index == index,
        EditPath.TextStep text => item is YamlScalar scalar && string.Equals(scalar.Value, text.Text, StringComparison.Ordinal),
        EditPath.WhereStep where => item is YamlMapping mapping && where.Conditions.All(condition => mapping.Entries.Any(entry =>
            string.Equals(entry.Key, condition.Key, StringComparison.Ordinal) && entry.Value is YamlScalar value && string.Equals(value.Value, condition.Text, StringComparison.Ordinal))),
        _ => false,
    };

    private ConfigurationException Nowhere(string problem) => _place.Error($"this path leads nowhere: {problem}. Correct the path.");
}
