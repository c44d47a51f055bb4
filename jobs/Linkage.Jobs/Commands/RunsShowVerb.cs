using System.CommandLine;
using Linkage.Jobs.Collecting;
using Linkage.Jobs.Explaining;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Scheduling;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Commands;

/// <summary>Shows one run: its stages, decisions and releases, the slot it was an attempt at, and what ended it.</summary>
internal sealed class RunsShowVerb : Verb
{
    private readonly Argument<string> _run = new("RUN") { Description = "Id of a run, the beginning of one, or 'latest'" };
    private readonly Option<string> _data = PlaceOptions.Data();
    private readonly Option<DateTimeOffset?> _at = InstantOption.Create();

    /// <summary>Declares the verb.</summary>
    public RunsShowVerb()
        : base(
            "show",
            "Shows one run: its stages and whether their rows add up, its decisions and releases, the slot it was an attempt at with every other attempt, and what ended it with the place in the runbook. 'linkage explain' says why. Changes nothing.",
            new Example("linkage runs show latest --data /srv/linkage", "The run that began last"),
            new Example("linkage runs show 20261120T090000Z-58 --json | jq .problem", "What ended it"))
    {
        Add(_run);
        Add(_data);
        Add(_at);
    }

    /// <inheritdoc/>
    public override string? WorkspaceOf(ParseResult parse) => parse.GetValue(_data);

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var workspace = Path.GetFullPath(parse.GetRequiredValue(_data));
        var run = RecordedRuns.Find(workspace, parse.GetRequiredValue(_run));
        var database = StoreDatabase.Of(workspace);
        var document = RunShownDocument.Of(
            run,
            WorkspaceHold.Holder(workspace) is not null,
            new StoredReleases(database, workspace).Read(),
            new StoredSchedules(database, workspace, context.Clock).About(run.Row),
            File.Exists(Watching.RunLog.PathOf(workspace, run.Row.RunId)),
            parse.GetValue(_at) ?? context.Clock.GetUtcNow());
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => RunsReport.Print(screen, document)));
    }
}
