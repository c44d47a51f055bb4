using Linkage.Governance.Documents;

namespace Linkage.Governance.Catalogue;

/// <summary>Reads one file of <c>governance/catalogue</c>; its form is <c>schemas/formats/catalogue.schema.json</c>.</summary>
public sealed class CatalogueFile
{
    /// <summary>The word at the head of such a file.</summary>
    public const string Kind = "LinkageCatalogue";

    /// <summary>The word for a law whose commencement nobody has confirmed.</summary>
    public const string Unconfirmed = "unconfirmed";

    private CatalogueFile(IReadOnlyList<Located<CatalogueEntry>> entries, IReadOnlyList<Located<PurposeEntry>> purposes)
    {
        Entries = entries;
        Purposes = purposes;
    }

    /// <summary>The entries, each with its place in the file.</summary>
    public IReadOnlyList<Located<CatalogueEntry>> Entries { get; }

    /// <summary>The purposes, each with its place in the file.</summary>
    public IReadOnlyList<Located<PurposeEntry>> Purposes { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ConfigurationException">The file is not a catalogue file.</exception>
    public static CatalogueFile Load(string path) => Of(YamlDocument.Load(path).Root);

    /// <summary>Reads the content of a file that is already there as values.</summary>
    internal static CatalogueFile Of(YamlNode root) => root.AsMap(Read);

    private static CatalogueFile Read(YamlMapping map)
    {
        map.Required("kind").AsOneOf([Kind]);
        map.RequiredInteger("formatVersion", 1, 1);
        map.RequiredString("title");
        return new CatalogueFile(
            map.OptionalList("entries", node => new Located<CatalogueEntry>(node.AsMap(Entry), node)),
            map.OptionalList("purposes", node => new Located<PurposeEntry>(node.AsMap(Purpose), node)));
    }

    private static PurposeEntry Purpose(YamlMapping map) => new(
        map.RequiredString("code"),
        map.RequiredString("what"),
        map.OptionalList("outputKinds", node => node.AsEnum<OutputKind>()));

    private static CatalogueEntry Entry(YamlMapping map)
    {
        var from = map.Required("inForceFrom");
        return new CatalogueEntry
        {
            Id = map.RequiredString("id"),
            Kind = map.RequiredEnum<EntryKind>("kind"),
            Where = map.RequiredString("where"),
            Nations = map.RequiredList("nations", node => node.AsEnum<Nation>()),
            What = map.RequiredString("what"),
            Limits = map.OptionalMap("limits", Limits) ?? new CatalogueLimits(),
            Confidence = map.RequiredEnum<Confidence>("confidence"),
            ToConfirm = map.OptionalString("toConfirm"),
            VerifiedOn = map.RequiredDate("verifiedOn"),
            VerifiedBy = map.RequiredString("verifiedBy"),
            InForceFrom = from.AsString() == Unconfirmed ? null : from.AsDate(),
            InForceTo = map.OptionalDate("inForceTo"),
        };
    }

    private static CatalogueLimits Limits(YamlMapping map) => new()
    {
        Text = map.OptionalString("text") ?? string.Empty,
        PartyTypes = map.OptionalList("partyTypes", node => node.AsEnum<PartyType>()),
        ScheduledPartiesOnly = map.OptionalBoolean("scheduledPartiesOnly") ?? false,
        BindsRecipients = map.OptionalBoolean("bindsRecipients") ?? false,
        Purposes = map.OptionalStrings("purposes"),
        ExcludedSubjects = map.OptionalList("excludedSubjects", node => node.AsEnum<DatasetSubject>()),
        OutputKinds = map.OptionalList("outputKinds", node => node.AsEnum<OutputKind>()),
        RequiresConsent = map.OptionalBoolean("requiresConsent") ?? false,
        RequiresAccreditation = map.OptionalBoolean("requiresAccreditation") ?? false,
        CaseLevelOnly = map.OptionalBoolean("caseLevelOnly") ?? false,
        RequiresPolicyDocument = map.OptionalBoolean("requiresPolicyDocument") ?? false,
        Schedule1 = map.OptionalStrings("schedule1"),
        UnavailableTo = map.OptionalList("unavailableTo", node => node.AsEnum<PartyType>()),
        RaisedByOrigins = map.OptionalStrings("raisedByOrigins"),
        RaisedBySubjects = map.OptionalList("raisedBySubjects", node => node.AsEnum<DatasetSubject>()),
        ClearedBy = map.OptionalList("clearedBy", node => node.AsEnum<Clearance>()),
    };
}
