using System.Text.Json.Nodes;
using Linkage.Pipeline.Projects;

namespace Linkage.Pipeline.Release.Package;

/// <summary>A column of a data file as a field of Table Schema 2.0.</summary>
internal static class PackageField
{
    /// <summary>The field: what it is called, its type, and in words what it is and what it was made of.</summary>
    /// <param name="column">The column as the project declares it.</param>
    /// <param name="type">Its type as DuckDB reads it from the file.</param>
    /// <param name="step">How coarsely it is given; null for a column that stays as the query gave it.</param>
    internal static JsonObject Of(ProjectOutputColumn column, string type, LadderStep? step)
    {
        var (kind, format) = TypeOf(type);
        var field = new JsonObject
        {
            ["name"] = column.Name,
            ["type"] = kind,
            ["format"] = format,
            ["title"] = TitleOf(column.Name),
            ["description"] = DescriptionOf(column) + (step is null ? string.Empty : $" {step.InWords}"),
            ["sqlType"] = type,
            ["role"] = column.Role,
        };
        if (step is not null)
        {
            field["step"] = step.Text;
        }

        return field;
    }

    /// <summary>Type and format in Table Schema of a type that a release may hold.</summary>
    /// <exception cref="InvalidOperationException">A release holds no such type.</exception>
    internal static (string Type, string Format) TypeOf(string type) => type switch
    {
        "VARCHAR" => ("string", "default"),
        "BLOB" => ("string", "binary"),
        "BOOLEAN" => ("boolean", "default"),
        "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" => ("integer", "default"),
        "FLOAT" or "DOUBLE" => ("number", "default"),
        "DATE" => ("date", "default"),
        "TIMESTAMP" => ("datetime", "default"),
        _ when type.StartsWith("DECIMAL(", StringComparison.Ordinal) => ("number", "default"),
        _ => throw new InvalidOperationException($"The type {type} has no counterpart in a data package."),
    };

    private static string TitleOf(string name)
    {
        var words = name.Replace('_', ' ').Trim();
        return words.Length == 0 ? name : char.ToUpperInvariant(words[0]) + words[1..];
    }

    private static string DescriptionOf(ProjectOutputColumn column) => column.Role switch
    {
        "Key" => "Pseudonym of the person under this permission, 32 bytes. Under another permission the same person has another one.",
        "Contact" when column.Name == ContactColumns.Channel => "The channel by which the person may be contacted.",
        "Contact" => $"Contact detail{From(column, " or ")}.",
        "Dimension" => $"What rows are grouped by{From(column, ", ")}.",
        "Count" => "Number of people, rounded. Null where it is suppressed.",
        "Sum" => $"Sum over people{From(column, ", ")}, rounded. Null where it is suppressed.",
        "Ratio" => $"{column.Numerator} by {column.Denominator}, both as they are shown. Null where one of them is, or the second is nought.",
        _ => $"Value{From(column, ", ")}.",
    };

    private static string From(ProjectOutputColumn column, string between) => column.Sources.Count == 0 ? string.Empty : $", made of {string.Join(between, column.Sources)}";
}
