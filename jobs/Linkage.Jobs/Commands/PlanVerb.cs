using System.CommandLine;
using Linkage.Jobs.Reporting;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Run;

namespace Linkage.Jobs.Commands;

/// <summary>Shows what a run would do and how the gate would decide. Reads configuration only.</summary>
internal sealed class PlanVerb : Verb
{
    private readonly Argument<string> _project = new("PROJECT") { Description = "Id of a project in schemas/cohorts, or a path to a project file" };
    private readonly Option<bool> _sql = new("--sql") { Description = "Print every SQL statement in full" };
    private readonly Option<string> _data = PlaceOptions.Data();
    private readonly PlaceOptions _place = new();

    /// <summary>Declares the verb.</summary>
    public PlanVerb()
        : base(
            "plan",
            "Prints the stages, joins, columns, SQL steps and the rule of a project, and the decision as it would fall now. Nothing is executed, no source is read.",
            new("linkage plan homes-and-money", "Stages, joins, rule and columns"),
            new("linkage plan homes-and-money --sql", "With every SQL statement"),
            new("linkage plan homes-and-money --at 2028-01-01", "Would a rule still permit it then?"))
    {
        Add(_project);
        Add(_sql);
        Add(_data);
        _place.AddTo(this);
    }

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var place = _place.Read(parse, parse.GetRequiredValue(_data), context.Clock);
        var plan = new ProjectRun(place.Environment).Plan(ProjectFile.Load(place.ProjectFile(parse.GetRequiredValue(_project))));
        var withSql = parse.GetValue(_sql);
        return Task.FromResult(new VerbResult(
            plan.Decision.IsAllowed ? ExitCode.Done : ExitCode.Refused,
            PlanDocument.Of(plan),
            screen => PlanReport.Print(screen, plan, withSql)));
    }
}
