using System.CommandLine;
using Linkage.Jobs.Publishing;
using Linkage.Jobs.Publishing.Pages;
using Linkage.Jobs.Publishing.Processing;
using Linkage.Jobs.Reporting;

namespace Linkage.Jobs.Commands;

/// <summary>Writes the record of processing activities as a page and a table.</summary>
internal sealed class PublishArticle30Verb : Verb
{
    private readonly Option<string> _out = PublishOptions.Folder("article30.html and article30.csv");

    private readonly PublishingOptions _sources = new();

    /// <summary>Declares the verb.</summary>
    public PublishArticle30Verb()
        : base(
            "article30",
            "Writes the record of processing activities (UK GDPR Art. 30(1)): one HTML page and one CSV, an entry for each rule in the version that is in force. Earlier ones of its own are replaced.",
            new("linkage publish article30 --out records", "As things stand now"),
            new("linkage publish article30 --out records --at 2027-04-01", "As the dates of the rules have it then"))
    {
        Add(_out);
        _sources.AddTo(this);
    }

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var sources = _sources.Read(parse, context.Clock);
        var folder = PublishOptions.Open(parse.GetRequiredValue(_out));
        var record = ProcessingRecord.Of(sources);
        PublishedFile[] files =
        [
            new(Path.Combine(folder, "article30.html"), HtmlPage.MarkOf(ProcessingRecord.Mark), HtmlPage.ToBytes(record.ToPage())),
            new(Path.Combine(folder, "article30.csv"), CsvTable.MarkOf(ProcessingRecord.FirstColumn), record.ToTable().ToBytes()),
        ];
        PublishedFile.Replace(files, isPublic: false);
        var document = PublishDocument.Of("article30", sources.Instant, record.Activities.Count, 0, files);
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => PublishReport.Print(screen, document)));
    }
}
