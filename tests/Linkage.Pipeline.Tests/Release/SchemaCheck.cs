using System.Text.Json;
using System.Text.RegularExpressions;

namespace Linkage.Pipeline.Tests.Release;

/// <summary>The part of JSON Schema 2020-12 that our format files use: type, const, enum, pattern, minimum, properties, required, additionalProperties, items and local $ref.</summary>
internal static class SchemaCheck
{
    internal static IReadOnlyList<string> Of(JsonElement value, JsonElement schema) => [.. Problems(value, schema, schema, "$")];

    private static IEnumerable<string> Problems(JsonElement value, JsonElement schema, JsonElement root, string path)
    {
        if (schema.ValueKind == JsonValueKind.False)
        {
            return [$"{path} is not allowed"];
        }

        if (schema.ValueKind == JsonValueKind.True)
        {
            return [];
        }

        if (schema.TryGetProperty("$ref", out var reference))
        {
            return Problems(value, root.GetProperty("$defs").GetProperty(reference.GetString()!["#/$defs/".Length..]), root, path);
        }

        var problems = new List<string>();
        if (schema.TryGetProperty("type", out var type)
            && !(type.ValueKind == JsonValueKind.Array ? type.EnumerateArray() : Enumerable.Repeat(type, 1)).Any(t => Is(value, t.GetString()!)))
        {
            problems.Add($"{path} has the wrong type");
        }

        if (schema.TryGetProperty("const", out var constant) && constant.ToString() != value.ToString())
        {
            problems.Add($"{path} is not {constant}");
        }

        if (schema.TryGetProperty("enum", out var values) && values.EnumerateArray().All(v => v.ToString() != value.ToString()))
        {
            problems.Add($"{path} is none of {values}");
        }

        if (value.ValueKind == JsonValueKind.String && schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(value.GetString()!, pattern.GetString()!))
        {
            problems.Add($"{path} does not match {pattern}");
        }

        if (value.ValueKind == JsonValueKind.Number && schema.TryGetProperty("minimum", out var minimum) && value.GetDecimal() < minimum.GetDecimal())
        {
            problems.Add($"{path} is below {minimum}");
        }

        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            problems.AddRange(value.EnumerateArray().SelectMany((item, i) => Problems(item, items, root, $"{path}[{i}]")));
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            problems.AddRange(Members(value, schema, root, path));
        }

        return problems;
    }

    private static IEnumerable<string> Members(JsonElement value, JsonElement schema, JsonElement root, string path)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray().Select(n => n.GetString()!).Where(n => !value.TryGetProperty(n, out _)))
            {
                yield return $"{path}.{name} is missing";
            }
        }

        foreach (var member in value.EnumerateObject())
        {
            var known = schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(member.Name, out var found) ? found : default;
            var rule = known.ValueKind != JsonValueKind.Undefined
                ? known
                : schema.TryGetProperty("additionalProperties", out var additional) ? additional : default;
            if (rule.ValueKind != JsonValueKind.Undefined)
            {
                foreach (var problem in Problems(member.Value, rule, root, $"{path}.{member.Name}"))
                {
                    yield return problem;
                }
            }
        }
    }

    private static bool Is(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => throw new NotSupportedException($"Type {type}."),
    };
}
