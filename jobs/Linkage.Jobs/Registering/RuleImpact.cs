using Linkage.Governance.Decisions;
using Linkage.Governance.Rules;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Run;

namespace Linkage.Jobs.Registering;

/// <summary>What a change of a rule would do to the projects there are: each is put to the gate before and after.</summary>
/// <param name="Enables">Projects that would be permitted and are not now.</param>
/// <param name="Stops">Projects that are permitted now and would not be, with the codes.</param>
/// <param name="Releases">Releases made under the rule that are still kept, and would have to be withdrawn.</param>
internal sealed record RuleImpact(IReadOnlyList<string> Enables, IReadOnlyList<StoppedProject> Stops, IReadOnlyList<RuleRelease> Releases)
{
    // Of an approval that still misses others: it is said as if they were given.
    private static readonly ReasonCode[] OfApproval = [ReasonCode.RuleNotApproved, ReasonCode.ApproverConflict];

    /// <summary>Finds it out. Nothing is executed.</summary>
    /// <param name="environment">Where contracts and models lie; its clock is the instant.</param>
    /// <param name="projects">The project files.</param>
    /// <param name="registry">The registry as it is.</param>
    /// <param name="rule">The rule as it is.</param>
    /// <param name="status">The status it would have.</param>
    /// <param name="releases">The releases made under it.</param>
    public static RuleImpact Of(RunEnvironment environment, IEnumerable<string> projects, Governance.Rules.Registry registry, Rule rule, RuleStatus status, IReadOnlyList<RuleRelease> releases)
    {
        var changed = new Governance.Rules.Registry(registry.Catalogue, registry.Rules.Select(other => other == rule ? rule with { Status = status } : other), registry.People);
        var enables = new List<string>();
        var stops = new List<StoppedProject>();
        foreach (var project in projects.Order(StringComparer.Ordinal).Select(ProjectFile.Load))
        {
            var before = Decide(environment, project, registry);
            var after = Decide(environment, project, changed);
            if (!before.IsAllowed && Permits(after, rule))
            {
                enables.Add(project.Id);
            }
            else if (before.IsAllowed && !after.IsAllowed)
            {
                stops.Add(new StoppedProject(project.Id, [.. after.Reasons.Select(reason => reason.Code.Written()).Distinct()]));
            }
        }

        var now = environment.Clock.GetUtcNow();
        return new RuleImpact(enables, stops, status == RuleStatus.Revoked ? [.. releases.Where(release => release.ExpiresAt is not { } end || end > now)] : []);
    }

    private static bool Permits(Decision decision, Rule rule) =>
        decision.IsAllowed || (decision.RuleId == rule.Id && decision.RuleVersion == rule.Version && decision.Reasons.All(reason => OfApproval.Contains(reason.Code)));

    private static Decision Decide(RunEnvironment environment, Project project, Governance.Rules.Registry registry) =>
        new ProjectRun(environment with { Registry = new FixedRegistry(registry) }).Plan(project).Decision;

    private sealed class FixedRegistry(Governance.Rules.Registry registry) : IRegistrySource
    {
        public Governance.Rules.Registry Load() => registry;
    }
}

/// <summary>A project that would no longer be permitted.</summary>
/// <param name="Project">Its id.</param>
/// <param name="Codes">Why not.</param>
internal sealed record StoppedProject(string Project, IReadOnlyList<string> Codes);
