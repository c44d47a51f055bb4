using System.Globalization;
using DuckDB.NET.Data;
using Linkage.Governance.Documents;
using Linkage.Matching.Duck;

namespace Linkage.Pipeline.Contracts;

/// <summary>
/// Reads one entry of a column's <c>quality</c> list: a library metric of the standard (nullValues, duplicateValues, invalidValues)
/// with the severity <c>warn</c> or <c>reject</c>.
/// </summary>
internal static class ExpectationReader
{
    /// <summary>Reads the expectation.</summary>
    /// <exception cref="ConfigurationException">A key is missing, unknown or refused, or the expectation does not fit the column's type.</exception>
    public static Expectation Read(YamlNode node, LogicalType type) => node.AsMap(quality =>
    {
        quality.OptionalString("description");
        quality.Optional("type")?.AsOneOf(["library"]);
        var severity = Severity(quality.Required("severity"));
        var metric = quality.Required("metric").AsOneOf(["nullValues", "duplicateValues", "invalidValues"]);
        if (metric == "nullValues" && quality.OptionalNumber("mustBeLessOrEqualTo", 0, 100) is { } percent)
        {
            quality.Required("unit").AsOneOf(["percent"]);
            return new Expectation.MaximumNullShare((double)(percent / 100), severity);
        }

        quality.RequiredInteger("mustBe", 0, 0);
        return metric switch
        {
            "nullValues" => new Expectation.NotNull(severity),
            "duplicateValues" => new Expectation.Unique(severity),
            _ => quality.RequiredMap("arguments", arguments => Invalid(arguments, type, severity)),
        };
    });

    /// <summary>Reads <c>warn</c> or <c>reject</c>.</summary>
    public static OnFailure Severity(YamlNode node) => node.AsOneOf(["warn", "reject"]) == "warn" ? OnFailure.Warn : OnFailure.Reject;

    private static Expectation Invalid(YamlMapping arguments, LogicalType type, OnFailure severity)
    {
        if (arguments.Optional("pattern") is { } pattern)
        {
            return new Expectation.Pattern(RequireText(pattern, type, Regex(pattern)), severity);
        }

        if (arguments.Optional("validValues") is { } values)
        {
            var list = values.AsList(v => v.AsString());
            return list.Count > 0 ? new Expectation.OneOf(RequireText(values, type, list), severity) : throw values.Error("the list is empty; write the values that are allowed.");
        }

        var minimum = arguments.Optional("minimum");
        var maximum = arguments.Optional("maximum");
        if (minimum is null && maximum is null)
        {
            throw arguments.Error("one of pattern, validValues, minimum or maximum is needed here.");
        }

        return new Expectation.Range(minimum is null ? null : Bound(minimum, type), maximum is null ? null : Bound(maximum, type), severity);
    }

    private static T RequireText<T>(YamlNode node, LogicalType type, T value) =>
        type == LogicalType.String ? value : throw node.Error("this expectation is for columns of logicalType string only.");

    private static string Bound(YamlNode node, LogicalType type) => type switch
    {
        LogicalType.Integer or LogicalType.Number => node.AsNumber().ToString(CultureInfo.InvariantCulture),
        LogicalType.Date => node.AsDate().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        LogicalType.String or LogicalType.Boolean => throw node.Error("a range is for columns of logicalType integer, number or date only."),
    };

    // DuckDB itself is asked, because its syntax (RE2) is what will run.
    private static string Regex(YamlNode node)
    {
        var pattern = node.AsString();
        using var session = DuckSession.Open(new DuckOptions { Threads = 1, MemoryLimitMib = 64 });
        try
        {
            session.Scalar<bool>("SELECT regexp_full_match('', $1)", [pattern], CancellationToken.None);
            return pattern;
        }
        catch (DuckDBException exception)
        {
            throw new ConfigurationException(node.File, node.Line, node.Key, "this is not a regular expression in RE2 syntax (no look-around, no back-references); correct it.", exception);
        }
    }
}
