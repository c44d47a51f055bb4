using Linkage.Governance.Documents;

namespace Linkage.Governance.Decisions;

/// <summary>
/// Reads a request that a person wrote; its form is <c>schemas/formats/request.schema.json</c>. Only the form is checked: a word nobody knows
/// is for the gate to refuse.
/// </summary>
public static class RequestFile
{
    /// <summary>The word at the head of such a file.</summary>
    public const string Kind = "LinkageRequest";

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path; used as it is in messages.</param>
    /// <exception cref="ConfigurationException">The file is not a request.</exception>
    public static GateRequest Load(string path) => Of(YamlDocument.Load(path).Root);

    /// <summary>Reads the content of a file that is already there as values.</summary>
    internal static GateRequest Of(YamlNode root) => root.AsMap(map =>
    {
        map.Required("kind").AsOneOf([Kind]);
        map.RequiredInteger("formatVersion", 1, 1);
        return Request(map);
    });

    /// <summary>Reads a request that stands inside another file, without a head of its own.</summary>
    internal static GateRequest Inline(YamlNode node) => node.AsMap(Request);

    private static GateRequest Request(YamlMapping map)
    {
        var (team, environment) = map.Required("recipient").AsMap(recipient => (recipient.RequiredString("team"), recipient.RequiredString("environment")));
        return new GateRequest
        {
            ProjectId = map.RequiredString("project"),
            Purpose = map.RequiredString("purpose"),
            Nation = map.RequiredString("nation"),
            Controller = map.RequiredString("controller"),
            Requester = map.RequiredString("requester"),
            Datasets = map.RequiredList("datasets", node => node.AsMap(Dataset)),
            Contracts = map.RequiredList("contracts", node => node.AsMap(contract => new RequestedContract(
                contract.RequiredString("dataset"), contract.OptionalString("version") ?? "not stated", contract.RequiredString("hash")))),
            Models = map.OptionalList("models", node => node.AsMap(model => new RequestedModel(
                model.RequiredString("left"), model.RequiredString("right"), model.RequiredString("digest")))),
            Joins = map.OptionalList("joins", node => node.AsMap(join => new RequestedJoin(
                join.RequiredString("left"),
                join.RequiredString("right"),
                join.RequiredString("type"),
                join.RequiredStrings("keys"),
                (double)join.RequiredNumber("minimumProbability")))),
            Selections = map.RequiredList("selections", node => node.AsMap(selection => new RequestedSelection(selection.RequiredString("name"), selection.RequiredString("digest")))),
            Trial = map.OptionalMap("trial", Trial),
            Outputs = map.RequiredList("outputs", node => node.AsMap(Output)),
            SuppressionLists = map.OptionalStrings("suppress"),
            RecipientTeam = team,
            RecipientEnvironment = environment,
            Channel = map.OptionalString("channel"),
            Schedule = map.OptionalString("schedule") ?? "OnDemand",
            PriorRuns = map.OptionalInteger("priorRuns") ?? 0,
        };
    }

    private static RequestedDataset Dataset(YamlMapping map) => new(
        map.RequiredString("id"),
        map.RequiredString("origin"),
        map.RequiredEntries("columns", (name, node) => node.AsMap(column => Column(name, column, column.RequiredStrings("uses")))),
        map.OptionalMap("derivedFrom", Derivation));

    private static RequestedDerivation Derivation(YamlMapping map) => new(
        map.RequiredString("rule"),
        map.RequiredInteger("version", 1),
        map.RequiredList("parents", node => node.AsMap(Parent)));

    // A parent is asked for by way of what was made of it: its columns need no use of their own.
    private static RequestedDataset Parent(YamlMapping map) => new(
        map.RequiredString("id"),
        map.RequiredString("origin"),
        map.RequiredEntries("columns", (name, node) => node.AsMap(column => Column(name, column, column.OptionalStrings("uses")))),
        map.OptionalMap("derivedFrom", Derivation));

    private static RequestedColumn Column(string name, YamlMapping column, IReadOnlyList<string> uses) => new(
        name,
        column.RequiredString("classification"),
        uses,
        column.OptionalString("origin"),
        column.Optional("from") is null ? null : column.RequiredStrings("from"));

    private static RequestedTrial Trial(YamlMapping map) => new(
        map.RequiredString("id"),
        map.RequiredString("unit"),
        map.RequiredString("assignment"),
        map.OptionalString("column"),
        map.RequiredList("arms", node => node.AsMap(arm => new RequestedArm(
            arm.RequiredString("name"), arm.OptionalInteger("share"), arm.OptionalStrings("values"), arm.OptionalBoolean("control") ?? false))),
        map.OptionalStrings("strata"));

    private static RequestedOutput Output(YamlMapping map) => new(
        map.RequiredString("name"),
        map.RequiredString("kind"),
        map.RequiredString("granularity"),
        map.RequiredList("columns", node => node.AsMap(column => new RequestedOutputColumn(
            column.RequiredString("name"), column.RequiredString("role"), column.OptionalStrings("sources"))
        {
            Numerator = column.OptionalString("numerator"),
            Denominator = column.OptionalString("denominator"),
        })));
}
