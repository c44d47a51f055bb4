using System.Text.Json;
using System.Text.RegularExpressions;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Formats;

/// <summary>
/// Checks a document against a schema of <c>schemas/formats</c>. Knows the keywords those schemas use and fails on any other,
/// so that no keyword is ever passed over.
/// </summary>
internal static class JsonShape
{
    private static readonly HashSet<string> Words = ["$schema", "$id", "$defs", "title", "description"];

    /// <summary>Fails with every place where the document does not fit.</summary>
    public static void Fits(string schemaName, JsonElement document)
    {
        var failures = Failures(schemaName, document);
        Assert.True(failures.Count == 0, $"{schemaName}: {string.Join("; ", failures)}");
    }

    /// <summary>Every place where the document does not fit.</summary>
    public static IReadOnlyList<string> Failures(string schemaName, JsonElement document)
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryPaths.Formats, $"{schemaName}.schema.json")));
        var failures = new List<string>();
        Check(schema.RootElement, schema.RootElement, document, "$", failures);
        return failures;
    }

    private static void Check(JsonElement root, JsonElement schema, JsonElement value, string at, List<string> failures)
    {
        foreach (var word in schema.EnumerateObject())
        {
            var holds = word.Name switch
            {
                "$ref" => Follow(root, word.Value, value, at, failures),
                "type" => word.Value.ValueKind == JsonValueKind.Array ? word.Value.EnumerateArray().Any(t => IsOfType(value, t.GetString()!)) : IsOfType(value, word.Value.GetString()!),
                "enum" => word.Value.EnumerateArray().Any(e => JsonElement.DeepEquals(e, value)),
                "pattern" => value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, word.Value.GetString()!, RegexOptions.CultureInvariant),
                "minLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.Length >= word.Value.GetInt32(),
                "minimum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() >= word.Value.GetDouble(),
                "maximum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() <= word.Value.GetDouble(),
                "minItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= word.Value.GetInt32(),
                "maxItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= word.Value.GetInt32(),
                "required" => value.ValueKind != JsonValueKind.Object || word.Value.EnumerateArray().All(n => value.TryGetProperty(n.GetString()!, out _)),
                "items" => EachItem(root, word.Value, value, at, failures),
                "properties" or "additionalProperties" => true,
                _ => Words.Contains(word.Name) ? true : throw new NotSupportedException($"The schema uses {word.Name}."),
            };
            if (!holds)
            {
                failures.Add($"{at} breaks {word.Name} {word.Value.GetRawText().ReplaceLineEndings(" ")}");
            }
        }

        Properties(root, schema, value, at, failures);
    }

    private static void Properties(JsonElement root, JsonElement schema, JsonElement value, string at, List<string> failures)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var known = schema.TryGetProperty("properties", out var p) ? p : default;
        var more = schema.TryGetProperty("additionalProperties", out var a) ? a : default;
        foreach (var property in value.EnumerateObject())
        {
            if (known.ValueKind == JsonValueKind.Object && known.TryGetProperty(property.Name, out var inner))
            {
                Check(root, inner, property.Value, $"{at}.{property.Name}", failures);
            }
            else if (more.ValueKind == JsonValueKind.False)
            {
                failures.Add($"{at} has a property {property.Name} the schema does not know");
            }
            else if (more.ValueKind == JsonValueKind.Object)
            {
                Check(root, more, property.Value, $"{at}.{property.Name}", failures);
            }
        }
    }

    private static bool Follow(JsonElement root, JsonElement reference, JsonElement value, string at, List<string> failures)
    {
        var target = reference.GetString()!.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(root, (e, n) => e.GetProperty(n));
        Check(root, target, value, at, failures);
        return true;
    }

    private static bool EachItem(JsonElement root, JsonElement schema, JsonElement value, string at, List<string> failures)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var (item, index) in value.EnumerateArray().Select((e, i) => (e, i)))
            {
                Check(root, schema, item, $"{at}[{index}]", failures);
            }
        }

        return true;
    }

    private static bool IsOfType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "null" => value.ValueKind == JsonValueKind.Null,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => throw new NotSupportedException($"The schema uses the type {type}."),
    };
}
