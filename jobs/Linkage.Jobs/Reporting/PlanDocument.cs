using Linkage.Governance.Rules;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Run;

namespace Linkage.Jobs.Reporting;

/// <summary>What <c>plan --json</c> prints; <c>schemas/formats/plan-output.schema.json</c>.</summary>
/// <param name="Project">The project's id.</param>
/// <param name="Version">Version of the project file.</param>
/// <param name="Title">Its title.</param>
/// <param name="Purpose">Purpose code.</param>
/// <param name="Recipient">Team and environment.</param>
/// <param name="Channel">Contact channel of an outreach.</param>
/// <param name="Decision">The decision as it would fall now.</param>
/// <param name="LeftOut">Datasets asked for only where permitted, and not permitted now.</param>
/// <param name="Datasets">The datasets with the uses of each column.</param>
/// <param name="Joins">The pairs to join.</param>
/// <param name="Suppress">Lists applied at release.</param>
/// <param name="Outputs">What would be released.</param>
/// <param name="Stages">The stages with their steps.</param>
internal sealed record PlanDocument(
    string Project,
    int Version,
    string Title,
    string Purpose,
    PlanDocument.RecipientReference Recipient,
    string? Channel,
    DecisionDocument Decision,
    IReadOnlyList<string> LeftOut,
    IReadOnlyList<PlanDocument.Dataset> Datasets,
    IReadOnlyList<PlanDocument.Join> Joins,
    IReadOnlyList<string> Suppress,
    IReadOnlyList<PlanDocument.Output> Outputs,
    IReadOnlyList<PlannedStage> Stages)
{
    /// <summary>What protects tables and rows under the rule that permits them, defaults filled in; absent when no rule does or it lets neither out.</summary>
    public DisclosureInForce? Disclosure { get; private init; }

    /// <summary>Shapes a plan for printing.</summary>
    public static PlanDocument Of(RunPlan plan) => new(
        plan.Project.Id,
        plan.Project.Version,
        plan.Project.Title,
        plan.Project.Purpose,
        new RecipientReference(plan.Project.RecipientTeam, plan.Project.RecipientEnvironment),
        plan.Project.Channel,
        DecisionDocument.Of("Plan", plan.Decision),
        plan.LeftOut,
        plan.Project.Datasets.Select(d => new Dataset(d.Id.ToString(), d.Columns, d.WhenPermitted)).ToList(),
        plan.Project.Joins.Select(j => new Join(j.Left.ToString(), j.Right.ToString(), j.Type, j.Keys, j.MinimumProbability)).ToList(),
        plan.Project.Suppress.Select(s => s.ToString()).ToList(),
        plan.Project.Outputs.Select(o => new Output(o.Name, o.Kind, o.Granularity, o.Columns)).ToList(),
        plan.Stages)
    {
        Disclosure = plan.Disclosure is not { } terms ? null : new DisclosureInForce(
            terms.MinimumCell,
            terms.RoundingBase,
            terms.KAnonymity,
            terms.Dates ?? DisclosureTerms.DatesUnlessSaid,
            terms.MaximumSuppressedPercent ?? DisclosureTerms.MaximumSuppressedPercentUnlessSaid,
            terms.Sums),
    };

    /// <summary>Disclosure terms as they hold.</summary>
    /// <param name="MinimumCell">Counts below it are hidden; people.</param>
    /// <param name="RoundingBase">Counts are rounded to its nearest multiple; people.</param>
    /// <param name="KAnonymity">Fewest people who share a combination in rows.</param>
    /// <param name="Dates">Dates in rows are at least as coarse.</param>
    /// <param name="MaximumSuppressedPercent">Largest share of people left out of rows before columns with a ladder are made coarser, per cent.</param>
    /// <param name="Sums">How sums are protected; absent where none may leave.</param>
    internal sealed record DisclosureInForce(int MinimumCell, int RoundingBase, int KAnonymity, string Dates, int MaximumSuppressedPercent, SumTerms? Sums);

    /// <summary>Who receives the release.</summary>
    /// <param name="Team">The team.</param>
    /// <param name="Environment">Where it is read.</param>
    internal sealed record RecipientReference(string Team, string Environment);

    /// <summary>One dataset.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Columns">Column to uses.</param>
    /// <param name="WhenPermitted">Left out where no rule covers it.</param>
    internal sealed record Dataset(string Id, IReadOnlyDictionary<string, IReadOnlyList<string>> Columns, bool WhenPermitted);

    /// <summary>One pair.</summary>
    /// <param name="Left">Left dataset.</param>
    /// <param name="Right">Right dataset.</param>
    /// <param name="Type">Inner, Left or Anti.</param>
    /// <param name="Keys">uprn, household, person.</param>
    /// <param name="MinimumProbability">Least match probability.</param>
    internal sealed record Join(string Left, string Right, string Type, IReadOnlyList<string> Keys, double MinimumProbability);

    /// <summary>One output.</summary>
    /// <param name="Name">File name without ending.</param>
    /// <param name="Kind">What it is.</param>
    /// <param name="Granularity">Row, Household, Uprn, DataZone, Lsoa, Ward or City.</param>
    /// <param name="Columns">Every column, in order.</param>
    internal sealed record Output(string Name, OutputKind Kind, string Granularity, IReadOnlyList<ProjectOutputColumn> Columns);
}
