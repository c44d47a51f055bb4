using System.CommandLine;
using System.Security.Cryptography;
using Linkage.Governance.LifeCycle;
using Linkage.Governance.Rules;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Reporting;

namespace Linkage.Jobs.Commands;

/// <summary>Changes the status of a rule version: propose, suspend, resume, reject or revoke.</summary>
internal sealed class RulesChangeVerb : RuleVerb
{
    private readonly RuleChangeKind _kind;
    private readonly Option<string> _person;
    private readonly Option<string?> _reason;
    private readonly Option<string?>? _key;
    private readonly ImpactOptions _impact = new();

    private RulesChangeVerb(RuleChangeKind kind, string name, string does, bool needsReason, string description, params IReadOnlyList<Example> examples)
        : base(name, description, examples)
    {
        _kind = kind;
        _person = Person(does);
        _reason = ReasonOption.Create("--reason", "Why, in words without any name of a resident", needsReason);
        Add(_person);
        Add(_reason);
        if (kind == RuleChangeKind.Resumed)
        {
            _key = new("--key") { HelpName = "FILE", Description = "The person's private key, made by 'linkage rules key'", Required = true };
            Add(_key);
        }

        _impact.AddTo(this);
    }

    /// <summary>Puts a draft forward.</summary>
    public static RulesChangeVerb Propose() => new(
        RuleChangeKind.Proposed,
        "propose",
        "proposes",
        needsReason: false,
        "Puts a draft forward for approval. With --dry-run: which projects it would permit once it is approved.",
        new Example("linkage rules propose homes-and-money.v5 --person p-adeyemi", "A draft that is ready"));

    /// <summary>Stops a rule for a time.</summary>
    public static RulesChangeVerb Suspend() => new(
        RuleChangeKind.Suspended,
        "suspend",
        "suspends",
        needsReason: true,
        "Stops an approved rule at once, until it is resumed: no run begins or releases under it, one under way stops at its next checkpoint. Anyone in the directory may; it needs no key.",
        new Example("linkage rules suspend homes-and-money.v4 --person p-okafor --reason 'Letters went to the wrong ward'", "Stopping never waits"));

    /// <summary>Lifts a suspension.</summary>
    public static RulesChangeVerb Resume() => new(
        RuleChangeKind.Resumed,
        "resume",
        "resumes",
        needsReason: true,
        "Lifts a suspension. Signed by an information asset owner or information governance lead who neither wrote nor asked for the rule. The approvals have to bear the rule out as before.",
        new Example("linkage rules resume homes-and-money.v4 --person p-whitfield --key ~/linkage-approver.pem --reason 'Ward lookup corrected, 40 letters checked'", "By the information asset owner"));

    /// <summary>Turns a proposal down.</summary>
    public static RulesChangeVerb Reject() => new(
        RuleChangeKind.Rejected,
        "reject",
        "rejects",
        needsReason: true,
        "Turns a draft or a proposal down, for good; a better one is a new version. By anyone who holds an approver role.",
        new Example("linkage rules reject homes-and-money.v5 --person p-moreau --reason 'Necessity is not shown'", "By the data protection officer"));

    /// <summary>Ends a rule.</summary>
    public static RulesChangeVerb Revoke() => new(
        RuleChangeKind.Revoked,
        "revoke",
        "revokes",
        needsReason: true,
        "Ends a rule at once and for good: no run begins or releases under it, one under way stops at its next checkpoint and what it made is quarantined. By anyone who holds an approver role. With --dry-run: which projects it would stop and which releases have to be withdrawn.",
        new("linkage rules revoke homes-and-money.v4 --person p-sandhu --reason 'Agreement ended' --dry-run", "What it would stop"),
        new("linkage rules revoke homes-and-money.v4 --person p-sandhu --reason 'Agreement ended'", "Stop it"));

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        if (_impact.IsDryRun(parse))
        {
            // A proposal permits nothing by itself; what is asked is what its approval would.
            var (rule, people, impact) = _impact.Of(parse, Store(parse), Workspace(parse), Rule(parse), _kind == RuleChangeKind.Proposed ? RuleChangeKind.Approved : _kind, context.Clock);
            RequirePerson(parse, rule, people, context);
            var wouldBe = new ImpactDocument(rule.Id, rule.Version, _kind.ToString(), impact.Enables, impact.Stops, impact.Releases);
            return Task.FromResult(new VerbResult(ExitCode.Done, wouldBe, screen => RegistryReport.Print(screen, wouldBe)));
        }

        using var key = _key is null ? null : ApproverKeyFile.Open(parse.GetRequiredValue(_key!)!);
        return Task.FromResult(Changed(parse, context, key));
    }

    // Of a resumption the signature is checked when it is made.
    private void RequirePerson(ParseResult parse, Rule rule, People people, VerbContext context)
    {
        var change = new RuleChange(_kind, 0, parse.GetRequiredValue(_person), context.Clock.GetUtcNow(), parse.GetValue(_reason));
        if (_kind != RuleChangeKind.Resumed && RuleHistory.WhyNotBy(rule, change, people) is { } objection)
        {
            throw RegistryChange.NotPermitted(objection);
        }
    }

    private VerbResult Changed(ParseResult parse, VerbContext context, ECDsa? key)
    {
        var database = Store(parse);
        database.Prepare(context.Clock);
        var (rule, change) = new RegistryChange(database, context.Clock).Change(Rule(parse), _kind, parse.GetRequiredValue(_person), parse.GetValue(_reason), key);
        var registry = new StoredRegistry(database).Load();
        var others = registry.VersionsOf(rule.Id).Where(other => other.Version != rule.Version && RuleLifeCycle.StatusAt(other, registry, change.At) == RuleStatus.Approved);
        var document = new ChangeDocument(rule.Id, rule.Version, rule.ContentHash, _kind.ToString(), change.Person!, change.At, change.Reason, [.. others.Select(other => other.Name)]);
        return new VerbResult(ExitCode.Done, document, screen => RegistryReport.Print(screen, document));
    }
}
