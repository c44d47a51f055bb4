using System.Globalization;
using System.Text.Json.Nodes;
using Linkage.Governance.Documents;

namespace Linkage.Pipeline.Contracts;

/// <summary>
/// The content hash of a contract: over what it means, not over its layout. Comments, descriptions and key order do not count;
/// the order of columns does, because it is the order of the landed file.
/// </summary>
internal static class ContractHash
{
    /// <summary>The hash, lower-case hex; the contract's own <see cref="DatasetContract.ContentHash"/> is left out.</summary>
    public static string Of(DatasetContract contract)
    {
        var canonical = Canonical(contract);

        // Left out at its default, so that contracts from before it was there keep the hash their rules name.
        if (contract.MinimumRows != DatasetContract.DefaultMinimumRows)
        {
            canonical["minimumRows"] = contract.MinimumRows;
        }

        if (contract.DerivedFrom is { } derivation)
        {
            canonical["derivedFrom"] = new JsonObject
            {
                ["rule"] = derivation.Rule,
                ["version"] = derivation.Version,
                ["parents"] = Texts(derivation.Parents.Select(p => p.Value).Order(StringComparer.Ordinal)),
                ["selectedBy"] = Texts(derivation.SelectedBy.Select(c => c.ToString()).Order(StringComparer.Ordinal)),
            };
        }

        return CanonicalHash.Of(canonical);
    }

    private static JsonObject Canonical(DatasetContract contract) => new()
    {
        ["id"] = contract.Id.Value,
        ["version"] = contract.Version,
        ["title"] = contract.Title,
        ["origin"] = contract.Origin,
        ["owner"] = contract.Owner,
        ["retentionDays"] = contract.RetentionDays,
        ["file"] = new JsonObject
        {
            ["pattern"] = contract.File.NamePattern,
            ["format"] = contract.File.Format.ToString(),
            ["delimiter"] = contract.File.Delimiter?.ToString(),
            ["encoding"] = contract.File.Encoding,
        },
        ["columns"] = new JsonArray([.. contract.Columns.Select(Column)]),
    };

    private static JsonNode Column(ContractColumn column)
    {
        var canonical = Plain(column);
        if (column.From is { } from)
        {
            canonical["from"] = Texts(from.Select(c => c.ToString()).Order(StringComparer.Ordinal));
        }

        return canonical;
    }

    private static JsonObject Plain(ContractColumn column) => new()
    {
        ["name"] = column.Name,
        ["physicalName"] = column.PhysicalName,
        ["type"] = column.Type.ToString(),
        ["physicalType"] = column.PhysicalType,
        ["dateFormat"] = column.DateFormat,
        ["whenUnreadable"] = column.WhenUnreadable.ToString(),
        ["classification"] = column.Classification.ToString(),
        ["meaning"] = column.Meaning?.ToString(),
        ["uses"] = Texts(column.Uses.Order(StringComparer.Ordinal)),
        ["isRecordId"] = column.IsRecordId,
        ["expectations"] = new JsonArray([.. column.Expectations.Select(Expected)]),
    };

    private static JsonNode Expected(Expectation expectation)
    {
        var node = new JsonObject { ["code"] = expectation.ReasonCode, ["onFailure"] = expectation.OnFailure.ToString() };
        switch (expectation)
        {
            case Expectation.Range range:
                node["minimum"] = range.Minimum;
                node["maximum"] = range.Maximum;
                break;
            case Expectation.Pattern pattern:
                node["pattern"] = pattern.Regex;
                break;
            case Expectation.OneOf oneOf:
                node["values"] = Texts(oneOf.Values);
                break;
            case Expectation.MaximumNullShare nulls:
                node["share"] = nulls.Share.ToString("R", CultureInfo.InvariantCulture);
                break;
        }

        return node;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)JsonValue.Create(t))]);
}
