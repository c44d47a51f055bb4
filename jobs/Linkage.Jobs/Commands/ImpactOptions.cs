using System.CommandLine;
using Linkage.Governance.LifeCycle;
using Linkage.Governance.Rules;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Run;

namespace Linkage.Jobs.Commands;

/// <summary>The options of a verb that can say what it would do instead of doing it.</summary>
internal sealed class ImpactOptions
{
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Say which projects it would permit or stop and which releases it would withdraw, and record nothing" };

    private readonly Option<string?> _schemas = new("--schemas") { HelpName = "DIR", Description = "For --dry-run: folder with sources (contracts), models and cohorts (projects) [default: found from here upwards]" };

    /// <summary>Adds them.</summary>
    public void AddTo(Verb verb)
    {
        verb.Add(_dryRun);
        verb.Add(_schemas);
    }

    /// <summary>Whether nothing is to be recorded.</summary>
    public bool IsDryRun(ParseResult parse) => parse.GetValue(_dryRun);

    /// <summary>What a change of a rule would do.</summary>
    /// <exception cref="ProblemException">It cannot follow.</exception>
    public (Rule Rule, People People, RuleImpact Impact) Of(ParseResult parse, StoreDatabase store, string workspace, RuleName name, RuleChangeKind kind, TimeProvider clock)
    {
        var schemas = RepositoryFolder.Find("--schemas", parse.GetValue(_schemas), "schemas", "cohorts");
        var stored = new StoredRegistry(store);
        var registry = stored.Load();
        var rule = name.For(kind, registry);
        var status = kind == RuleChangeKind.Approved && rule.Status is RuleStatus.Draft or RuleStatus.Proposed or RuleStatus.Approved
            ? RuleStatus.Approved
            : (RuleName.CanBe(rule, kind) ? RuleHistory.After(rule.Status, kind) : null) ?? throw ProblemException.Refused("CHANGE_NOT_POSSIBLE", $"{rule.Name} is {rule.Status} and cannot be {kind.ToString().ToLowerInvariant()}.", null, "'linkage rules history' shows what happened to it.");
        var environment = new RunEnvironment
        {
            Workspace = workspace,
            Sources = Path.Combine(workspace, "sources"),
            Registry = stored,
            Contracts = Path.Combine(schemas, "sources"),
            Models = Path.Combine(schemas, "models"),
            Clock = clock,
        };
        var releases = stored.Ask((_, db) => RuleReleases.Of(db, rule.Id, rule.Version));
        return (rule, registry.People, RuleImpact.Of(environment, Directory.GetFiles(Path.Combine(schemas, "cohorts"), "*.yaml"), registry, rule, status, releases));
    }
}
