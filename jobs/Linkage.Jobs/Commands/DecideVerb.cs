using System.CommandLine;
using Linkage.Governance.Decisions;
using Linkage.Governance.Documents;
using Linkage.Governance.Rules;
using Linkage.Jobs.Reporting;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Run;

namespace Linkage.Jobs.Commands;

/// <summary>Puts one request to the gate: one that a person wrote, or the one a project file makes. Reads configuration only.</summary>
internal sealed class DecideVerb : Verb
{
    private readonly Argument<string> _request = new("REQUEST")
    {
        Description = "Path to a request (kind LinkageRequest) or a project file, or id of a project in schemas/cohorts",
    };

    private readonly Option<string?> _registry = RegistryOption.Create();

    private readonly Option<string?> _schemas = new("--schemas")
    {
        HelpName = "DIR",
        Description = "For a project: folder with sources (contracts), models and cohorts [default: found from here upwards]",
    };

    private readonly Option<string> _data = PlaceOptions.Data();

    private readonly Option<DateTimeOffset?> _at = InstantOption.Create();

    /// <summary>Declares the verb.</summary>
    public DecideVerb()
        : base(
            "decide",
            "Says whether a rule permits a request, with every check, every reason against it, and what would have to change. Nothing is executed, no source is read.",
            new("linkage decide governance/scenarios/requests/homes-and-money.yaml", "A request that a person wrote"),
            new("linkage decide homes-and-money --at 2028-01-01", "The request of a project, as it would be decided then"),
            new("linkage decide request.yaml --registry governance --json | jq .outcome", "For a program: one object, and the exit code"))
    {
        Add(_request);
        Add(_registry);
        Add(_schemas);
        Add(_data);
        Add(_at);
    }

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var registry = RegistryOption.Source(parse.GetValue(_registry), Path.GetFullPath(parse.GetRequiredValue(_data)));
        var clock = parse.GetValue(_at) is { } at ? new FixedClock(at) : context.Clock;
        var asked = parse.GetRequiredValue(_request);
        var decisions = IsRequest(asked)
            ? [GateDecision.Decide(registry.Load(), RequestFile.Load(asked), clock.GetUtcNow())]
            : OfProject(asked, parse, registry, clock);
        var document = DecideDocument.Of(decisions[^1]);
        return Task.FromResult(new VerbResult(
            decisions[^1].IsAllowed ? ExitCode.Done : ExitCode.Refused,
            document,
            screen => DecideReport.Print(screen, asked, decisions, document)));
    }

    // A file that says it is a project is one; every other file has to be a request, and says so where it is not. What is no file is the id of a project.
    private static bool IsRequest(string asked) =>
        (File.Exists(asked) || asked.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase))
        && !(YamlDocument.Load(asked).Root is YamlMapping map && map.Entries.Any(entry => entry is { Key: "kind", Value: YamlScalar { Value: "LinkageProject" } }));

    private IReadOnlyList<Decision> OfProject(string project, ParseResult parse, IRegistrySource registry, TimeProvider clock)
    {
        var schemas = RepositoryFolder.Find("--schemas", parse.GetValue(_schemas), "schemas", "cohorts");
        var data = Path.GetFullPath(parse.GetRequiredValue(_data));
        var place = new Place(
            new RunEnvironment
            {
                Workspace = data,
                Sources = Path.Combine(data, "sources"),
                Registry = registry,
                Contracts = Path.Combine(schemas, "sources"),
                Models = Path.Combine(schemas, "models"),
                Clock = clock,
            },
            Path.Combine(schemas, "cohorts"));
        return new ProjectRun(place.Environment).Plan(ProjectFile.Load(place.ProjectFile(project))).Decisions;
    }
}
