using System.CommandLine;
using Linkage.Jobs.Delivering;
using Linkage.Jobs.Explaining;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Scheduling;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Commands;

/// <summary>Asks for the slot of a run again that did not end with a release.</summary>
internal sealed class RunsRetryVerb : RunActVerb
{
    private readonly AcceptOptions _accepted = new();

    /// <summary>Declares the verb.</summary>
    public RunsRetryVerb()
        : base(
            "retry",
            new Argument<string>("RUN") { Description = "Id of a run, the beginning of one, or 'latest'" },
            "Asks for the slot of a run again that failed, crashed, was stopped or was refused. The host runs it; what is published whole is used again, and the rules of the moment decide it.",
            new Example("linkage runs retry 20261120T090000Z-58 --person p-okafor", "Once what broke it is mended"),
            new Example("linkage runs retry 20261120T090000Z-58 --person p-okafor --accept council-tax --reason 'two wards went to another council'", "Once the delivery that stopped it was found to be right"))
    {
        _accepted.AddTo(this, withPerson: false);
    }

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var asking = Read(parse, context);
        var run = RecordedRuns.Find(asking.Workspace, Subject(parse)).Row;
        var state = RunsDocument.StateOf(run, WorkspaceHold.Holder(asking.Workspace) is not null);
        if (state is RunState.Released or RunState.Running)
        {
            throw ProblemException.Refused(
                "RUN_NOT_RETRIED", state == RunState.Released ? "The run ended with a release, so there is nothing to do again. Nothing was recorded." : "The run is under way. Nothing was recorded.", run.RunId, "'linkage schedules trigger' asks for a new run.");
        }

        var slot = asking.Schedules.SlotOf(run) ?? throw ProblemException.BadConfiguration(
            "NO_SLOT", "Somebody began the run by hand, so there is no slot to ask for again.", run.RunId, $"'linkage run {run.Project}' runs it again.");
        var project = ScheduledProject.Load(asking.Place.ProjectFile(run.Project)) ?? throw ProblemException.BadConfiguration(
            "NO_SCHEDULE", "The project has no schedule any more, so no host runs it.", run.Project, $"'linkage run {run.Project}' runs it by hand.");
        var day = DateOnly.FromDateTime(asking.Now.UtcDateTime);
        var stoppedBy = asking.Schedules.StoppedBy(project.Id, one => ScheduleRights.Answers(one, asking.People, day));
        if (ScheduleRights.WhyNotStarted(asking.Person, project, stoppedBy, asking.People, day) is { } objection)
        {
            throw NotPermitted(objection, asking.Person.Id);
        }

        if (_accepted.Datasets(parse).Count > 0)
        {
            _accepted.Record(parse, new StoredDeliveries(asking.Database, asking.Workspace, context.Clock), run.RunId, asking.Person);
        }

        var asked = asking.Schedules.Request(project.Id, [slot.Slot], asking.Person.Id);
        var document = new RunActDocument(project.Id, run.RunId, slot.Slot, asked, state == RunState.Refused && _accepted.Datasets(parse).Count == 0
            ? "It was refused, and is refused again unless its project, its extracts or its rule have changed."
            : null);
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => RunsReport.Print(screen, document, "again")));
    }
}
