using Linkage.Governance.Rules;
using Linkage.Jobs.Publishing.Rules;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Link;

namespace Linkage.Jobs.Publishing.Transparency;

/// <summary>Where a rule lets records of two kinds of source be compared, so that the model of the two kinds weighs them.</summary>
/// <param name="Rule">The rule version.</param>
/// <param name="Left">A dataset.</param>
/// <param name="Right">The other, the same for its own duplicates, or a list of people to leave out.</param>
/// <param name="For">What the comparison is for.</param>
/// <param name="MinimumProbability">Two records count as one person from this probability on; 0 to 1.</param>
internal sealed record ModelUse(DescribedRule Rule, string Left, string Right, string For, decimal MinimumProbability)
{
    // Within a dataset that stands in no join.
    private const decimal OwnDuplicates = 0.95m;

    /// <summary>Every use of a model under the rules that are in force, by rule and pair.</summary>
    public static IReadOnlyList<ModelUse> Of(string model, PublishingSources sources) =>
    [
        .. sources.Registry.Rules
            .Select(rule => DescribedRule.Of(rule, sources))
            .Where(rule => rule.Standing.IsInForce)
            .SelectMany(Pairs)
            .Where(pair => KindOf(pair.Left, sources) is { } left && KindOf(pair.Right, sources) is { } right && SourceModels.NameOf(left, right) == model)
            .Distinct(),
    ];

    // As the Link stage compares: datasets that are joined, each within itself, and each with every list; one that is only anti-joined is looked up in and not deduplicated.
    private static IEnumerable<ModelUse> Pairs(DescribedRule described)
    {
        var rule = described.Rule;
        var probed = rule.Joins.Where(join => IsProbe(join)).Select(join => join.Right)
            .Except(rule.Joins.Where(join => !IsProbe(join)).SelectMany(join => new[] { join.Left, join.Right }), StringComparer.Ordinal)
            .ToHashSet(StringComparer.Ordinal);
        var persons = rule.Datasets.Select(dataset => dataset.Id).Where(id => !probed.Contains(id)).ToArray();
        return rule.Joins.Select(join => new ModelUse(described, join.Left, join.Right, IsProbe(join) ? "leave out people who are in the other" : "find people who are in both", join.MinimumProbability))
            .Concat(persons.Select(id => new ModelUse(
                described, id, id, "find records of one person", rule.Joins.Where(join => join.Left == id || join.Right == id).Select(join => join.MinimumProbability).DefaultIfEmpty(OwnDuplicates).Max())))
            .Concat(rule.OptOutLists.SelectMany(list => persons.Select(id => new ModelUse(described, id, list, "leave out people on a list", (decimal)LinkStage.SuppressionProbability))));
    }

    private static bool IsProbe(RuleJoin join) => join.Types.All(type => type == JoinType.Anti);

    private static string? KindOf(string dataset, PublishingSources sources) =>
        sources.Contracts.Values.FirstOrDefault(contract => contract.Id.Value == dataset) is DatasetContract contract ? contract.Domain : null;
}
