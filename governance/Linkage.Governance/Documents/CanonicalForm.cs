using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Linkage.Governance.Documents;

/// <summary>The form of a whole value for hashing: every public member, enumerations by name, every list a set (sorted, without repeats).</summary>
internal static class CanonicalForm
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
    };

    public static JsonNode? Of<T>(T value) => SortedSets(JsonSerializer.SerializeToNode(value, Options));

    private static JsonNode? SortedSets(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, SortedSets(member.Value)))),
        JsonArray items => new JsonArray([.. items
            .Select(SortedSets)
            .Select(item => (Item: item, Text: CanonicalHash.CanonicalText(item)))
            .DistinctBy(item => item.Text, StringComparer.Ordinal)
            .OrderBy(item => item.Text, StringComparer.Ordinal)
            .Select(item => item.Item)]),
        null => null,
        _ => node.DeepClone(),
    };
}
