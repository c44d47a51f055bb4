using System.CommandLine;
using Linkage.Jobs.Publishing;
using Linkage.Jobs.Publishing.Pages;
using Linkage.Jobs.Publishing.Register;
using Linkage.Jobs.Reporting;

namespace Linkage.Jobs.Commands;

/// <summary>Publishes the register of rules as a page and a table.</summary>
internal sealed class PublishRegisterVerb : Verb
{
    private readonly Option<string> _out = PublishOptions.Folder("register.html and register.csv");

    private readonly PublishingOptions _sources = new();

    /// <summary>Declares the verb.</summary>
    public PublishRegisterVerb()
        : base(
            "register",
            "Writes the public register of every rule that is or was approved: one accessible HTML page and one CSV, without personal data. Earlier ones of its own are replaced, so that a scheduler can run it.",
            new("linkage publish register --out public", "As things stand now"),
            new("linkage publish register --out public --registry governance --at 2027-04-01 --json", "As the dates of the rules have it then; the same instant gives the same bytes"))
    {
        Add(_out);
        _sources.AddTo(this);
    }

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var sources = _sources.Read(parse, context.Clock);
        var folder = PublishOptions.Open(parse.GetRequiredValue(_out));
        var register = PublicRegister.Of(sources);
        var words = new PersonalWords(sources.Registry.People);
        PublishedFile[] files =
        [
            new(Path.Combine(folder, "register.html"), HtmlPage.MarkOf(PublicRegister.Mark), HtmlPage.ToBytes(register.ToPage().Map(words.Withhold))),
            new(Path.Combine(folder, "register.csv"), CsvTable.MarkOf(PublicRegister.FirstColumn), register.ToTable().Map(words.Withhold).ToBytes()),
        ];
        PublishedFile.Replace(files, isPublic: true);
        var document = PublishDocument.Of("register", sources.Instant, register.Rules.Count, words.Count, files);
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => PublishReport.Print(screen, document)));
    }
}
