using Linkage.Governance.Decisions;
using Linkage.Governance.Disclosure;
using Linkage.Governance.Documents;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Scenarios;

/// <summary>
/// Reads a file of scenarios; its form is <c>schemas/formats/scenarios.schema.json</c>. What stands at the head of the file (registry, request, instant)
/// holds for each of its scenarios that does not say otherwise.
/// </summary>
internal sealed class ScenarioFile
{
    /// <summary>The word at the head of such a file.</summary>
    public const string Kind = "LinkageScenarios";

    private readonly string _path;
    private readonly string _defaultRegistry;
    private readonly ScenarioDocuments _documents;
    private readonly ScenarioApprovers _approvers;

    private ScenarioFile(string path, string defaultRegistry, ScenarioDocuments documents, ScenarioApprovers approvers)
    {
        _path = path;
        _defaultRegistry = defaultRegistry;
        _documents = documents;
        _approvers = approvers;
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path; used as it is in messages.</param>
    /// <param name="defaultRegistry">The governance folder of scenarios that name none.</param>
    /// <param name="documents">The files read so far.</param>
    /// <param name="approvers">Who signs the approvals of rules that a scenario changed.</param>
    /// <exception cref="ConfigurationException">The file is not one of scenarios.</exception>
    public static IReadOnlyList<Scenario> Load(string path, string defaultRegistry, ScenarioDocuments documents, ScenarioApprovers approvers) =>
        YamlDocument.Load(path).Read(new ScenarioFile(path, defaultRegistry, documents, approvers).Read);

    private IReadOnlyList<Scenario> Read(YamlMapping map)
    {
        map.Required("kind").AsOneOf([Kind]);
        map.RequiredInteger("formatVersion", 1, 1);
        map.RequiredString("title");
        map.OptionalString("description");
        var head = new Common(map.Optional("registry"), map.Optional("request"), map.OptionalInstant("instant"));
        var scenarios = map.RequiredList("scenarios", node => node.AsMap(scenario => One(scenario, head)));
        return scenarios.Count > 0 ? scenarios : throw map.Required("scenarios").Error("there is no scenario in this file; write one or remove the file.");
    }

    private Scenario One(YamlMapping map, Common head)
    {
        var name = map.RequiredString("name");
        map.OptionalString("description");
        if (map.Optional("table") is { } table)
        {
            return Table(name, map, table);
        }

        var registryNode = map.Optional("registry") ?? head.Registry;
        var requestNode = map.Optional("request") ?? head.Request ?? map.Required("request");
        var instant = map.OptionalInstant("instant") ?? head.Instant ?? map.RequiredInstant("instant");
        var change = map.OptionalList("change", node => Edit.Of(node));
        var changeRule = map.OptionalList("changeRule", node => Edit.Of(node, "rule"));
        var changePeople = map.OptionalList("changePeople", node => Edit.Of(node));
        var changeLaw = map.OptionalList("changeLaw", node => Edit.Of(node, "entry"));
        var approvers = map.Optional("approvals")?.AsOneOf(["Renewed", "AsWritten"]) == "AsWritten" ? null : _approvers;
        var registry = changeRule.Aggregate(Registry(registryNode), (changed, edit) => changed.ChangeRule(edit));
        registry = changePeople.Aggregate(registry, (changed, edit) => changed.ChangePeople(edit));
        registry = changeLaw.Aggregate(registry, (changed, edit) => changed.ChangeLaw(edit));
        return new DecisionScenario(name, map, map.RequiredMap("expect", ExpectedDecision), registry, approvers, () => Request(requestNode, change), instant);
    }

    private static TableScenario Table(string name, YamlMapping map, YamlNode node)
    {
        var (minimumCell, roundingBase, table) = node.AsMap(terms =>
        {
            var minimum = terms.RequiredInteger("minimumCell", 1, 1000);
            var rounding = terms.RequiredInteger("roundingBase", 1, minimum);
            var counts = terms.Optional("counts")?.AsEntries((cell, count) => (cell, (long)Count(count)));
            var published = terms.Optional("published")?.AsEntries((cell, text) => (cell, Cell(text)));
            var total = published is null ? null : terms.OptionalInteger("total", 0);
            if (counts is { Count: 0 } || published is { Count: 0 })
            {
                throw terms.Error("the table has no cell, so nothing would be checked; write its cells.");
            }

            return (counts is null) != (published is null)
                ? (minimum, rounding, new ScenarioTable(counts, published, total))
                : throw terms.Error("a table has either 'counts' to protect or cells that are 'published'; write exactly one.");
        });
        return new TableScenario(name, map, map.RequiredMap("expect", ExpectedTable), minimumCell, roundingBase, table);
    }

    private static ScenarioOutcome ExpectedDecision(YamlMapping map)
    {
        var outcome = Outcome(map);
        var isAllowed = outcome.Outcome == ScenarioOutcome.Allow;
        return outcome with
        {
            Rule = map.OptionalString("rule"),
            Status = map.OptionalEnum<RuleStatus>("status")?.ToString(),
            Checks = map.Optional("checks")?.AsList(node => node.AsOneOf(Enum.GetNames<CheckName>())).Order(StringComparer.Ordinal).ToArray(),
            Ends = isAllowed ? map.OptionalInstant("ends") : null,
        };
    }

    private static ScenarioOutcome ExpectedTable(YamlMapping map) => Outcome(map) with
    {
        Cells = map.Optional("cells")?.AsEntries((name, cell) => $"{name} = {cell.AsString()}"),
        Total = map.OptionalInteger("total", 0),
    };

    private static ScenarioOutcome Outcome(YamlMapping map)
    {
        var outcome = map.Required("outcome").AsOneOf([ScenarioOutcome.Allow, ScenarioOutcome.Deny]);
        var known = Enum.GetValues<ReasonCode>().Select(code => code.Written()).ToArray();
        var reasons = map.OptionalList("reasons", node => node.AsOneOf(known));
        return (outcome, reasons.Count) switch
        {
            (ScenarioOutcome.Allow, > 0) => throw map.Required("reasons").Error("what is allowed has no reasons against it; remove them."),
            (ScenarioOutcome.Deny, 0) => throw map.Error("a refusal has reasons; write every reason code that is expected under 'reasons'."),
            _ when reasons.Distinct(StringComparer.Ordinal).Count() < reasons.Count => throw map.Required("reasons").Error("a reason code is there twice; keep it once."),
            _ => new ScenarioOutcome(outcome, [.. reasons.Order(StringComparer.Ordinal)]),
        };
    }

    private ScenarioRegistry Registry(YamlNode? node)
    {
        if (node is null or YamlScalar)
        {
            return ScenarioRegistry.OfFolder(node is null ? _defaultRegistry : Beside(node.AsString()), _documents);
        }

        return node.AsMap(map =>
        {
            var registry = ScenarioRegistry.OfFolder(map.OptionalString("folder") is { } folder ? Beside(folder) : _defaultRegistry, _documents);
            if (map.Optional("rules") is { } rules)
            {
                registry = registry.WithRules(rules.AsList(Rule));
            }

            return map.Optional("people") is { } people ? registry.WithPeople(Document(people).Root) : registry;
        });
    }

    /// <summary>A rule version: a file named by its path from here, such a file with changes, or the whole content written out.</summary>
    private (string Path, YamlNode Root, bool IsChanged) Rule(YamlNode node)
    {
        if (node is YamlMapping map && map.Entries.Any(entry => entry.Key == "file"))
        {
            return map.AsMap(copy =>
            {
                var (path, root) = Document(copy.Required("file"));
                var change = copy.OptionalList("change", one => Edit.Of(one));
                return (path, change.Aggregate(root, (changed, edit) => edit.Apply(changed)), change.Count > 0);
            });
        }

        var (file, content) = Document(node);
        return (file, content, false);
    }

    /// <summary>A file named by its path from here, or the content of one written out.</summary>
    private (string Path, YamlNode Root) Document(YamlNode node)
    {
        if (node is not YamlScalar)
        {
            return (_path, node);
        }

        var path = Beside(node.AsString());
        return File.Exists(path) ? (path, _documents.Root(path)) : throw node.Error("there is no such file; write its path from the folder of this file.");
    }

    private GateRequest Request(YamlNode node, IReadOnlyList<Edit> change)
    {
        var root = change.Aggregate(Document(node).Root, (changed, edit) => edit.Apply(changed));
        return node is YamlScalar ? RequestFile.Of(root) : RequestFile.Inline(root);
    }

    private string Beside(string relative) => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(_path))!, relative));

    private static int Count(YamlNode node) => node.AsInteger() is var count and >= 0 ? count : throw node.Error("a count of people is not negative; write 0 or more.");

    private static long? Cell(YamlNode node) => node is YamlScalar { Value: ShownCell.Mark } ? null : Count(node);

    /// <summary>What the head of a file says for all its scenarios.</summary>
    private sealed record Common(YamlNode? Registry, YamlNode? Request, DateTimeOffset? Instant);
}
