using System.CommandLine;
using Linkage.Jobs.Reporting;

namespace Linkage.Jobs.Commands;

/// <summary>Pauses the schedule of a project, or resumes it.</summary>
internal sealed class SchedulesPauseVerb : ScheduleVerb
{
    private readonly Option<string?> _reason = ReasonOption.Create("--reason", "Why, in words without any name of a resident", required: true);
    private readonly bool _pauses;

    private SchedulesPauseVerb(string name, string does, string description, bool pauses, params IReadOnlyList<Example> examples)
        : base(name, does, starts: !pauses, description, examples)
    {
        _pauses = pauses;
        Add(_reason);
    }

    /// <summary>The verb that pauses.</summary>
    public static SchedulesPauseVerb Pause() => new(
        "pause",
        "pauses it",
        "Pauses the schedule of a project: nothing of it begins by itself any more. A run under way goes on, and one asked for by hand is run.",
        pauses: true,
        new Example("linkage schedules pause homes-and-money --person p-okafor --reason 'Housing system is being migrated'", "Until it is resumed"));

    /// <summary>The verb that resumes.</summary>
    public static SchedulesPauseVerb Resume() => new(
        "resume",
        "resumes it",
        "Resumes the schedule of a project: its slots from now on are due again. What passed while it was paused is not made up for; 'linkage schedules trigger' asks for it.",
        pauses: false,
        new Example("linkage schedules resume homes-and-money --person p-okafor --reason 'Migrated'", "From the next slot on"));

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var (project, schedules, person, now) = Read(parse, context);
        var reason = parse.GetRequiredValue(_reason)!;
        if (_pauses)
        {
            schedules.See(project.Id, DateTimeOffset.MaxValue);
            schedules.Pause(project.Id, person, reason);
        }
        else
        {
            schedules.Resume(project.Id, person, reason);
        }

        var document = ScheduleDocument.Of(project, schedules.Read(project.Id, now), now);
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => SchedulesReport.Print(screen, document)));
    }
}
