using System.CommandLine;
using Linkage.Jobs.Publishing;
using Linkage.Jobs.Publishing.Dpia;
using Linkage.Jobs.Publishing.Pages;
using Linkage.Jobs.Publishing.Rules;
using Linkage.Jobs.Reporting;

namespace Linkage.Jobs.Commands;

/// <summary>Writes the evidence pack for the impact assessment of a rule version.</summary>
internal sealed class PublishDpiaVerb : Verb
{
    private readonly Argument<string> _rule = new("RULE")
    {
        Description = "A rule version, as in homes-and-money.v4; without a version the newest one in force, or else the newest",
    };

    private readonly Option<string> _out = PublishOptions.File();

    private readonly PublishingOptions _sources = new();

    /// <summary>Declares the verb.</summary>
    public PublishDpiaVerb()
        : base(
            "dpia",
            "Writes the evidence for a data protection impact assessment (UK GDPR Art. 35(7)) of a rule version, from rule and contracts, and with --data from the runs made there under it. What only people can judge is left empty and says so; no risk is rated.",
            new("linkage publish dpia homes-and-money.v4 --out dpia.html", "From the rule and its contracts"),
            new("linkage publish dpia homes-and-money --out dpia.html --data /srv/linkage", "With the runs made under it"))
    {
        Add(_rule);
        Add(_out);
        _sources.AddTo(this);
    }

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var sources = _sources.Read(parse, context.Clock);
        var rule = sources.RuleOf(parse.GetRequiredValue(_rule));
        var pack = new DpiaPack(sources, DescribedRule.Of(rule, sources), _sources.WorkspaceNamed(parse) is { } workspace ? RunsUnderRule.Of(workspace, rule) : null);
        var file = new PublishedFile(Path.GetFullPath(parse.GetRequiredValue(_out)), HtmlPage.MarkOf(DpiaPack.Mark), HtmlPage.ToBytes(pack.ToPage()));
        PublishedFile.Create(file);
        var document = PublishDocument.Of("dpia", sources.Instant, 1, 0, [file]);
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => PublishReport.Print(screen, document)));
    }
}
