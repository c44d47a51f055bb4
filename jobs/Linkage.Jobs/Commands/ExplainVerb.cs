using System.CommandLine;
using Linkage.Jobs.Collecting;
using Linkage.Jobs.Explaining;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Commands;

/// <summary>Says what happened in a run and why. Reads the store, the signed statements and the project file, and writes nothing.</summary>
internal sealed class ExplainVerb : Verb
{
    private readonly Argument<string> _run = new("RUN") { Description = "Id of a run, the beginning of one, or 'latest'" };

    private readonly Option<string> _data = PlaceOptions.Data();

    private readonly Option<string?> _schemas = new("--schemas")
    {
        HelpName = "DIR",
        Description = "Folder with sources (contracts) and cohorts (projects), for what was asked [default: found from here upwards]",
    };

    private readonly Option<DateTimeOffset?> _at = InstantOption.Create();

    /// <summary>Declares the verb.</summary>
    public ExplainVerb()
        : base(
            "explain",
            "Says what happened in a run and why: what was asked, which rule and clause allowed or refused it at Start, Link and Release, what became of the rows, what left and to whom. Reads only.",
            new("linkage explain latest", "The run that began last in ./linkage-data"),
            new("linkage explain 20261120T090000Z-58 --data /srv/linkage", "A run by the beginning of its id"),
            new("linkage explain latest --json | jq -r '.summary[]'", "The short of it"))
    {
        Add(_run);
        Add(_data);
        Add(_schemas);
        Add(_at);
    }

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var workspace = Path.GetFullPath(parse.GetRequiredValue(_data));
        var run = RecordedRuns.Find(workspace, parse.GetRequiredValue(_run));
        var document = ExplainDocument.Of(run, Asked(run, workspace, parse), workspace, WorkspaceHold.Holder(workspace) is not null, new StoredReleases(StoreDatabase.Of(workspace), workspace).Read(), parse.GetValue(_at) ?? context.Clock.GetUtcNow());
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => ExplainReport.Print(screen, document, run.Decisions, workspace)));
    }

    // An officer may look at a workspace where there is no clone of the repository; what was asked is then not told in detail.
    private AskedRequest? Asked(RecordedRun run, string workspace, ParseResult parse)
    {
        if (run.Decisions is not [var first, ..])
        {
            return null;
        }

        var given = parse.GetValue(_schemas);
        try
        {
            var schemas = RepositoryFolder.Find("--schemas", given, "schemas", "cohorts");
            return AskedRequest.Find(schemas, run.Row.Project, first.Decision.RequestHash, RecordedRuns.ReleasedBefore(workspace, run.Row.Project, run.Row.Instant));
        }
        catch (ProblemException) when (given is null)
        {
            return null;
        }
    }
}
