using System.CommandLine;
using Linkage.Governance.Rules;
using Linkage.Jobs.Reporting;

namespace Linkage.Jobs.Commands;

/// <summary>Makes the key an approver signs with.</summary>
internal sealed class RulesKeyVerb : Verb
{
    private readonly Option<string> _out = new("--out")
    {
        HelpName = "FILE",
        Description = "Where the private key goes; never replaces a file",
        Required = true,
    };

    /// <summary>Declares the verb.</summary>
    public RulesKeyVerb()
        : base(
            "key",
            "Makes the key a person approves rules with (ECDSA P-256): the private half for its owner only, the public half as the line that is written under the person in people.yaml.",
            new Example("linkage rules key --out ~/linkage-approver.pem", "A key for yourself; send the line it prints to whoever keeps people.yaml")) => Add(_out);

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(parse.GetRequiredValue(_out));
        using var key = ApproverKeyFile.Create(path);
        var document = new ApproverKeyDocument(path, ApproverKey.PublicHalfOf(key), DateOnly.FromDateTime(context.Clock.GetUtcNow().UtcDateTime));
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => ApprovalReport.Print(screen, document)));
    }
}
