using System.CommandLine;
using Linkage.Jobs.Explaining;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Commands;

/// <summary>Asks for the end of a run, or of all that is pending of a project. Anyone in the directory may: stopping never waits.</summary>
internal sealed class RunsCancelVerb : RunActVerb
{
    private readonly Option<string?> _reason = ReasonOption.Create("--reason", "Why, in words without any name of a resident", required: true);

    /// <summary>Declares the verb.</summary>
    public RunsCancelVerb()
        : base(
            "cancel",
            new Argument<string>("RUN|PROJECT") { Description = "Id of a run, the beginning of one, or 'latest'; or a project, with everything of it that is under way or pending" },
            "Asks for the end of a run: whoever runs it stops within seconds, nothing half is published, and its slot is not begun again. What is pending and not begun never is. Later slots come as the schedule says; 'linkage schedules pause' holds them back.",
            new Example("linkage runs cancel latest --person p-okafor --reason 'Wrong extracts were delivered'", "The run under way"),
            new Example("linkage runs cancel homes-and-money --person p-okafor --reason 'Backfill of the wrong week'", "All that is pending of a project"))
    {
        Add(_reason);
    }

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var asking = Read(parse, context);
        var (named, reason) = (Subject(parse), parse.GetRequiredValue(_reason)!);
        var document = IsProject(asking, named) ? OfProject(asking, named, reason) : OfRun(asking, RecordedRuns.Find(asking.Workspace, named).Row, reason);
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => RunsReport.Print(screen, document, "to end")));
    }

    // Ids of runs begin with a date, which no project's does. A project whose file is gone may have something pending.
    private static bool IsProject(Asking asking, string named) =>
        named != RecordedRuns.Latest && !char.IsAsciiDigit(named[0])
        && (File.Exists(Path.Combine(asking.Place.Cohorts, $"{named}.yaml")) || asking.Schedules.Read(named, asking.Now).IsSeen || RecordedRuns.All(asking.Workspace).Any(run => run.Row.Project == named));

    private static RunActDocument OfRun(Asking asking, RunRow run, string reason)
    {
        var slot = asking.Schedules.SlotOf(run);
        var isUnderWay = RunsDocument.StateOf(run, WorkspaceHold.Holder(asking.Workspace) is not null) == RunState.Running;
        if (!isUnderWay && slot is not { IsPending: true })
        {
            throw Over(run.RunId, "The run has ended, and nothing of its slot is pending.");
        }

        return new RunActDocument(run.Project, run.RunId, slot?.Slot, slot is null
            ? asking.Schedules.AskToCancelRun(run.Project, run.RunId, asking.Person.Id, reason)
            : asking.Schedules.AskToCancel(run.Project, [slot.Slot], asking.Person.Id, reason), null);
    }

    private static RunActDocument OfProject(Asking asking, string project, string reason)
    {
        var pending = asking.Schedules.Read(project, asking.Now).Pending.ToList();
        var asked = asking.Schedules.AskToCancel(project, [.. pending.Select(slot => slot.Slot)], asking.Person.Id, reason);
        var byHand = WorkspaceHold.Holder(asking.Workspace) is null ? null : RecordedRuns.All(asking.Workspace).FirstOrDefault(run => run.Row.Project == project && run.Row.State == RunState.Running)?.Row;
        if (byHand is not null && asking.Schedules.SlotOf(byHand) is null)
        {
            asked += asking.Schedules.AskToCancelRun(project, byHand.RunId, asking.Person.Id, reason);
        }
        else if (pending.Count == 0)
        {
            throw Over(project, "Nothing of the project is under way or pending.");
        }

        return new RunActDocument(project, null, null, asked, null);
    }

    private static ProblemException Over(string what, string message) =>
        ProblemException.Refused("NOTHING_TO_CANCEL", $"{message} Nothing was recorded.", what, "'linkage runs list' shows what ran; a release is taken back by 'linkage releases withdraw'.");
}
