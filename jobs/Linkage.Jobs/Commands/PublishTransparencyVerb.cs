using System.CommandLine;
using Linkage.Jobs.Publishing;
using Linkage.Jobs.Publishing.Pages;
using Linkage.Jobs.Publishing.Transparency;
using Linkage.Jobs.Reporting;

namespace Linkage.Jobs.Commands;

/// <summary>Writes the algorithmic transparency record of a matching model.</summary>
internal sealed class PublishTransparencyVerb : Verb
{
    private readonly Argument<string> _model = new("MODEL") { Description = "Name of a model in schemas/models, as in housing+revenues" };

    private readonly Option<string> _out = PublishOptions.File();

    private readonly PublishingOptions _sources = new();

    /// <summary>Declares the verb.</summary>
    public PublishTransparencyVerb()
        : base(
            "transparency",
            "Writes an algorithmic transparency record (UK ATRS, tiers 1 and 2) of a matching model, from the model file and the rules in force that use it. What nobody has written is left empty and says so.",
            new("linkage publish transparency customer-services+housing --out record.html", "One model"),
            new("linkage publish transparency housing+revenues --out record.html --at 2027-04-01", "With the rules that are in force then"))
    {
        Add(_model);
        Add(_out);
        _sources.AddTo(this);
    }

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var sources = _sources.Read(parse, context.Clock);
        var model = MatchingModel.Find(sources.Models, parse.GetRequiredValue(_model));
        var record = new TransparencyRecord(sources, model, ModelUse.Of(model.Name, sources));
        var words = new PersonalWords(sources.Registry.People);
        var file = new PublishedFile(Path.GetFullPath(parse.GetRequiredValue(_out)), HtmlPage.MarkOf(TransparencyRecord.Mark), HtmlPage.ToBytes(record.ToPage().Map(words.Withhold)));
        PublishedFile.Create(file);
        var document = PublishDocument.Of("transparency", sources.Instant, record.Uses.Select(use => use.Rule.Rule.Name).Distinct(StringComparer.Ordinal).Count(), words.Count, [file]);
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => PublishReport.Print(screen, document)));
    }
}
