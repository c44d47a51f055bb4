using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Decisions;

/// <summary>
/// Every way to take one permission out of a rule. Opt-out lists, a DPIA's or an agreement's dates and prohibitions are safeguards
/// and not permissions: taking one of those away widens a rule, and is a new version that must be approved again.
/// </summary>
internal static class Permissions
{
    public static IEnumerable<Rule> WithoutOne(Rule rule) =>
    [
        .. Without(rule.Purpose.Codes).Select(left => rule with { Purpose = rule.Purpose with { Codes = left } }),
        .. Without(rule.Controllers).Select(left => rule with { Controllers = left }),
        .. Without(rule.Law.Powers).Select(left => rule with { Law = rule.Law with { Powers = left } }),
        .. Without(rule.Law.BarsCleared).Select(left => rule with { Law = rule.Law with { BarsCleared = left } }),
        .. Without(rule.Law.Article6).Select(left => rule with { Law = rule.Law with { Article6 = left } }),
        .. Without(rule.Law.Article9).Select(left => rule with { Law = rule.Law with { Article9 = left } }),
        .. Without(rule.Law.Schedule1).Select(left => rule with { Law = rule.Law with { Schedule1 = left } }),
        rule with { Law = rule.Law with { PolicyDocument = null } },
        rule with { Law = rule.Law with { Accreditation = null } },
        rule with { Dpia = null },
        .. Without(rule.ReuseApprovals).Select(left => rule with { ReuseApprovals = left }),
        .. One(rule.ReuseApprovals, approval => [.. Without(approval.Columns).Select(left => approval with { Columns = left }), .. Without(approval.Purposes).Select(left => approval with { Purposes = left })]).Select(left => rule with { ReuseApprovals = left }),
        .. Without(rule.Datasets).Select(left => rule with { Datasets = left }),
        .. One(rule.Datasets, dataset => Without(dataset.Columns).Select(left => dataset with { Columns = left.ToDictionary() })).Select(left => rule with { Datasets = left }),
        .. One(rule.Datasets, dataset => One([.. dataset.Columns], column => Without(column.Value).Select(left => KeyValuePair.Create(column.Key, left))).Select(left => dataset with { Columns = left.ToDictionary() })).Select(left => rule with { Datasets = left }),
        .. Without(rule.Joins).Select(left => rule with { Joins = left }),
        .. One(rule.Joins, join => [.. Without(join.Types).Select(left => join with { Types = left }), .. Without(join.Keys).Select(left => join with { Keys = left }), join with { MinimumProbability = 0.99m }]).Select(left => rule with { Joins = left }),
        .. Without(rule.Selection).Select(left => rule with { Selection = left }),
        .. Without(rule.Outputs).Select(left => rule with { Outputs = left }),
        .. One(rule.Outputs, output => Without(output.Columns).Select(left => output with { Columns = left })).Select(left => rule with { Outputs = left }),
        .. One(rule.Outputs, output => One(output.Columns, column => Without(column.Sources).Select(left => column with { Sources = left })).Select(left => output with { Columns = left })).Select(left => rule with { Outputs = left }),
        rule with { Disclosure = null },
        rule with { Reidentify = rule.Reidentify with { Allowed = false } },
        .. Without(rule.Reidentify.ContactColumns).Select(left => rule with { Reidentify = rule.Reidentify with { ContactColumns = left } }),
        .. Without(rule.Reidentify.Channels).Select(left => rule with { Reidentify = rule.Reidentify with { Channels = left } }),
        .. Without(rule.Reidentify.Recipients).Select(left => rule with { Reidentify = rule.Reidentify with { Recipients = left } }),
        .. Without(rule.Recipients).Select(left => rule with { Recipients = left }),
        .. Without(rule.Schedule).Select(left => rule with { Schedule = left }),
        rule with { ValidTo = rule.ValidFrom },
        rule with { MaxRuns = 0 },
    ];

    private static IEnumerable<IReadOnlyList<T>> Without<T>(IEnumerable<T> items)
    {
        var all = items.ToArray();
        return all.Select((_, index) => (IReadOnlyList<T>)[.. all.Where((_, other) => other != index)]);
    }

    private static IEnumerable<IReadOnlyList<T>> One<T>(IReadOnlyList<T> items, Func<T, IEnumerable<T>> change) =>
        items.SelectMany((item, index) => change(item).Select(changed => (IReadOnlyList<T>)[.. items.Select((other, place) => place == index ? changed : other)]));
}
