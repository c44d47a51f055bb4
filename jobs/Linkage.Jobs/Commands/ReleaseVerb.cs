using System.CommandLine;
using Linkage.Jobs.Collecting;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Commands;

/// <summary>A verb about one release of the store.</summary>
internal abstract class ReleaseVerb : Verb
{
    private readonly Argument<string> _release = new("RELEASE") { Description = "Id of the release, or as much of its beginning as no other shares" };
    private readonly Option<string> _data = PlaceOptions.Data();
    private readonly Option<string> _person;

    /// <summary>Names the verb.</summary>
    protected ReleaseVerb(string name, string does, string description, params IReadOnlyList<Example> examples)
        : base(name, description, examples)
    {
        _person = new("--person") { HelpName = "ID", Description = $"Who {does}: a person id or account of the directory of people", Required = true };
        Add(_release);
        Add(_data);
        Add(_person);
    }

    /// <inheritdoc/>
    public override string? WorkspaceOf(ParseResult parse) => parse.GetValue(_data);

    /// <summary>The release that was named.</summary>
    protected string Release(ParseResult parse) => parse.GetRequiredValue(_release);

    /// <summary>The person that was named.</summary>
    protected string Person(ParseResult parse) => parse.GetRequiredValue(_person);

    /// <summary>The workspace.</summary>
    protected string Workspace(ParseResult parse) => Path.GetFullPath(parse.GetRequiredValue(_data));

    /// <summary>What people do with the releases of the workspace, its store made ready to be written.</summary>
    /// <exception cref="ProblemException">There is no workspace, or its store cannot be written.</exception>
    protected ReleaseChange Change(ParseResult parse, TimeProvider clock)
    {
        var workspace = Workspace(parse);
        if (!Directory.Exists(workspace))
        {
            throw ProblemException.BadConfiguration("NO_WORKSPACE", "There is no workspace here.", workspace, "Name one with --data DIR.");
        }

        var database = StoreDatabase.Of(workspace);
        database.Prepare(clock);
        return new ReleaseChange(database, workspace, clock);
    }
}
