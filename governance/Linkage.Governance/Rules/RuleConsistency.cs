using Linkage.Governance.Documents;

namespace Linkage.Governance.Rules;

/// <summary>What must agree inside one rule file. A rule that contradicts itself is a mistake of its author and not a decision.</summary>
internal static class RuleConsistency
{
    public static void Check(Rule rule, YamlMapping map)
    {
        Require(rule.ValidFrom <= rule.ValidTo, map, "validTo", "the rule ends before it begins; correct one of the two dates.");
        Require(rule.Supersedes is not { } older || older < rule.Version, map, "supersedes", "a version can supersede an older one only; write a smaller number.");
        Require(rule.Purpose.Codes.Count > 0, map, "purpose", "a rule needs a purpose; add a code.");
        Require(
            !rule.Purpose.Codes.Intersect(rule.Purpose.IncompatibleWith, StringComparer.Ordinal).Any(),
            map,
            "purpose",
            "a purpose is both permitted and incompatible; remove it from one list.");
        Require(
            rule.Disclosure is not { } disclosure || disclosure.RoundingBase <= disclosure.MinimumCell,
            map,
            "disclosure",
            "the rounding base is larger than the smallest cell, so a permitted count could round to nothing; make it smaller.");

        Distinct(rule.Datasets.Select(dataset => dataset.Id), map.Required("datasets"), "a dataset is there twice; merge the two.");
        if (map.Optional("selection") is { } selections)
        {
            Distinct(rule.Selection.Select(selection => selection.Name), selections, "two selections have one name; rename one.");
        }

        Distinct(rule.Controllers.Concat(rule.Processors).Select(party => party.Id), map.Required("controllers"), "a party is there twice; keep it once.");
        var datasets = rule.Datasets.ToDictionary(dataset => dataset.Id, StringComparer.Ordinal);

        var read = datasets.Keys.Concat(rule.OptOutLists).ToHashSet(StringComparer.Ordinal);
        Require(read.SetEquals(rule.Contracts.Keys), map, "contracts", "the contracts are not those of the rule's datasets and opt-out lists; name each of them once, with the hash of its contract, and no other.");

        foreach (var (pair, place) in (map.Optional("models") as YamlMapping)?.Entries ?? [])
        {
            if (PairProblem(pair, datasets.Keys, read) is { } problem)
            {
                throw place.Error(problem);
            }
        }

        Each(rule.Joins, map, "joins", join => (datasets.ContainsKey(join.Left) && datasets.ContainsKey(join.Right), "a dataset of this join is not among the datasets of the rule; correct its id."));
        Each(rule.Joins, map, "joins", join => (join.Left != join.Right, "a dataset is joined with itself; that needs no permission, remove the join."));
        Require(
            rule.MustExclude.All(id => rule.Joins.Any(join => join.Right == id && join.Types.Contains(JoinType.Anti))),
            map,
            "mustExclude",
            "a dataset to be left out has no anti-join in this rule; add the join with it on the right, or correct the id.");
        foreach (var (output, place) in rule.Outputs.Zip(((YamlList)map.Required("outputs")).Items))
        {
            Distinct(output.Columns.Select(column => column.Name), place, "two columns of this output have one name; rename one.");
            foreach (var source in output.Columns.SelectMany(column => column.Sources))
            {
                if (!IsOutput(source))
                {
                    throw place.Error("a source of this output is not a column of the rule with the use Output; write it as dataset.column and give that column the use.");
                }
            }
        }

        Each(rule.ReuseApprovals, map, "reuseApprovals", approval => (approval.From <= approval.To, "this approval ends before it begins; correct one of the two dates."));
        Each(rule.ReuseApprovals, map, "reuseApprovals", approval => (approval.Columns.All(IsColumn), "a column of this approval is not a column of the rule; write it as dataset.column."));

        bool IsColumn(string name) => Uses(name) is not null;
        bool IsOutput(string name) => Uses(name) is { } uses && uses.Contains(ColumnUse.Output) && !uses.Contains(ColumnUse.Never);
        IReadOnlyList<ColumnUse>? Uses(string name) =>
            name.Split('.') is [var dataset, var column] && datasets.TryGetValue(dataset, out var found) ? found.Columns.GetValueOrDefault(column) : null;
    }

    private static string? PairProblem(string pair, IEnumerable<string> datasets, HashSet<string> read) => pair.Split('+') switch
    {
        not [_, _] => "this is not a pair; write two ids with one plus sign between them, such as benefits+housing.",
        [var left, var right] when !read.Contains(left) || !read.Contains(right) => "a side of this pair is not among the datasets and opt-out lists of the rule; correct its id, or remove the pair.",
        [var left, var right] when string.CompareOrdinal(left, right) > 0 => "the two ids of this pair are not in order; write the one that comes first in the alphabet on the left.",
        [var left, var right] when !datasets.Contains(left) && !datasets.Contains(right) => "neither side of this pair is a dataset of the rule, and two lists are never compared; remove it.",
        _ => null,
    };

    private static void Each<T>(IReadOnlyList<T> items, YamlMapping map, string key, Func<T, (bool Holds, string Problem)> check)
    {
        for (var index = 0; index < items.Count; index++)
        {
            var (holds, problem) = check(items[index]);
            if (!holds)
            {
                throw ((YamlList)map.Required(key)).Items[index].Error(problem);
            }
        }
    }

    private static void Require(bool holds, YamlMapping map, string key, string problem)
    {
        if (!holds)
        {
            throw map.Required(key).Error(problem);
        }
    }

    private static void Distinct(IEnumerable<string> names, YamlNode place, string problem)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (!names.All(seen.Add))
        {
            throw place.Error(problem);
        }
    }
}
