using System.Text.Json.Nodes;
using Linkage.Governance.Documents;
using Linkage.Governance.Rules;

namespace Linkage.Governance.LifeCycle;

/// <summary>A difference between two versions of a rule.</summary>
/// <param name="Clause">Where it stands, as in <c>disclosure.minimumCell</c> or <c>datasets[food-vouchers].columns.phone</c>.</param>
/// <param name="Older">What the older says, as canonical JSON; null when it says nothing.</param>
/// <param name="Newer">What the newer says; null when it says nothing.</param>
public sealed record RuleDifference(string Clause, string? Older, string? Newer);

/// <summary>Compares two versions of a rule by what is approved, or two registries by their people and law: order means nothing, and an item of a list is known by its name.</summary>
public static class RuleDifferences
{
    // What makes an item of a list the same item in two versions.
    private static readonly string[] Names = ["id", "code", "name", "bar", "reference", "team", "left", "right"];

    /// <summary>Every difference, in the order of the clauses.</summary>
    public static IReadOnlyList<RuleDifference> Between(Rule older, Rule newer)
    {
        var differences = new List<RuleDifference>();
        Compare(string.Empty, RuleCanonicalForm.Of(older), RuleCanonicalForm.Of(newer), differences);
        return differences;
    }

    /// <summary>Every difference between the people and between the law of two registries: what no approval signs, and what decides with it.</summary>
    public static IReadOnlyList<RuleDifference> OfPeopleAndLaw(Registry older, Registry newer)
    {
        var differences = new List<RuleDifference>();
        Compare("people", CanonicalForm.Of(older.People.All), CanonicalForm.Of(newer.People.All), differences);
        Compare("law", CanonicalForm.Of(older.Catalogue.Entries), CanonicalForm.Of(newer.Catalogue.Entries), differences);
        Compare("purposes", CanonicalForm.Of(older.Catalogue.Purposes), CanonicalForm.Of(newer.Catalogue.Purposes), differences);
        return differences;
    }

    private static void Compare(string clause, JsonNode? older, JsonNode? newer, List<RuleDifference> differences)
    {
        if (Text(older) == Text(newer))
        {
            return;
        }

        switch (older, newer)
        {
            case (JsonObject before, JsonObject after):
                foreach (var key in before.Select(m => m.Key).Union(after.Select(m => m.Key)).Order(StringComparer.Ordinal))
                {
                    Compare(clause.Length == 0 ? key : $"{clause}.{key}", before[key], after[key], differences);
                }

                break;
            case (JsonArray before, JsonArray after):
                CompareLists(clause, before, after, differences);
                break;
            default:
                differences.Add(new RuleDifference(clause, Text(older), Text(newer)));
                break;
        }
    }

    private static void CompareLists(string clause, JsonArray older, JsonArray newer, List<RuleDifference> differences)
    {
        var before = Named(older);
        var after = Named(newer);
        foreach (var name in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
        {
            var (one, other) = (before.GetValueOrDefault(name), after.GetValueOrDefault(name));
            if (one is JsonObject && other is JsonObject)
            {
                Compare($"{clause}[{name}]", one, other, differences);
            }
            else if (Text(one) != Text(other))
            {
                differences.Add(new RuleDifference(clause, Text(one), Text(other)));
            }
        }
    }

    private static Dictionary<string, JsonNode?> Named(JsonArray items)
    {
        var named = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            var name = item is JsonObject members ? string.Join('/', Names.Where(members.ContainsKey).Select(key => members[key]?.ToString())) : string.Empty;
            if (name.Length == 0 || !named.TryAdd(name, item))
            {
                named[Text(item)!] = item;
            }
        }

        return named;
    }

    private static string? Text(JsonNode? node) => node is null ? null : CanonicalHash.CanonicalText(node);
}
