using System.CommandLine;
using Linkage.Governance.Rules;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Scheduling;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Commands;

/// <summary>A verb by which a person asks for something to become of runs.</summary>
internal abstract class RunActVerb : Verb
{
    private readonly Argument<string> _subject;
    private readonly Option<string> _data = PlaceOptions.Data();
    private readonly PlaceOptions _place = new();
    private readonly Option<string> _person;

    /// <summary>Names the verb.</summary>
    protected RunActVerb(string name, Argument<string> subject, string description, params IReadOnlyList<Example> examples)
        : base(name, description, examples)
    {
        _subject = subject;
        _person = new("--person") { HelpName = "ID", Description = "Who asks for it: a person id or account of the directory of people", Required = true };
        Add(_subject);
        Add(_data);
        Add(_person);
        _place.AddTo(this, withSources: false, withRegistry: false);
    }

    /// <inheritdoc/>
    public override string? WorkspaceOf(ParseResult parse) => parse.GetValue(_data);

    /// <summary>What was named.</summary>
    protected string Subject(ParseResult parse) => parse.GetRequiredValue(_subject);

    /// <summary>Where it is asked, by whom, and what the store knows.</summary>
    /// <exception cref="ProblemException">There is no workspace, or nobody of that name.</exception>
    protected Asking Read(ParseResult parse, VerbContext context)
    {
        TestClock.Require(_place.At(parse), "What is asked of a run is dated");
        var place = _place.Read(parse, parse.GetRequiredValue(_data), context.Clock);
        var workspace = place.Environment.Workspace;
        if (!Directory.Exists(workspace))
        {
            throw ProblemException.BadConfiguration("NO_WORKSPACE", "There is no workspace here.", workspace, "Name one with --data DIR.");
        }

        var database = StoreDatabase.Of(workspace);
        database.Prepare(context.Clock);
        var people = new StoredRegistry(database).Load().People;
        var named = parse.GetRequiredValue(_person);
        if (!people.TryFind(named, out var person))
        {
            throw NotPermitted("The directory of people knows no such person.", named);
        }

        var schedules = new StoredSchedules(database, workspace, place.Environment.Clock);
        schedules.RequireAsRecorded();
        return new Asking(place, database, schedules, people, person, place.Environment.Clock.GetUtcNow());
    }

    /// <summary>A person who may not.</summary>
    protected static ProblemException NotPermitted(string objection, string person) => ProblemException.Refused(
        "NOT_PERMITTED", $"{objection} Nothing was recorded.", person, "Check --person; people and their roles stand in people.yaml, and come into the store by 'linkage rules import'.");

    /// <summary>Who asks, and where.</summary>
    /// <param name="Place">Where the workspace and the projects are.</param>
    /// <param name="Database">Where the store lies.</param>
    /// <param name="Schedules">What the store knows of slots.</param>
    /// <param name="People">The directory.</param>
    /// <param name="Person">Who asks.</param>
    /// <param name="Now">The present.</param>
    protected sealed record Asking(Place Place, StoreDatabase Database, StoredSchedules Schedules, People People, Person Person, DateTimeOffset Now)
    {
        /// <summary>The workspace folder.</summary>
        public string Workspace => Place.Environment.Workspace;
    }
}
