using Linkage.Governance.Decisions;
using Linkage.Governance.Grants;
using Linkage.Governance.Rules;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release;

namespace Linkage.Pipeline.Run;

/// <summary>
/// Asks the gate for one run. The registry is read afresh each time, so that a rule revoked while the run is under way is seen.
/// </summary>
internal sealed class RunDecider(RunEnvironment environment, Project project, IReadOnlyDictionary<DatasetId, DatasetContract> contracts, SourceModels models, int priorRuns)
{
    private IReadOnlyList<DatasetId> _leftOut = [];

    /// <summary>Datasets asked for only where permitted, and left out because no rule permits them.</summary>
    public IReadOnlyList<DatasetId> LeftOut => _leftOut;

    /// <summary>The request in force: the whole project, or the project without what was left out.</summary>
    public GateRequest Request => Build(_leftOut);

    /// <summary>The first decision: the whole request, and if that is denied, the request without the datasets asked for only where permitted.</summary>
    public IReadOnlyList<RunDecision> Start(DateTimeOffset instant)
    {
        var registry = environment.Registry.Load();
        var whole = GateDecision.Decide(registry, Request, instant);
        var optional = project.Datasets.Where(d => d.WhenPermitted).Select(d => d.Id).ToList();
        if (whole.IsAllowed || optional.Count == 0)
        {
            return [new RunDecision("Start", whole)];
        }

        // A narrower request that is denied too explains nothing: the reasons are those of what was asked for.
        var narrowed = GateDecision.Decide(registry, Build(optional), instant);
        if (!narrowed.IsAllowed)
        {
            return [new RunDecision("Start", whole)];
        }

        _leftOut = optional;
        return [new RunDecision("Start", whole), new RunDecision("Start", narrowed)];
    }

    /// <summary>Decides the request in force again, at this moment, over the registry as it is now.</summary>
    public (RunDecision Decision, Grant? Grant) Again(string point, RunId run)
    {
        var registry = environment.Registry.Load();
        var decision = GateDecision.Decide(registry, Request, environment.Clock.GetUtcNow());
        return (new RunDecision(point, decision), decision.IsAllowed ? Grant.From(decision, Request, registry, run.ToString()) : null);
    }

    /// <summary>Who approved the rule a grant rests on.</summary>
    public IReadOnlyList<ReleaseApproval> Approvals(Grant grant) =>
        [.. environment.Registry.Load().Rules
            .Single(r => r.Id == grant.RuleId && r.Version == grant.RuleVersion).Approvals
            .Select(a => new ReleaseApproval(a.Role.ToString(), a.Person))];

    /// <summary>The disclosure terms of the rule version that permits a request; null when none does or it has none.</summary>
    public DisclosureTerms? Disclosure(Decision decision) =>
        decision.IsAllowed ? environment.Registry.Load().Rules.FirstOrDefault(r => r.Id == decision.RuleId && r.ContentHash == decision.RuleHash)?.Disclosure : null;

    private GateRequest Build(IReadOnlyList<DatasetId> leaveOut) => RequestBuilder.Build(project, contracts, models, leaveOut) with { PriorRuns = priorRuns, Schedule = environment.Frequency.ToString() };
}
