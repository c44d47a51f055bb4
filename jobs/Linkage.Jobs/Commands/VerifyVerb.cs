using System.CommandLine;
using Linkage.Jobs.Reporting;
using Linkage.Pipeline.Collect;

namespace Linkage.Jobs.Commands;

/// <summary>The recipient's check of a release: signature and digests, offline, with the public key alone.</summary>
internal sealed class VerifyVerb : Verb
{
    private readonly Argument<string> _release = new("RELEASE") { Description = "Folder of a release" };

    private readonly Option<string> _key = new("--key")
    {
        HelpName = "PUBLIC.pem",
        Description = "The publisher's public key [default: that of the workspace the release lies in]",
    };

    private readonly Option<string?> _revoked = new("--revoked")
    {
        HelpName = "FILE",
        Description = "The publisher's signed list of withdrawn releases, revoked-releases.dsse.json",
    };

    private readonly Option<string?> _revokedKey = new("--revoked-key")
    {
        HelpName = "FILE",
        Description = "The public key that list was signed with, where it is another than the release's [default: that of --key]; needs --revoked",
    };

    private readonly Option<DateTimeOffset?> _at = InstantOption.Create();

    /// <summary>Declares the verb.</summary>
    public VerifyVerb()
        : base(
            "verify",
            "Checks a release: the signature over its statement, and the digest of every file. Names what is wrong. Ends with exit code 2 when it is not valid.",
            new("linkage verify ./received/release --key ashgrove-public.pem", "With the key the council gave you"),
            new("linkage verify ./received/release --key ashgrove-public.pem --revoked revoked-releases.dsse.json", "And that it was not withdrawn"),
            new("linkage verify linkage-demo/zones/release/homes-and-money/RELEASE --json", "Within a workspace, for a program"))
    {
        Add(_release);
        Add(_key);
        Add(_revoked);
        Add(_revokedKey);
        Add(_at);
    }

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var release = Path.GetFullPath(parse.GetRequiredValue(_release));
        if (!Directory.Exists(release))
        {
            throw ProblemException.BadConfiguration("NO_RELEASE", "There is no such folder.", release, "Name the folder of a release, as 'linkage status' prints it.");
        }

        if (File.Exists(Path.Combine(release, CollectedCopy.KeyFile)))
        {
            throw ProblemException.BadConfiguration("COPY_NOT_OPENED", "This is an encrypted copy.", release, "Open it first: linkage releases open COPY --key OPENING.pem --out DIR. Then verify DIR.");
        }

        if (parse.GetValue(_revokedKey) is not null && parse.GetValue(_revoked) is null)
        {
            throw ProblemException.BadConfiguration("BAD_OPTION", "A key of a list is named and no list.", "--revoked-key", "Name the list with --revoked, or leave --revoked-key out.");
        }

        var document = Verification.Check(release, Verification.KeyFor(release, parse.GetValue(_key)), parse.GetValue(_at) ?? context.Clock.GetUtcNow(), parse.GetValue(_revoked), parse.GetValue(_revokedKey));
        return Task.FromResult(new VerbResult(document.Valid ? ExitCode.Done : ExitCode.Refused, document, screen => VerifyReport.Print(screen, document)));
    }
}
