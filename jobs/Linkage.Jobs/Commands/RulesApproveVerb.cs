using System.CommandLine;
using System.Security.Cryptography;
using Linkage.Governance.Decisions;
using Linkage.Governance.Rules;
using Linkage.Jobs.Reporting;

namespace Linkage.Jobs.Commands;

/// <summary>Signs an approval of a proposed rule and writes it into the rule's file. What would not count is refused and not written.</summary>
internal sealed class RulesApproveVerb : Verb
{
    private readonly Argument<string> _rule = new("FILE") { Description = "The rule: governance/rules/ID.vN.yaml" };

    private readonly Option<string> _person = new("--person") { HelpName = "ID", Description = "Who approves: a person id or account of people.yaml", Required = true };

    private readonly Option<ApproverRole> _role = new("--as") { HelpName = "ROLE", Description = "The role in which: IAO, IGLead, DPO, Caldicott, SIRO or Legal", Required = true };

    private readonly Option<string> _key = new("--key") { HelpName = "FILE", Description = "The person's private key, made by 'linkage rules key'", Required = true };

    private readonly Option<string?> _onBehalfOf = new("--on-behalf-of") { HelpName = "ID", Description = "The holder of the role, where it was delegated" };

    private readonly Option<string[]> _acknowledges = new("--acknowledges") { HelpName = "LAW", Description = "Catalogue id of law that is still to be confirmed and is known to be; may be repeated" };

    /// <summary>Declares the verb.</summary>
    public RulesApproveVerb()
        : base(
            "approve",
            "Signs an approval of a rule and writes it into the rule's file. With the last approval that is needed, a Proposed rule becomes Approved. An approval that would not count (by the author or requester, for a role not held, with a key that is not registered) is refused, and nothing is written.",
            new("linkage rules approve governance/rules/homes-and-money.v5.yaml --person p-whitfield --as IAO --key ~/linkage-approver.pem", "The information asset owner approves"),
            new("linkage rules approve governance/rules/homes-and-money.v5.yaml --person p-sandhu --as IGLead --key ~/linkage-approver.pem --acknowledges HA96-P7", "The information governance lead, who knows that a power is still to be confirmed"))
    {
        Add(_rule);
        Add(_person);
        Add(_role);
        Add(_key);
        Add(_onBehalfOf);
        Add(_acknowledges);
    }

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(parse.GetRequiredValue(_rule));
        var (rule, registry) = Read(path);
        var text = File.ReadAllText(path);
        var now = context.Clock.GetUtcNow();
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        using var key = ApproverKeyFile.Open(parse.GetRequiredValue(_key));
        var approval = ApprovalSignature.Sign(
            rule,
            new Approval(
                parse.GetValue(_role), parse.GetRequiredValue(_person), rule.ContentHash, now, parse.GetValue(_onBehalfOf), [.. (parse.GetValue(_acknowledges) ?? []).Distinct(StringComparer.Ordinal)], null),
            key);
        Check(rule, registry, approval, key, path);

        var outcome = Approvals.Evaluate(rule with { Approvals = [.. rule.Approvals, approval] }, registry.People, registry.Catalogue, now);
        var status = outcome.IsApproved && rule.Status == RuleStatus.Proposed ? RuleStatus.Approved : rule.Status;
        Write(path, text, rule, approval, status);
        var document = new ApprovalDocument(
            rule.Id, rule.Version, rule.ContentHash, approval.Role.ToString(), approval.Person, now, status.ToString(), [.. outcome.Problems.Select(problem => new ApprovalProblem(problem.Code.Written(), problem.Explanation))]);
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => ApprovalReport.Print(screen, document)));
    }

    private static (Rule Rule, Registry Registry) Read(string path)
    {
        if (!File.Exists(path))
        {
            throw ProblemException.BadConfiguration("NO_FILE", "There is no such file.", path, "Check the path.");
        }

        var governance = Path.GetDirectoryName(Path.GetDirectoryName(path));
        if (governance is null || Path.GetFileName(Path.GetDirectoryName(path)) != "rules" || !Directory.Exists(Path.Combine(governance, "catalogue")))
        {
            throw ProblemException.BadConfiguration("NO_REGISTRY", "The rule does not lie in the rules folder of a registry.", path, "Name a file of governance/rules, with people.yaml beside it and the folder catalogue above.");
        }

        var named = RuleFile.Load(path).Rule;
        var registry = Registry.Load(governance);
        return (registry.Rules.Single(rule => rule.Id == named.Id && rule.Version == named.Version), registry);
    }

    private static void Check(Rule rule, Registry registry, Approval approval, ECDsa key, string path)
    {
        if (rule.Status is not (RuleStatus.Proposed or RuleStatus.Approved))
        {
            throw ProblemException.Refused("RULE_NOT_PROPOSED", $"The rule is {rule.Status}; only a proposed rule is approved.", path, "Write 'status: Proposed' when it is ready to be approved; a suspended, revoked or rejected rule needs a new version.");
        }

        if (approval.Acknowledges.FirstOrDefault(id => !registry.Catalogue.TryGet(id, out _)) is { } unknown)
        {
            throw ProblemException.BadConfiguration("UNKNOWN_VALUE", $"'{unknown}' is not an entry of the catalogue.", "--acknowledges", "Take the id from governance/catalogue.");
        }

        var day = DateOnly.FromDateTime(approval.At.UtcDateTime);
        if (registry.People.TryFind(approval.Person, out var person) && !person.Keys.Any(registered => registered.PublicKey == ApproverKey.PublicHalfOf(key) && registered.Covers(day)))
        {
            throw ProblemException.Refused(
                "KEY_NOT_REGISTERED",
                $"The key is not registered for {person.Id} today.",
                path,
                $"Whoever keeps people.yaml checks with the person that the key is theirs and writes under it: keys: [{{ publicKey: {ApproverKey.PublicHalfOf(key)}, from: {day:yyyy-MM-dd} }}]");
        }

        if (Approvals.WhyNot(approval, rule, registry.People, approval.At) is { } reason)
        {
            throw ProblemException.Refused(reason.Code.Written(), $"{reason.Explanation} The rule stays {rule.Status}.", path, "Ask someone who holds the role and has no part in the rule.");
        }

        if (rule.Approvals.Any(given => given.Role == approval.Role && given.Person == approval.Person && Approvals.WhyNot(given, rule, registry.People, approval.At) is null))
        {
            throw ProblemException.Refused("ALREADY_APPROVED", $"{approval.Person} has approved this content as {approval.Role} already.", path, "Nothing is to be done.");
        }
    }

    /// <summary>Writes the approval beside the file, reads it back, and puts it in the file's place.</summary>
    private static void Write(string path, string text, Rule rule, Approval approval, RuleStatus status)
    {
        var unfinished = path + ".tmp";
        try
        {
            File.WriteAllText(unfinished, RuleText.WithApproval(text, approval, status == rule.Status ? null : status));
            var written = RuleFile.Load(unfinished).Rule;
            if (written.ContentHash != rule.ContentHash || written.Approvals.Count != rule.Approvals.Count + 1 || written.Approvals[^1].Signature != approval.Signature || File.ReadAllText(path) != text)
            {
                throw new FormatException("The file was changed meanwhile, or its layout is not understood.");
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch (FormatException problem)
        {
            File.Delete(unfinished);
            throw ProblemException.BadConfiguration("BAD_CONFIGURATION", $"The approval cannot be written. {problem.Message}", path, "Write status and approvals on lines of their own, one approval below the other, and approve again.");
        }
    }
}
