using System.CommandLine;
using Linkage.Governance.Decisions;
using Linkage.Governance.Rules;
using Linkage.Jobs.Reporting;

namespace Linkage.Jobs.Commands;

/// <summary>Every rule version with its status, what its approval still misses, and what ends it first. </summary>
internal sealed class RulesListVerb : Verb
{
    private readonly Option<string?> _registry = RegistryOption.Create();

    private readonly Option<string> _data = PlaceOptions.Data();

    private readonly Option<int> _within = new("--within") { HelpName = "DAYS", Description = "Mark what ends within so many days", DefaultValueFactory = _ => 60 };

    private readonly Option<DateTimeOffset?> _at = InstantOption.Create();

    /// <summary>Declares the verb.</summary>
    public RulesListVerb()
        : base(
            "list",
            "Lists the rules of the registry: status, what an approval still misses, and what can end each first (the rule, its DPIA, agreement, a re-use approval, or the law). What ends soon is marked, so that it can be renewed in time.",
            new("linkage rules list", "As things stand today"),
            new("linkage rules list --within 90 --json | jq '.rules[] | select(.isDue) | {rule, version, lastDay}'", "For a reminder: what runs out within ninety days"))
    {
        Add(_registry);
        Add(_data);
        Add(_within);
        Add(_at);
        _within.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0)
            {
                result.AddError("--within takes a number of days, 0 or more.");
            }
        });
    }

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var registry = RegistryOption.Source(parse.GetValue(_registry), Path.GetFullPath(parse.GetRequiredValue(_data))).Load();
        var instant = parse.GetValue(_at) ?? context.Clock.GetUtcNow();
        var within = parse.GetValue(_within);
        var document = new RulesDocument(instant, [.. registry.Rules.Select(rule => Listed(rule, registry, instant, within))]);
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => RulesReport.Print(screen, document)));
    }

    private static ListedRule Listed(Rule rule, Registry registry, DateTimeOffset instant, int within)
    {
        var day = DateOnly.FromDateTime(instant.UtcDateTime);
        var status = RuleLifeCycle.StatusAt(rule, registry, instant);
        var ends = RuleLifeCycle.Ends(rule, registry);
        var daysLeft = ends[0].LastDay.DayNumber - day.DayNumber;
        var missing = status is RuleStatus.Draft or RuleStatus.Rejected or RuleStatus.Revoked ? [] : Approvals.Evaluate(rule, registry.People, registry.Catalogue, instant).Problems;
        return new ListedRule(
            rule.Id,
            rule.Version,
            rule.Title,
            status.ToString(),
            rule.StatusReason,
            rule.ValidFrom,
            ends[0].LastDay,
            ends[0].Clause,
            daysLeft,
            status is RuleStatus.Approved or RuleStatus.Proposed or RuleStatus.Suspended && daysLeft <= within,
            RuleLifeCycle.SupersededBy(rule, registry, day)?.Version,
            [.. ends.Select(end => new ListedEnd(end.Clause, end.LastDay))],
            [.. missing.Select(problem => new ApprovalProblem(problem.Code.Written(), problem.Explanation))]);
    }
}
