using System.Text.RegularExpressions;
using Linkage.Governance.Documents;

namespace Linkage.Pipeline.Contracts;

/// <summary>Reads one entry of <c>schema[0].properties</c>.</summary>
internal static partial class ContractColumnReader
{
    // Names the stages add to a dataset's own columns.
    private static readonly string[] Reserved = ["line_number", "record_key", "person_key", "household_key", "dataset"];

    private static readonly string[] Uses = ["Match", "Select", "Output", "Never"];

    private static readonly string[] WholeTypes = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"];

    /// <summary>Reads the column.</summary>
    /// <exception cref="ConfigurationException">A key is missing, unknown or refused.</exception>
    public static ContractColumn Read(YamlNode node, SourceFormat format) => node.AsMap(property =>
    {
        property.OptionalString("description");
        property.OptionalString("businessName");
        var type = Type(property.Required("logicalType"));
        var physicalType = format == SourceFormat.Parquet ? PhysicalType(property.Required("physicalType"), type) : null;
        var isRecordId = property.OptionalBoolean("primaryKey") ?? false;
        var column = new ContractColumn
        {
            Name = Name(property.Required("name")),
            PhysicalName = PhysicalName(property.Required("physicalName")),
            Type = type,
            PhysicalType = physicalType,
            DateFormat = type == LogicalType.Date && (physicalType is null or "VARCHAR")
                ? property.RequiredMap("logicalTypeOptions", options => DateFormat(options.Required("format")))
                : null,
            WhenUnreadable = property.Optional("whenUnreadable") is { } unreadable ? ExpectationReader.Severity(unreadable) : OnFailure.Reject,
            Classification = property.RequiredEnum<Classification>("classification"),
            Meaning = property.OptionalEnum<Meaning>("meaning"),
            Uses = UsesOf(property.Required("uses")),
            IsRecordId = isRecordId,
            From = property.Optional("from")?.AsList(Reference),
            Completeness = property.OptionalMap("completeness", CompletenessReader.Column),
            Expectations =
            [
                .. Declared(property, isRecordId),
                .. property.OptionalList("quality", quality => ExpectationReader.Read(quality, type)),
            ],
        };
        Check(column, property);
        return column;
    });

    /// <summary>Reads a column of another dataset, <c>dataset.column</c>.</summary>
    /// <exception cref="ConfigurationException">It is not written so.</exception>
    public static ColumnReference Reference(YamlNode node) =>
        node.AsString().Split('.') is [var dataset, var column] && DatasetId.TryParse(dataset, out var id) && SnakeCase().IsMatch(column)
            ? new ColumnReference(id, column)
            : throw node.Error("a column of another dataset is written as dataset.column, as in rent-arrears-panel.surname.");

    private static IEnumerable<Expectation> Declared(YamlMapping property, bool isRecordId)
    {
        if (isRecordId | (property.OptionalBoolean("required") ?? false))
        {
            yield return new Expectation.NotNull(OnFailure.Reject);
        }

        if (isRecordId | (property.OptionalBoolean("unique") ?? false))
        {
            yield return new Expectation.Unique(OnFailure.Reject);
        }
    }

    private static void Check(ContractColumn column, YamlMapping property)
    {
        if (column.IsRecordId && (column.Type != LogicalType.String || column.Classification != Classification.Identifier))
        {
            throw property.Error("the record id must have logicalType string and classification Identifier, so that it stays in the identity zone.");
        }

        if (column.Meaning is not null && column.Classification is not (Classification.Identifier or Classification.Contact))
        {
            throw property.Required("classification").Error("a column with a meaning for linking must be classified Identifier or Contact, so that it stays in the identity zone.");
        }

        if (column.Classification == Classification.FreeText && !column.Uses.SequenceEqual(["Never"]))
        {
            throw property.Required("uses").Error("free text is never carried past landing; write [Never].");
        }

        if (column.Expectations.GroupBy(e => e.GetType()).Any(g => g.Count() > 1))
        {
            throw property.Error("the same kind of expectation is there twice ('required' and 'unique' count); keep one of the two.");
        }
    }

    private static string Name(YamlNode node)
    {
        var name = node.AsString();
        return !SnakeCase().IsMatch(name) || name.Length > 60 ? throw node.Error("a column name is snake_case: lower-case letters, digits and single underscores, at most 60 characters.")
            : Reserved.Contains(name, StringComparer.Ordinal) ? throw node.Error($"'{name}' is a name the pipeline gives to a column of its own; choose another.")
            : name;
    }

    private static string PhysicalName(YamlNode node)
    {
        var name = node.AsString();
        return name.Length <= 120 && !name.Any(char.IsControl) ? name : throw node.Error("a header is at most 120 characters and holds no control character.");
    }

    private static LogicalType Type(YamlNode node) => node.AsOneOf(["string", "integer", "number", "date", "boolean"]) switch
    {
        "string" => LogicalType.String,
        "integer" => LogicalType.Integer,
        "number" => LogicalType.Number,
        "date" => LogicalType.Date,
        _ => LogicalType.Boolean,
    };

    private static string PhysicalType(YamlNode node, LogicalType type)
    {
        var physical = node.AsString();
        var whole = WholeTypes.Contains(physical, StringComparer.Ordinal);
        var number = whole || physical is "FLOAT" or "DOUBLE" || DecimalType().IsMatch(physical);
        if (!number && physical is not ("VARCHAR" or "BOOLEAN" or "DATE"))
        {
            throw node.Error($"this is not a type a source file may hold; write DECIMAL(precision,scale), VARCHAR, BOOLEAN, DATE, FLOAT, DOUBLE or one of {string.Join(", ", WholeTypes)}.");
        }

        var fits = type switch
        {
            LogicalType.String => true,
            LogicalType.Integer => whole || physical == "VARCHAR",
            LogicalType.Number => number || physical == "VARCHAR",
            LogicalType.Date => physical is "DATE" or "VARCHAR",
            LogicalType.Boolean => physical is "BOOLEAN" or "VARCHAR",
        };
        return fits ? physical : throw node.Error("a column of this physicalType cannot be read as its logicalType; correct one of the two.");
    }

    private static string DateFormat(YamlNode node)
    {
        var format = node.AsString();
        var directives = Directive().Matches(format).Select(m => m.Value).ToList();
        var isDate = directives.Count(d => d == "%d") == 1 && directives.Count(d => d == "%Y") == 1 && directives.Count(d => d is "%m" or "%b" or "%B") == 1;
        var rest = Directive().Replace(format, string.Empty);
        return isDate && directives.Distinct().Count() == directives.Count && !rest.Any(c => !" -/.:,T".Contains(c, StringComparison.Ordinal))
            ? format
            : throw node.Error("a date format has %d, %Y and one of %m, %b, %B, may have %H, %M, %S, and parts them with ' ', '-', '/', '.', ':', ',' or 'T'; a year of two digits is not read.");
    }

    private static IReadOnlyList<string> UsesOf(YamlNode node)
    {
        var uses = node.AsList(use => use.AsOneOf(Uses));
        return uses.Count == 0 ? throw node.Error("no use is given; write [Never] for a column that may not be used.")
            : uses.Distinct().Count() != uses.Count ? throw node.Error("a use is in the list twice; remove one.")
            : uses.Count > 1 && uses.Contains("Never") ? throw node.Error("Never stands alone.")
            : uses;
    }

    [GeneratedRegex(@"^[a-z][a-z0-9]*(_[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex SnakeCase();

    [GeneratedRegex(@"^DECIMAL\(([1-9]|[12][0-9]|3[0-8]),([0-9]|[12][0-9]|3[0-8])\)\z", RegexOptions.CultureInvariant)]
    private static partial Regex DecimalType();

    [GeneratedRegex("%[dYmbBHMS]", RegexOptions.CultureInvariant)]
    private static partial Regex Directive();
}
