using System.CommandLine;
using System.Security.Cryptography;
using Linkage.Governance.Decisions;
using Linkage.Governance.Documents;
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
        _role.AcceptOnlyFromAmong(Enum.GetNames<ApproverRole>());
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
            rule.Id, rule.Version, rule.ContentHash, approval.Role.ToString(), approval.Person, now, RuleLifeCycle.StatusAt(rule with { Approvals = [.. rule.Approvals, approval], Status = status }, registry, now).ToString(), [.. outcome.Problems.Select(problem => new ApprovalProblem(problem.Code.Written(), problem.Explanation))]);
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => ApprovalReport.Print(screen, document)));
    }

    private static (Rule Rule, Registry Registry) Read(string path)
    {
        if (!File.Exists(path))
        {
            throw ProblemException.BadConfiguration("NO_FILE", "There is no such file.", path, "Check the path.");
        }

        if (new FileInfo(path).LinkTarget is not null || new DirectoryInfo(Path.GetDirectoryName(path)!).LinkTarget is not null)
        {
            throw ProblemException.Refused("FILE_IS_LINK", "The rule, or its folder, is a link to elsewhere.", path, "Name the file itself; a link has no place in a registry.");
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
            throw ProblemException.Refused("RULE_NOT_PROPOSED", $"The rule is {rule.Status}; only a proposed rule is approved.", path, "Write 'status: Proposed' under a draft that is ready to be approved; a suspension is lifted by its status; what is revoked or rejected needs a new version.");
        }

        if (rule.Approvals.Any(given => given.RuleHash != rule.ContentHash))
        {
            throw ProblemException.Refused("RULE_CHANGED", "The rule was changed after an approval, which signs another content.", path, "Put the approved content back; a change is a new version, which begins as a draft without approvals.");
        }

        if (approval.Acknowledges.FirstOrDefault(id => !registry.Catalogue.TryGet(id, out _)) is { } unknown)
        {
            throw ProblemException.BadConfiguration("UNKNOWN_VALUE", $"'{unknown}' is not an entry of the catalogue.", "--acknowledges", "Take the id from governance/catalogue.");
        }

        CheckKey(registry.People, approval, ApproverKey.PublicHalfOf(key), path);
        if (Approvals.WhyNot(approval, rule, registry.People, approval.At) is { } reason)
        {
            throw ProblemException.Refused(
                reason.Code.Written(),
                $"{reason.Explanation} Nothing was written.",
                path,
                reason.Code == ReasonCode.ApproverConflict ? reason.Code.Remedy() : "Put right what the message names: the person's role, or the rule's DPIA; or ask someone who holds the role.");
        }

        if (rule.Approvals.Any(given => given.Role == approval.Role && given.Person == approval.Person && Approvals.WhyNot(given, rule, registry.People, approval.At) is null))
        {
            throw ProblemException.Refused("ALREADY_APPROVED", $"{approval.Person} has approved this content as {approval.Role} already.", path, "Nothing is to be done.");
        }
    }

    private static void CheckKey(People people, Approval approval, string publicKey, string path)
    {
        var day = DateOnly.FromDateTime(approval.At.UtcDateTime);
        if (!people.TryFind(approval.Person, out var person) || person.Keys.Any(key => key.PublicKey == publicKey && key.Covers(day)))
        {
            return;
        }

        var owner = people.All.FirstOrDefault(other => other.Keys.Any(key => key.PublicKey == publicKey));
        throw (owner is null, owner?.Id == person.Id) switch
        {
            (true, _) => ProblemException.Refused(
                "KEY_NOT_REGISTERED",
                $"The key is not registered for {person.Id}.",
                path,
                $"Whoever keeps people.yaml asks the person whether the key is theirs, and writes under them: keys: [{{ publicKey: {publicKey}, from: {day:yyyy-MM-dd} }}]"),
            (_, true) => ProblemException.Refused("KEY_NOT_REGISTERED", $"The key of {person.Id} has not begun, has ended, or is revoked.", path, "Make a new key with 'linkage rules key' and have it registered."),
            _ => ProblemException.Refused("KEY_NOT_REGISTERED", $"The key is {owner!.Id}'s, not {person.Id}'s.", path, "Each person signs with a key of their own."),
        };
    }

    /// <summary>Writes the approval to a new file beside the rule's, reads it back, and puts it in the rule's place.</summary>
    private static void Write(string path, string text, Rule rule, Approval approval, RuleStatus status)
    {
        var unfinished = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}");
        try
        {
            var changed = RuleText.WithApproval(text, approval, status == rule.Status ? null : status);
            // A file of ours: no name that was there before, or leads elsewhere, is written into.
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = File.GetUnixFileMode(path);
            }

            using (var file = new StreamWriter(unfinished, options))
            {
                file.Write(changed);
            }

            var written = RuleFile.Load(unfinished).Rule;
            if (written.ContentHash != rule.ContentHash || written.Status != status || written.Approvals.Count != rule.Approvals.Count + 1
                || written.Approvals[^1].Signature != approval.Signature || File.ReadAllText(path) != text)
            {
                throw new FormatException("The file was changed meanwhile, or its layout is not understood.");
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception problem) when (problem is FormatException or ConfigurationException)
        {
            throw ProblemException.BadConfiguration(
                "BAD_CONFIGURATION", $"The approval cannot be written. {(problem is FormatException ? problem.Message : "Its layout is not understood.")}", path, "Write status and approvals on lines of their own, one approval below the other, and approve again.");
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
