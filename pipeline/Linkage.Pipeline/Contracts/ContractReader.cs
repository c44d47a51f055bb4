using Linkage.Governance.Documents;

namespace Linkage.Pipeline.Contracts;

/// <summary>
/// Reads data contracts. A contract is YAML in the vocabulary of the Open Data Contract Standard 3.1, plus our keys
/// <c>origin</c>, <c>meaning</c>, <c>uses</c>, <c>whenUnreadable</c> and <c>completeness</c>; its shape is <c>schemas/formats/contract.schema.json</c>.
/// Reading is strict: what the reader does not know it refuses, naming file, line and key.
/// </summary>
public static class ContractReader
{
    /// <summary>The version of the standard whose vocabulary is used.</summary>
    public const string ApiVersion = "v3.1.0";

    /// <summary>Parties that may have collected data first.</summary>
    public static IReadOnlyList<string> Origins { get; } =
        ["Council", "DWP", "HMRC", "NHS", "Police", "School", "SocialLandlord", "Voluntary", "Private"];

    /// <summary>Reads one contract. Its file must be named after its id, as in <c>council-tax.yaml</c>.</summary>
    /// <param name="path">Path of the YAML file.</param>
    /// <exception cref="ConfigurationException">The file is missing or is not a contract we accept.</exception>
    public static DatasetContract Load(string path)
    {
        var contract = YamlDocument.Load(path).Read(Contract);
        return Path.GetFileNameWithoutExtension(path) == contract.Id.Value
            ? contract
            : throw new ConfigurationException(path, null, "id", $"the contract's id is '{contract.Id}', so its file must be called {contract.Id}.yaml; rename one of the two.");
    }

    /// <summary>Reads every contract (<c>*.yaml</c>) of a folder, by dataset.</summary>
    /// <param name="folder">Folder of contracts.</param>
    /// <exception cref="ConfigurationException">The folder is missing, or a file in it is not a contract we accept.</exception>
    public static IReadOnlyDictionary<DatasetId, DatasetContract> LoadAll(string folder) =>
        Directory.Exists(folder)
            ? new SortedDictionary<DatasetId, DatasetContract>(
                Directory.GetFiles(folder, "*.yaml").Order(StringComparer.Ordinal).Select(Load).ToDictionary(c => c.Id))
            : throw new ConfigurationException(folder, null, null, "there is no such folder of contracts; check the path.");

    private static DatasetContract Contract(YamlMapping root)
    {
        root.Required("apiVersion").AsOneOf([ApiVersion]);
        root.Required("kind").AsOneOf(["DataContract"]);
        root.Required("status").AsOneOf(["active"]);
        root.OptionalStrings("tags");
        root.RequiredMap("description", Description);
        root.OptionalList("customProperties", CustomProperty);
        var file = Only(root, "servers", SourceFileReader.Read);
        var (columns, minimumRows) = Only(root, "schema", node => Table(node, file.Format));
        var contract = new DatasetContract
        {
            Id = Id(root.Required("id")),
            Version = Version(root.Required("version")),
            Title = root.RequiredString("name"),
            Origin = root.Required("origin").AsOneOf([.. Origins]),
            Domain = root.OptionalString("domain"),
            DerivedFrom = root.OptionalMap("derivedFrom", Derivation),
            Owner = root.RequiredMap("team", Team),
            RetentionDays = Only(root, "slaProperties", Retention),
            File = file,
            Columns = columns,
            MinimumRows = minimumRows,
            Completeness = root.OptionalMap("completeness", CompletenessReader.Dataset) ?? CompletenessLimits.Default,
            ContentHash = string.Empty,
        };
        CheckDerivation(contract, root);
        return contract with { ContentHash = ContractHash.Of(contract) };
    }

    private static ContractDerivation Derivation(YamlMapping map) => new(
        map.RequiredString("rule"),
        map.RequiredInteger("version", 1),
        map.OptionalList("parents", Id),
        map.OptionalList("selectedBy", ContractColumnReader.Reference));

    private static void CheckDerivation(DatasetContract contract, YamlMapping root)
    {
        if (contract.DerivedFrom is null && contract.Columns.Any(c => c.From is not null))
        {
            throw root.Error("a column says what it was made of, and the contract does not say under which rule; add 'derivedFrom' with rule and version.");
        }

        if (contract.DerivedFrom is not null && contract.Parents.Count == 0)
        {
            throw root.Required("derivedFrom").Error("the contract does not say what the dataset was made of; give columns a 'from', and name in 'selectedBy' what its rows were selected by.");
        }

        if (contract.DerivedFrom is not null && contract.Columns.FirstOrDefault(c => c.From is null && !c.IsRecordId) is { } silent)
        {
            throw root.Required("derivedFrom").Error($"the column '{silent.Name}' does not say what it was made of; give it a 'from', an empty list where it was recorded afterwards.");
        }

        if (contract.Parents.Contains(contract.Id))
        {
            throw root.Required("derivedFrom").Error("a dataset is not made of itself; name the datasets that it was made of.");
        }
    }

    private static T Only<T>(YamlMapping root, string key, Func<YamlNode, T> read)
    {
        var items = root.RequiredList(key, read);
        return items.Count == 1 ? items[0] : throw root.Required(key).Error("exactly one entry is needed here.");
    }

    private static DatasetId Id(YamlNode node) =>
        DatasetId.TryParse(node.AsString(), out var id)
            ? id
            : throw node.Error("a dataset id is lower-case letters, digits and single hyphens, at most 60 characters, as in rent-arrears-panel.");

    private static string Version(YamlNode node)
    {
        var text = node.AsString();
        var parts = text.Split('.');
        return parts.Length == 3 && parts.All(p => p.Length is > 0 and < 6 && p.All(char.IsAsciiDigit))
            ? text
            : throw node.Error("a version is three numbers parted by points, as in 1.2.0.");
    }

    private static string Description(YamlMapping description)
    {
        description.OptionalString("usage");
        description.OptionalString("limitations");
        return description.RequiredString("purpose");
    }

    private static string CustomProperty(YamlNode node) => node.AsMap(property =>
    {
        property.RequiredString("value");
        return property.RequiredString("property");
    });

    private static string Team(YamlMapping team)
    {
        team.OptionalString("description");
        return team.RequiredString("name");
    }

    private static int Retention(YamlNode node) => node.AsMap(property =>
    {
        property.Required("property").AsOneOf(["retention"]);
        property.Required("unit").AsOneOf(["d"]);
        property.OptionalString("description");
        return property.RequiredInteger("value", 1, 36_500);
    });

    private static (IReadOnlyList<ContractColumn> Columns, int MinimumRows) Table(YamlNode node, SourceFormat format) => node.AsMap(table =>
    {
        table.RequiredString("name");
        table.OptionalString("physicalName");
        table.OptionalString("description");
        table.Optional("logicalType")?.AsOneOf(["object"]);
        var minimumRows = table.OptionalList("quality", RowCount);
        if (minimumRows.Count > 1)
        {
            throw table.Required("quality").Error("the number of rows is there twice; keep one of the two.");
        }

        var read = table.RequiredList("properties", property => (Node: property, Column: ContractColumnReader.Read(property, format)));
        RefuseRepeats(read, c => c.Name, "name");
        RefuseRepeats(read, c => c.PhysicalName.Trim(), "physicalName");
        var keys = read.Where(r => r.Column.IsRecordId).ToList();
        return keys.Count == 1
            ? ((IReadOnlyList<ContractColumn>)[.. read.Select(r => r.Column)], minimumRows is [var rows] ? rows : DatasetContract.DefaultMinimumRows)
            : throw (keys.Count == 0 ? table.Required("properties") : keys[1].Node)
                .Error("exactly one property must have 'primaryKey: true': the source's own record id.");
    });

    private static int RowCount(YamlNode node) => node.AsMap(quality =>
    {
        quality.OptionalString("description");
        quality.Optional("type")?.AsOneOf(["library"]);
        quality.Required("metric").AsOneOf(["rowCount"]);
        quality.Optional("severity")?.AsOneOf(["reject"]);
        return quality.RequiredInteger("mustBeGreaterOrEqualTo", 0, 1_000_000_000);
    });

    private static void RefuseRepeats(IEnumerable<(YamlNode Node, ContractColumn Column)> read, Func<ContractColumn, string> name, string key)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (node, column) in read)
        {
            if (!seen.Add(name(column)))
            {
                throw node.Error($"another property has the same {key} (upper and lower case count as the same); rename one.");
            }
        }
    }
}
