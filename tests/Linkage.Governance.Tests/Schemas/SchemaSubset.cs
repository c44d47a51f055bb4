using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Linkage.Governance.Documents;

namespace Linkage.Governance.Tests.Schemas;

/// <summary>The part of JSON Schema 2020-12 that our format schemas use, read independently of our own readers. A keyword it does not know fails.</summary>
internal static class SchemaSubset
{
    private static readonly HashSet<string> Annotations = ["$schema", "$id", "$defs", "title", "description"];

    public static IReadOnlyList<string> Failures(JsonObject schema, JsonNode? value, string path = "")
    {
        var failures = new List<string>();
        foreach (var (keyword, rule) in schema)
        {
            var isGood = Annotations.Contains(keyword) || keyword switch
            {
                "$ref" => Nested(Failures(schema.Root["$defs"]![rule!.GetValue<string>()["#/$defs/".Length..]]!.AsObject(), value, path)),
                "type" => IsType(rule!.GetValue<string>(), value),
                "const" => JsonNode.DeepEquals(rule, value),
                "enum" => rule!.AsArray().Any(allowed => JsonNode.DeepEquals(allowed, value)),
                "pattern" => value is JsonValue text && Regex.IsMatch(text.ToString(), rule!.GetValue<string>()),
                "minLength" => value is JsonValue text && text.ToString().Length >= rule!.GetValue<int>(),
                "minimum" => value is JsonValue number && number.GetValue<decimal>() >= rule!.GetValue<decimal>(),
                "maximum" => value is JsonValue number && number.GetValue<decimal>() <= rule!.GetValue<decimal>(),
                "uniqueItems" => value is JsonArray items && items.Select(item => item?.ToJsonString()).Distinct().Count() == items.Count,
                "anyOf" => rule!.AsArray().Any(option => Failures(option!.AsObject(), value, path).Count == 0),
                "required" => value is JsonObject members && rule!.AsArray().All(name => members.ContainsKey(name!.GetValue<string>())),
                "items" => Nested(value is JsonArray list ? list.SelectMany((item, index) => Failures(rule!.AsObject(), item, $"{path}[{index}]")) : []),
                "properties" => Nested(value is JsonObject members
                    ? members.Where(member => rule!.AsObject().ContainsKey(member.Key)).SelectMany(member => Failures(rule![member.Key]!.AsObject(), member.Value, $"{path}.{member.Key}"))
                    : []),
                "additionalProperties" => Nested(value is JsonObject members
                    ? members.Where(member => schema["properties"]?.AsObject().ContainsKey(member.Key) != true)
                        .SelectMany(member => rule is JsonObject further ? Failures(further, member.Value, $"{path}.{member.Key}") : [$"{path}.{member.Key} is not known"])
                    : []),
                _ => throw new InvalidOperationException($"The schemas use {keyword}, which this test does not check."),
            };
            if (!isGood)
            {
                failures.Add($"{path}: {keyword}");
            }
        }

        return failures;

        bool Nested(IEnumerable<string> found)
        {
            failures.AddRange(found);
            return true;
        }
    }

    /// <summary>A configuration file as JSON, with plain scalars typed as YAML's core schema would.</summary>
    public static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMapping mapping => new JsonObject(mapping.Entries.Select(entry => KeyValuePair.Create(entry.Key, Json(entry.Value)))),
        YamlList list => new JsonArray([.. list.Items.Select(Json)]),
        YamlScalar { IsQuoted: false, Value: "true" or "false" } scalar => JsonValue.Create(scalar.Value == "true"),
        YamlScalar { IsQuoted: false } scalar when Regex.IsMatch(scalar.Value, @"^-?[0-9]+(\.[0-9]+)?$") => JsonNode.Parse(scalar.Value),
        YamlScalar scalar => JsonValue.Create(scalar.Value),
        _ => throw new InvalidOperationException(),
    };

    private static bool IsType(string type, JsonNode? value) => type switch
    {
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() == JsonValueKind.String,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "number" => value?.GetValueKind() == JsonValueKind.Number,
        "integer" => value?.GetValueKind() == JsonValueKind.Number && !value.ToJsonString().Contains('.', StringComparison.Ordinal),
        _ => throw new InvalidOperationException($"The schemas use the type {type}, which this test does not check."),
    };
}
