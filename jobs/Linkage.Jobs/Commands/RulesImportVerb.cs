using System.CommandLine;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Commands;

/// <summary>Takes a folder of the registry into the store.</summary>
internal sealed class RulesImportVerb : Verb
{
    private readonly Argument<string> _folder = new("DIR") { Description = "A governance folder, with catalogue and rules" };
    private readonly Option<string> _data = PlaceOptions.Data();
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Say what would be imported, and import nothing" };

    /// <summary>Declares the verb.</summary>
    public RulesImportVerb()
        : base(
            "import",
            "Takes a folder of catalogue, people and rules into the store, all of it or nothing. What is new becomes a new version; a rule version that was changed is refused. Signed approvals are taken over; of a status only what stops a rule. Nothing is removed, and a suspension or revocation is never lifted.",
            new("linkage rules import governance --data /srv/linkage", "The first import, or one after a change of the files"),
            new("linkage rules import governance --data /srv/linkage --dry-run", "What it would add"))
    {
        Add(_folder);
        Add(_data);
        Add(_dryRun);
    }

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var folder = RepositoryFolder.Find("DIR", parse.GetRequiredValue(_folder), "governance", "catalogue");
        var workspace = Path.GetFullPath(parse.GetRequiredValue(_data));
        PrivateFolder.Create(workspace);
        var database = StoreDatabase.Of(workspace);
        database.Prepare(context.Clock);
        var dryRun = parse.GetValue(_dryRun);
        var report = new RegistryImport(database, context.Clock).Execute(folder, dryRun);
        var document = new ImportDocument(database.Name, dryRun, report.Documents, report.Approvals, report.Changes, report.Differences, report.Notes);
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => RegistryReport.Print(screen, document)));
    }
}
