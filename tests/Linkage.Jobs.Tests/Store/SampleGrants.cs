using Linkage.Governance.Decisions;
using Linkage.Governance.Grants;
using Linkage.Governance.Rules;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Run;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Store;

/// <summary>A grant of the sample registry, and what a run does with its secret.</summary>
internal static class SampleGrants
{
    public static readonly DateTimeOffset Destroyed = new(2026, 11, 21, 10, 30, 0, TimeSpan.Zero);

    // A day on which version 3 of the rule is in force.
    private static readonly DateTimeOffset October = new(2026, 10, 25, 9, 0, 0, TimeSpan.Zero);

    private static readonly Lazy<(Registry Registry, GateRequest Request, Decision Decision)> Allowed = new(() =>
    {
        var registry = Registry.Load(RepositoryPaths.Governance);
        var request = RequestFile.Load(Path.Combine(RepositoryPaths.Governance, "scenarios", "requests", "homes-and-money.yaml"));
        return (registry, request, GateDecision.Decide(registry, request, October));
    });

    public static Grant Of(RunId run) => Grant.From(Allowed.Value.Decision, Allowed.Value.Request, Allowed.Value.Registry, run.ToString());

    public static GrantKey KeyOf(Grant grant, char id = 'e') => new(GrantScope.Of(grant), new string(id, 32));

    /// <summary>Everything that can happen to a secret, in one run.</summary>
    public static Grant Record(RunStore store, RunId run)
    {
        var grant = Of(run);
        var key = KeyOf(grant);
        store.Grant(run, grant);
        Assert.True(store.Touch(run, new GrantKeyEvent(GrantKeyAct.Made, key)));
        Assert.True(store.Touch(run, new GrantKeyEvent(GrantKeyAct.Used, key) { Field = JoinField.Person }));
        Assert.True(store.Touch(run, new GrantKeyEvent(GrantKeyAct.Used, key) { Field = JoinField.Household }));
        Assert.True(store.Touch(run, GrantKeyEvent.Of(new GrantTombstone(key, Destroyed, "GATEWAY_REVOKED"))));
        return grant;
    }
}
