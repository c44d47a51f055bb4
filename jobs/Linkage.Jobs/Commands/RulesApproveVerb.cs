using System.CommandLine;
using Linkage.Governance.Decisions;
using Linkage.Governance.LifeCycle;
using Linkage.Governance.Rules;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Reporting;

namespace Linkage.Jobs.Commands;

/// <summary>Signs an approval of a proposed rule of the store. What would not count is refused and not recorded.</summary>
internal sealed class RulesApproveVerb : RuleVerb
{
    private readonly Option<string> _person = Person("approves");

    private readonly Option<ApproverRole> _role = new("--as") { HelpName = "ROLE", Description = "The role in which: IAO, IGLead, DPO, Caldicott, SIRO or Legal", Required = true };

    private readonly Option<string> _key = new("--key") { HelpName = "FILE", Description = "The person's private key, made by 'linkage rules key'", Required = true };

    private readonly Option<string?> _onBehalfOf = new("--on-behalf-of") { HelpName = "ID", Description = "The holder of the role, where it was delegated" };

    private readonly Option<string[]> _acknowledges = new("--acknowledges") { HelpName = "LAW", Description = "Catalogue id of law that is still to be confirmed and is known to be; may be repeated" };

    private readonly ImpactOptions _impact = new();

    /// <summary>Declares the verb.</summary>
    public RulesApproveVerb()
        : base(
            "approve",
            "Signs an approval of a rule and records it. With the last approval that is needed, a Proposed rule becomes Approved. An approval that would not count (by the author or requester, for a role not held, with a key that is not registered) is refused, and nothing is recorded. With --dry-run: which projects the rule would permit once all have approved.",
            new("linkage rules approve homes-and-money.v5 --person p-whitfield --as IAO --key ~/linkage-approver.pem", "The information asset owner approves"),
            new("linkage rules approve homes-and-money.v5 --person p-sandhu --as IGLead --key ~/linkage-approver.pem --acknowledges HA96-P7", "The information governance lead, who knows that a power is still to be confirmed"))
    {
        Add(_person);
        Add(_role);
        Add(_key);
        Add(_onBehalfOf);
        Add(_acknowledges);
        _impact.AddTo(this);
        _role.AcceptOnlyFromAmong(Enum.GetNames<ApproverRole>());
    }

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        if (_impact.IsDryRun(parse))
        {
            var (asked, _, impact) = _impact.Of(parse, Store(parse), Workspace(parse), Rule(parse), RuleChangeKind.Approved, context.Clock);
            var wouldBe = new ImpactDocument(asked.Id, asked.Version, nameof(RuleChangeKind.Approved), impact.Enables, impact.Stops, impact.Releases);
            return Task.FromResult(new VerbResult(ExitCode.Done, wouldBe, screen => RegistryReport.Print(screen, wouldBe)));
        }

        var database = Store(parse);
        database.Prepare(context.Clock);
        using var key = ApproverKeyFile.Open(parse.GetRequiredValue(_key));
        var (rule, approval, outcome, status) = new RegistryChange(database, context.Clock).Approve(
            Rule(parse),
            new Approval(parse.GetValue(_role), parse.GetRequiredValue(_person), string.Empty, default, parse.GetValue(_onBehalfOf), [.. (parse.GetValue(_acknowledges) ?? []).Distinct(StringComparer.Ordinal)], null),
            key);
        var document = new ApprovalDocument(
            rule.Id, rule.Version, rule.ContentHash, approval.Role.ToString(), approval.Person, approval.At, status.ToString(), [.. outcome.Problems.Select(problem => new ApprovalProblem(problem.Code.Written(), problem.Explanation))]);
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => ApprovalReport.Print(screen, document)));
    }
}
