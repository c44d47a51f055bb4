using System.CommandLine;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Serving.Schedulers;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Commands;

/// <summary>Makes the tables of a store, or brings them up.</summary>
internal sealed class StoreInitVerb : Verb
{
    private readonly Option<string> _data = PlaceOptions.Data();

    /// <summary>Declares the verb.</summary>
    public StoreInitVerb()
        : base(
            "init",
            $"Makes the tables of the store, or brings them up after an upgrade. On PostgreSQL (the environment variable {StoreDatabase.Variable} names it) also the roles linkage_worker, linkage_officer and linkage_auditor with their rights, and is run by the owner of the database. The file in the workspace, the default, is made by whatever needs it.",
            new Example("linkage store init", $"With {StoreDatabase.Variable}='Host=db.example;Database=linkage;Username=linkage_owner'")) => Add(_data);

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var workspace = Path.GetFullPath(parse.GetRequiredValue(_data));
        var database = StoreDatabase.Of(workspace);
        if (!database.IsShared)
        {
            PrivateFolder.Create(workspace);
        }

        database.Migrate(context.Clock);
        SchedulerChoice.Install(database);
        var document = new StoreDocument(database.Name);
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => RegistryReport.Print(screen, document)));
    }
}
