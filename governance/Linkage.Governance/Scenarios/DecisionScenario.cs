using Linkage.Governance.Decisions;
using Linkage.Governance.Documents;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Scenarios;

/// <summary>A request put to the gate at an instant.</summary>
internal sealed class DecisionScenario : Scenario
{
    private readonly ScenarioRegistry _registry;
    private readonly ScenarioApprovers? _approvers;
    private readonly Func<GateRequest> _request;
    private readonly DateTimeOffset _instant;

    public DecisionScenario(
        string name, YamlNode place, ScenarioOutcome expected, ScenarioRegistry registry, ScenarioApprovers? approvers, Func<GateRequest> request, DateTimeOffset instant)
        : base(name, place, expected)
    {
        _registry = registry;
        _approvers = approvers;
        _request = request;
        _instant = instant;
    }

    public override ScenarioOutcome Answer()
    {
        var registry = _registry.Read(_approvers);
        var decision = GateDecision.Decide(registry, _request(), _instant);
        return new ScenarioOutcome(
            decision.IsAllowed ? ScenarioOutcome.Allow : ScenarioOutcome.Deny,
            [.. decision.Reasons.Select(reason => reason.Code.Written()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)])
        {
            Rule = Expected.Rule is null ? null : decision.RuleId is null ? "none" : FormattableString.Invariant($"{decision.RuleId} v{decision.RuleVersion}"),
            Status = Expected.Status is null ? null : StatusOf(decision, registry),
            Checks = Expected.Checks is null ? null : [.. decision.Checks.Where(check => !check.Passed).Select(check => check.Name.ToString()).Order(StringComparer.Ordinal)],
            Ends = Expected.Ends is null ? null : decision.EffectiveEnd,
        };
    }

    private string StatusOf(Decision decision, Registry registry) =>
        registry.Rules.FirstOrDefault(rule => rule.Id == decision.RuleId && rule.Version == decision.RuleVersion) is { } rule
            ? RuleLifeCycle.StatusAt(rule, registry, _instant).ToString()
            : "none";
}
