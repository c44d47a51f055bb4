using System.Text.RegularExpressions;
using Linkage.Governance.Catalogue;
using Linkage.Governance.Documents;

namespace Linkage.Governance.Rules;

/// <summary>Reads the parts of a rule that say what may be linked, selected and released.</summary>
internal static partial class RuleContentReader
{
    public static RuleDataset Dataset(YamlMapping map)
    {
        var columns = map.RequiredEntries("columns", (name, uses) => KeyValuePair.Create(name, uses.AsList(use => use.AsEnum<ColumnUse>())));
        return new RuleDataset(
            map.RequiredString("id"),
            map.Required("origin").AsOneOf(Words.Origins.ToArray()),
            map.RequiredString("provider"),
            map.OptionalList("subjects", node => node.AsEnum<DatasetSubject>()),
            new Dictionary<string, IReadOnlyList<ColumnUse>>(columns, StringComparer.Ordinal));
    }

    public static IReadOnlyDictionary<string, string> Contracts(YamlMapping map) => new Dictionary<string, string>(
        map.RequiredEntries("contracts", (id, hash) => KeyValuePair.Create(id, Digest(hash))), StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, string> Models(YamlMapping map) => new Dictionary<string, string>(
        map.OptionalEntries("models", (pair, model) => KeyValuePair.Create(pair, Model(model))), StringComparer.Ordinal);

    public static RuleJoin Join(YamlMapping map) => new(
        map.RequiredString("left"),
        map.RequiredString("right"),
        map.RequiredList("types", node => node.AsEnum<JoinType>()),
        map.RequiredList("keys", node => node.AsOneOf(Words.JoinKeys.ToArray())),
        map.RequiredNumber("minimumProbability", 0.5m, 1m));

    public static RuleSelection Selection(YamlMapping map) =>
        new(map.RequiredString("name"), map.RequiredString("text"), Digest(map.Required("digest")));

    public static RuleOutput Output(YamlMapping map) => new(
        map.RequiredEnum<OutputKind>("kind"),
        map.RequiredEnum<Granularity>("granularity"),
        map.RequiredList("columns", node => node.AsMap(column => new RuleOutputColumn(
            column.RequiredString("name"),
            column.RequiredEnum<ColumnRole>("role"),
            column.OptionalStrings("sources"))
        {
            Numerator = column.OptionalString("numerator"),
            Denominator = column.OptionalString("denominator"),
        })));

    public static DisclosureTerms Disclosure(YamlMapping map) => new(
        map.RequiredInteger("minimumCell", 5, 1000),
        map.RequiredInteger("roundingBase", 1, 1000),
        map.RequiredInteger("kAnonymity", 2, 1000),
        map.RequiredBoolean("maximaBanned"))
    {
        Sums = map.OptionalMap("sums", Sums),
        MaximumSuppressedPercent = map.OptionalInteger("maximumSuppressedPercent", 0, 100),
        Dates = map.Optional("dates")?.AsOneOf([.. Words.DateDetails]),
    };

    private static SumTerms Sums(YamlMapping map) => new(
        map.OptionalInteger("contributors", 2, 20) ?? SumTerms.UsualContributors,
        map.OptionalInteger("percent", 10, 99) ?? SumTerms.UsualPercent,
        map.OptionalInteger("pPercent", 1, 100) ?? SumTerms.UsualPPercent,
        map.RequiredInteger("roundingBase", 1, 1_000_000));

    public static Reidentification Reidentify(YamlMapping map) => new(
        map.RequiredBoolean("allowed"),
        map.OptionalList("contactColumns", node => node.AsOneOf(["name", "address", "postcode", "phone", "email"])),
        map.OptionalList("channels", node => node.AsOneOf(Words.Channels.ToArray())),
        map.OptionalStrings("recipients"),
        map.OptionalInteger("minimumAge", 0, 120));

    public static Recipient Recipient(YamlMapping map) =>
        new(map.RequiredString("team"), map.RequiredString("environment"), map.RequiredString("party")) { Delivery = map.OptionalEnum<Delivery>("delivery") };

    public static string Digest(YamlNode node) =>
        node.AsString() is var digest && Hex().IsMatch(digest)
            ? digest
            : throw node.Error("this is not a SHA-256 digest; write 64 lower-case hexadecimal digits.");

    private static string Model(YamlNode node) =>
        node.AsString() is var model && ModelPin.IsKnown(model)
            ? model
            : throw node.Error($"this names no model; write its digest (64 lower-case hexadecimal digits, 'linkage hash' prints it), or {ModelPin.Trained} for one trained on the run's own pairs.");

    [GeneratedRegex("^[0-9a-f]{64}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Hex();
}
