using System.CommandLine;
using Linkage.Governance.Releases;
using Linkage.Jobs.Collecting;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Commands;

/// <summary>Records a team's word that it destroyed every copy of a release.</summary>
internal sealed class ReleasesAttestVerb : ReleaseVerb
{
    private readonly Option<string> _key = new("--key") { HelpName = "FILE", Description = "The person's private key, made by 'linkage rules key', which signs the attestation", Required = true };
    private readonly Option<string?> _how = ReasonOption.Create("--how", "How every copy, and whatever was made of it, was destroyed", required: true);
    private readonly Option<DateTimeOffset?> _at = InstantOption.Create();

    /// <summary>Declares the verb.</summary>
    public ReleasesAttestVerb()
        : base(
            "attest",
            "attests",
            "Records that the team which collected a release destroyed every copy of it, signed by one of its members.",
            new Example("linkage releases attest release-3f2a91c4 --person p-reid --key ~/linkage-receipts.pem --how 'Deleted from the CRM import folder and its backup'", "When it has expired or was withdrawn"))
    {
        Add(_key);
        Add(_how);
        Add(_at);
    }

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        TestClock.Require(parse.GetValue(_at), "An attestation goes");
        TimeProvider clock = parse.GetValue(_at) is { } at ? new FixedClock(at) : context.Clock;
        var change = Change(parse, clock);
        using var key = ApproverKeyFile.Open(parse.GetRequiredValue(_key));
        var act = change.Attest(Release(parse), Person(parse), parse.GetRequiredValue(_how)!, key);
        var workspace = Workspace(parse);
        var release = new StoredReleases(StoreDatabase.Of(workspace), workspace).Read().Single(one => one.Id == act.Release);
        var document = new AttestDocument(act.Release, act.Person, act.Team!, act.At, act.Reason!, ReleaseHistory.Owing(release.Acts));
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => ReleasesReport.Print(screen, document)));
    }
}
