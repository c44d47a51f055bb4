using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Linkage.Governance.Documents;

namespace Linkage.Governance.Rules;

/// <summary>
/// The canonical form of a rule: every member of the record but status, reason of status and approvals; lists are sets and are sorted.
/// A member added to the record later is in the form by itself, so nothing that is approved can stay outside the hash.
/// </summary>
public static class RuleCanonicalForm
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
    };

    private static readonly string[] NotApproved = ["status", "statusReason", "approvals"];

    /// <summary>SHA-256 of the canonical form as 64 lower-case hexadecimal digits.</summary>
    public static string HashOf(Rule rule) => CanonicalHash.Of(Of(rule));

    /// <summary>The canonical form.</summary>
    public static JsonObject Of(Rule rule)
    {
        var form = (JsonObject)SortedSets(JsonSerializer.SerializeToNode(rule, Options))!;
        foreach (var member in NotApproved)
        {
            form.Remove(member);
        }

        return form;
    }

    /// <summary>The form of a whole value, with every array sorted and without repeats.</summary>
    internal static JsonNode? OfValue<T>(T value) => SortedSets(JsonSerializer.SerializeToNode(value, Options));

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
