using System.CommandLine;
using Linkage.Governance.Rules;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Rotating;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Commands;

/// <summary>Signs an approval of ending a key epoch. Needs no key of the workspace.</summary>
internal sealed class KeysApproveRotationVerb : Verb
{
    private readonly Argument<string> _epoch = new("EPOCH") { Description = "The key epoch that is to end, as 'linkage keys rotate' names it" };
    private readonly Option<string> _data = PlaceOptions.Data();
    private readonly Option<string> _person = new("--person") { HelpName = "ID", Description = "Who approves: a person id or account of the directory of people", Required = true };
    private readonly Option<ApproverRole> _role = new("--as") { HelpName = "ROLE", Description = "The role in which: IGLead or SIRO, and for the second person any approver role but DPO", Required = true };
    private readonly Option<string> _key = new("--key") { HelpName = "FILE", Description = "The person's private key, made by 'linkage rules key'", Required = true };
    private readonly Option<string?> _reason = ReasonOption.Create("--reason", "Why, in words without any name of a resident", required: true);

    /// <summary>Declares the verb.</summary>
    public KeysApproveRotationVerb()
        : base(
            "approve-rotation",
            "Signs an approval of ending a key epoch and records it. Two different people in approver roles are needed, one of them as IGLead or SIRO; an approval holds for 30 days. What would not count is refused, and nothing is recorded.",
            new Example("linkage keys approve-rotation 1.4f0c9a6be1d24a5f8d3b7c2e9a10f5d6 --person p-sandhu --as IGLead --key ~/linkage-approver.pem --reason 'Yearly rotation'", "The first of two approvals"))
    {
        Add(_epoch);
        Add(_data);
        Add(_person);
        Add(_role);
        Add(_key);
        Add(_reason);
        _role.AcceptOnlyFromAmong(Enum.GetNames<ApproverRole>());
    }

    /// <inheritdoc/>
    public override string? WorkspaceOf(ParseResult parse) => parse.GetValue(_data);

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var text = parse.GetRequiredValue(_epoch);
        var epoch = EpochName.Parse(text) ?? throw ProblemException.BadConfiguration("USAGE", "That is no key epoch.", text, "Copy it from what 'linkage keys rotate' prints.");
        var workspace = Path.GetFullPath(parse.GetRequiredValue(_data));
        if (!Directory.Exists(workspace))
        {
            throw ProblemException.BadConfiguration("NO_WORKSPACE", "There is no workspace here.", workspace, "Name one with --data DIR.");
        }

        var database = StoreDatabase.Of(workspace);
        database.Prepare(context.Clock);
        var rotations = new StoredRotations(database, workspace, context.Clock);
        using var key = ApproverKeyFile.Open(parse.GetRequiredValue(_key));
        var approval = rotations.Approve(epoch, parse.GetRequiredValue(_person), parse.GetValue(_role), parse.GetRequiredValue(_reason)!, key);
        var document = new RotationApprovalDocument(epoch.ToString(), approval.Person, approval.Role.ToString(), approval.At, rotations.Missing(epoch));
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => RotationReport.Print(screen, document)));
    }
}
