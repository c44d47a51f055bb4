using Linkage.Governance.Decisions.Checks;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Decisions;

/// <summary>
/// Decides a request. Pure: the answer follows from registry, request and instant alone. Everything is denied unless one rule version
/// permits all of it; every check is made and every reason is given.
/// </summary>
public static class GateDecision
{
    private static readonly (CheckName Name, string Passed, string Clause)[] Order =
    [
        (CheckName.Request, "The request is complete and every word in it is known.", "request"),
        (CheckName.Law, "A power and the bases it needs are in force.", "law"),
        (CheckName.Status, "The rule is approved and in its time, and so is its DPIA.", "status, approvals, validFrom, validTo, dpia, schedule"),
        (CheckName.Parties, "The parties are named, and an agreement binds them where there is more than one.", "controllers, agreement"),
        (CheckName.Datasets, "Every dataset, its contract and every use of a column is covered, and no bar stands in the way.", "datasets, contracts, law.barsCleared, reuseApprovals"),
        (CheckName.Purpose, "The purpose is the rule's.", "purpose"),
        (CheckName.Joins, "Every pair, type, key, probability and model is permitted.", "joins, models"),
        (CheckName.Selection, "Every query is one the rule lists, and so is the trial, where there is one.", "selection, trial"),
        (CheckName.Outputs, "Every output, its columns and its granularity are permitted.", "outputs"),
        (CheckName.Disclosure, "Disclosure control can be applied.", "disclosure"),
        (CheckName.Recipient, "The recipient, the channel and the opt-out lists are the rule's.", "recipients, reidentify, optOutLists"),
    ];

    /// <summary>
    /// Decides. Every rule version that could permit the request, or comes nearest to it, is tried by itself. Of those that permit the whole request the newest
    /// version of the first id is taken; when none does, the nearest one is reported: it is not superseded, names the most of the requested datasets,
    /// then has the fewest reasons, then comes first by id and is the newest.
    /// </summary>
    /// <param name="registry">Law, rules and people.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="instant">The instant to decide for; the caller's captured clock.</param>
    public static Decision Decide(Registry registry, GateRequest request, DateTimeOffset instant)
    {
        var day = DateOnly.FromDateTime(instant.UtcDateTime);
        var facts = new RequestFacts(registry, request, instant);
        var nearest = Nearest(registry, request, day).ToArray();
        var contexts = new CheckContext[nearest.Length];
        Parallel.For(0, nearest.Length, at => contexts[at] = Try(new CheckContext(registry, request, facts, nearest[at], instant)));
        var tried = contexts
            .Select(context => (Context: context, Reasons: Reasons(context)))
            .OrderBy(candidate => candidate.Reasons.Count)
            .ThenBy(candidate => candidate.Context.Rule.Id, StringComparer.Ordinal)
            .ThenByDescending(candidate => candidate.Context.Rule.Version)
            .ToArray();
        return tried.Length == 0 ? NoRule(registry, request, instant, facts.Problems) : Answer(registry, request, instant, tried);
    }

    /// <summary>
    /// The rule versions worth trying: of those that no newer version has taken the place of, and which therefore could be used, the ones that name the most
    /// datasets of the request. One that permits the request names all of them; where there is none, one of these is the nearest. Of thousands they are few.
    /// </summary>
    private static IEnumerable<Rule> Nearest(Registry registry, GateRequest request, DateOnly day)
    {
        var requested = request.Datasets.Select(dataset => dataset.Id).ToHashSet(StringComparer.Ordinal);
        var all = registry.Naming(requested);
        var usable = all.Where(rule => RuleLifeCycle.SupersededBy(rule, registry, day) is null).ToArray();
        return (usable.Length > 0 ? usable : all)
            .GroupBy(rule => rule.Datasets.Count(dataset => requested.Contains(dataset.Id)))
            .MaxBy(rules => rules.Key) ?? Enumerable.Empty<Rule>();
    }

    private static CheckContext Try(CheckContext context)
    {
        RequestCheck.Run(context);
        LawCheck.Run(context);
        StatusCheck.Run(context);
        PartyCheck.Run(context);
        DatasetCheck.Run(context);
        ContractCheck.Run(context);
        BarCheck.Run(context);
        Inheritance.Run(context);
        PurposeCheck.Run(context);
        JoinCheck.Run(context);
        ModelCheck.Run(context);
        SelectionCheck.Run(context);
        TrialCheck.Run(context);
        OutputCheck.Run(context);
        DisclosureCheck.Run(context);
        RecipientCheck.Run(context);
        return context;
    }

    private static Decision Answer(Registry registry, GateRequest request, DateTimeOffset instant, (CheckContext Context, IReadOnlyList<Reason> Reasons)[] tried)
    {
        var (chosen, reasons) = tried[0];
        return new Decision
        {
            IsAllowed = reasons.Count == 0,
            Instant = instant,
            RequestHash = RequestHash.Of(request),
            RegistryHash = registry.Hash,
            RuleId = chosen.Rule.Id,
            RuleVersion = chosen.Rule.Version,
            RuleHash = chosen.Rule.ContentHash,
            Checks = [.. Order.Select(check => Check(chosen, check))],
            Reasons = reasons,
            EffectiveEnd = reasons.Count == 0 ? End(chosen.LastDays.Min()) : null,
            Basis = reasons.Count == 0 ? DecisionBasis.Of(chosen.Rule, chosen.RestsOn, chosen.Approvals) : null,
            Inherits = [.. chosen.Facts.Lineage.Derived.Select(dataset => new InheritedRule(dataset.Id, dataset.DerivedFrom!.Rule, dataset.DerivedFrom.Version)).Distinct()],
            Warnings = [.. chosen.Warnings.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Considered = [.. tried
                .OrderBy(one => one.Context.Rule.Id, StringComparer.Ordinal)
                .ThenBy(one => one.Context.Rule.Version)
                .Select(one => new ConsideredRule(one.Context.Rule.Id, one.Context.Rule.Version, one.Reasons.Count == 0, Codes(one.Reasons)))],
        };
    }

    private static Decision NoRule(Registry registry, GateRequest request, DateTimeOffset instant, IReadOnlyList<Reason> problems)
    {
        var noRule = new Reason(ReasonCode.NoRule, "No rule names any dataset of the request.", "datasets");
        IReadOnlyList<Reason> reasons = [.. Sorted(problems), noRule];
        return new Decision
        {
            IsAllowed = false,
            Instant = instant,
            RequestHash = RequestHash.Of(request),
            RegistryHash = registry.Hash,
            Checks = [.. Order.Select(check => new DecisionCheck(
                check.Name,
                check.Name == CheckName.Request && reasons.Count == 1,
                check.Name == CheckName.Request ? Codes(reasons.SkipLast(1)) : check.Name == CheckName.Datasets ? [noRule.Code] : [],
                check.Name == CheckName.Request && reasons.Count == 1 ? check.Passed : check.Name == CheckName.Request ? string.Join(' ', reasons.SkipLast(1).Select(reason => reason.Explanation)) : "There is no rule to check against.",
                check.Clause))],
            Reasons = reasons,
            Warnings = [],
            Considered = [],
        };
    }

    private static DecisionCheck Check(CheckContext context, (CheckName Name, string Passed, string Clause) check)
    {
        var reasons = Sorted(context.Found.Where(found => found.Check == check.Name).Select(found => found.Reason));
        return reasons.Count == 0
            ? new DecisionCheck(check.Name, true, [], check.Passed, check.Clause)
            : new DecisionCheck(
                check.Name,
                false,
                Codes(reasons),
                string.Join(' ', reasons.Select(reason => reason.Explanation)),
                string.Join("; ", reasons.Select(reason => reason.Clause).Distinct(StringComparer.Ordinal)));
    }

    private static IReadOnlyList<Reason> Reasons(CheckContext context) =>
        [.. Order.SelectMany(check => Sorted(context.Found.Where(found => found.Check == check.Name).Select(found => found.Reason)))];

    private static IReadOnlyList<Reason> Sorted(IEnumerable<Reason> reasons) => [.. reasons
        .Distinct()
        .OrderBy(reason => reason.Code)
        .ThenBy(reason => reason.Clause, StringComparer.Ordinal)
        .ThenBy(reason => reason.Explanation, StringComparer.Ordinal)];

    private static IReadOnlyList<ReasonCode> Codes(IEnumerable<Reason> reasons) => [.. reasons.Select(reason => reason.Code).Distinct()];

    /// <summary>A permission ends with its last day, in UTC; nothing comes after the last day of all.</summary>
    private static DateTimeOffset End(DateOnly lastDay) =>
        lastDay == DateOnly.MaxValue ? DateTimeOffset.MaxValue : new(lastDay.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
}
