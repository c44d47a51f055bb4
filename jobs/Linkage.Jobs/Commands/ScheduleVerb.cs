using System.CommandLine;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Scheduling;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Commands;

/// <summary>A verb about the schedule of one project.</summary>
internal abstract class ScheduleVerb : Verb
{
    private readonly Argument<string> _project = new("PROJECT") { Description = "Id of a project in schemas/cohorts that has a schedule" };
    private readonly Option<string> _data = PlaceOptions.Data();
    private readonly PlaceOptions _place = new();
    private readonly Option<string> _person;
    private readonly bool _starts;

    /// <summary>Names the verb.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="does">What the person does, for the help.</param>
    /// <param name="starts">Whether something can run by it that would not have.</param>
    /// <param name="description">What it does.</param>
    /// <param name="examples">What a newcomer types.</param>
    protected ScheduleVerb(string name, string does, bool starts, string description, params IReadOnlyList<Example> examples)
        : base(name, description, examples)
    {
        _starts = starts;
        _person = new("--person") { HelpName = "ID", Description = $"Who {does}: a person id or account of the directory of people", Required = true };
        Add(_project);
        Add(_data);
        Add(_person);
        _place.AddTo(this, withSources: false, withRegistry: false);
    }

    /// <inheritdoc/>
    public override string? WorkspaceOf(ParseResult parse) => parse.GetValue(_data);

    /// <summary>The project that was named, what the store knows of its schedule, and who asks.</summary>
    /// <exception cref="ProblemException">There is no such project, it has no schedule, or the person may not.</exception>
    protected (ScheduledProject Project, StoredSchedules Schedules, string Person, DateTimeOffset Now) Read(ParseResult parse, VerbContext context)
    {
        TestClock.Require(_place.At(parse), "What is said of a schedule is dated");
        var place = _place.Read(parse, parse.GetRequiredValue(_data), context.Clock);
        var workspace = place.Environment.Workspace;
        if (!Directory.Exists(workspace))
        {
            throw ProblemException.BadConfiguration("NO_WORKSPACE", "There is no workspace here.", workspace, "Name one with --data DIR.");
        }

        var id = parse.GetRequiredValue(_project);
        var project = ScheduledProject.Load(place.ProjectFile(id))
            ?? throw ProblemException.BadConfiguration("NO_SCHEDULE", "The project has no schedule, so it is run by hand alone.", id, "Write a 'schedule' into its file; 'A schedule' in runbook.md says how.");
        var database = StoreDatabase.Of(workspace);
        database.Prepare(context.Clock);
        var (named, now) = (parse.GetRequiredValue(_person), place.Environment.Clock.GetUtcNow());
        var people = new StoredRegistry(database).Load().People;
        if (!people.TryFind(named, out var person))
        {
            throw NotPermitted("The directory of people knows no such person.", named);
        }

        var schedules = new StoredSchedules(database, workspace, place.Environment.Clock);
        schedules.RequireAsRecorded();
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        return _starts && ScheduleRights.WhyNotStarted(person, project, schedules.StoppedBy(project.Id, one => ScheduleRights.Answers(one, people, day)), people, day) is { } objection
            ? throw NotPermitted(objection, named)
            : (project, schedules, person.Id, now);
    }

    private static ProblemException NotPermitted(string objection, string person) => ProblemException.Refused(
        "NOT_PERMITTED", $"{objection} Nothing was recorded.", person, "Check --person; people and their roles stand in people.yaml, and come into the store by 'linkage rules import'.");
}
