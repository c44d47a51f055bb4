using System.CommandLine;
using Linkage.Governance.Decisions;
using Linkage.Governance.Rules;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Reporting;

namespace Linkage.Jobs.Commands;

/// <summary>One rule version of the store, as its file would say it.</summary>
internal sealed class RulesShowVerb : RuleVerb
{
    /// <summary>Declares the verb.</summary>
    public RulesShowVerb()
        : base(
            "show",
            "Prints a rule version as a file, with the status and the approvals it has now; what its approval still misses stands above it as comments.",
            new("linkage rules show homes-and-money --data /srv/linkage", "The newest version"),
            new("linkage rules show homes-and-money.v3 > homes-and-money.v3.yaml", "As a file"))
    {
    }

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var stored = new StoredRegistry(Store(parse));
        var now = context.Clock.GetUtcNow();
        var document = stored.Ask((rows, _) =>
        {
            var registry = rows.Build(new());
            var rule = Rule(parse).In(registry);
            var missing = rule.Status is RuleStatus.Draft or RuleStatus.Rejected or RuleStatus.Revoked ? [] : Approvals.Evaluate(rule, registry.People, registry.Catalogue, now).Problems;
            return new RuleDocumentText(
                rule.Id,
                rule.Version,
                rule.ContentHash,
                RuleLifeCycle.StatusAt(rule, registry, now).ToString(),
                [.. missing.Select(problem => new ApprovalProblem(problem.Code.Written(), problem.Explanation))],
                RuleText.WithLifeCycle(rows.RuleOf(rule.Id, rule.Version)!.Text, rule.Status, rule.StatusReason, rule.Approvals));
        });
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => RegistryReport.Print(screen, document)));
    }
}
