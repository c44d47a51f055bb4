using System.CommandLine;
using Linkage.Governance.Documents;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Scheduling;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Commands;

/// <summary>Shows the schedules of the projects, and what became of their latest slots.</summary>
internal sealed class SchedulesListVerb : Verb
{
    private readonly Option<string> _data = PlaceOptions.Data();
    private readonly PlaceOptions _place = new();

    /// <summary>Declares the verb.</summary>
    public SchedulesListVerb()
        : base(
            "list",
            "Shows every project that has a schedule: when it is due next, whether it is paused and by whom, and what became of its latest slots. Changes nothing.",
            new Example("linkage schedules list --data /srv/linkage", "All of them"),
            new Example("linkage schedules list --json | jq '.schedules[] | {project, next}'", "For a program"))
    {
        Add(_data);
        _place.AddTo(this, withSources: false, withRegistry: false);
    }

    /// <inheritdoc/>
    public override string? WorkspaceOf(ParseResult parse) => parse.GetValue(_data);

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var place = _place.Read(parse, parse.GetRequiredValue(_data), context.Clock);
        var workspace = place.Environment.Workspace;
        if (!Directory.Exists(workspace))
        {
            throw ProblemException.BadConfiguration("NO_WORKSPACE", "There is no workspace here.", workspace, "Name one with --data DIR.");
        }

        var problems = new List<Problem>();
        var schedules = new StoredSchedules(StoreDatabase.Of(workspace), workspace, context.Clock);
        var now = place.Environment.Clock.GetUtcNow();
        var document = new SchedulesDocument([.. new ScheduledProjects(place.Cohorts).Read(problem => problems.Add(Told(problem))).Select(project => ScheduleDocument.Of(project, schedules.Read(project.Id, now), now))]);
        return Task.FromResult(new VerbResult(problems.Count == 0 ? ExitCode.Done : ExitCode.BadConfiguration, document, screen => SchedulesReport.Print(screen, document)) { Problems = problems });
    }

    private static Problem Told(ConfigurationException problem) => Faults.Of(problem, workspace: null);
}
