using Linkage.Governance.Decisions;
using Linkage.Governance.Rules;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Gate;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Pseudonymise;
using Linkage.Pipeline.Release.Generalise;
using Linkage.Pipeline.Release.Sums;
using Linkage.Pipeline.Release.Trials;

namespace Linkage.Pipeline.Run;

/// <summary>Writes down what a run would do, stage by stage, with the SQL steps it would take.</summary>
internal static class RunPlanner
{
    /// <summary>The plan of a project under the decisions on it.</summary>
    public static RunPlan Plan(
        Project project,
        IReadOnlyDictionary<DatasetId, DatasetContract> contracts,
        IReadOnlyList<PairModel> models,
        IReadOnlyList<Decision> decisions,
        IReadOnlyList<DatasetId> leftOut)
    {
        var read = project.Datasets.Select(d => d.Id).Except(leftOut).Concat(project.Suppress).Select(d => contracts[d]).ToList();
        return new RunPlan(project, decisions, [.. leftOut.Select(d => d.Value)],
        [
            new PlannedStage("Extract", "Take each file as it came, hold it against its contract, land typed rows and rejects.", [.. read.Select(ExtractStep)]),
            new PlannedStage("Pseudonymise", "Split each dataset under record keys: identifiers to the identity zone, attributes to the research zone.",
                [.. read.Select(PseudonymiseStep), .. Sql(typeof(PseudonymiseStage), "keyed_records", "half_of_records")]),
            new PlannedStage("Link", "Ask the gate again; compare granted pairs only; one spine under this grant's own keys.",
                [.. project.Joins.Where(j => !leftOut.Contains(j.Left) && !leftOut.Contains(j.Right)).Select(JoinStep),
                .. models.Select(ModelStep),
                .. project.Suppress.Select(s => new PlannedStep(s.Value, "suppression list: looked up for every person", null)),
                .. Sql(typeof(LinkStage), "permitted_links", "linked_records", "probe_hit", "spine", "marked_record", "list_hit", "protected_place", "near_address", "protected_person", "protected_people")]),
            new PlannedStage("Gate", "Mount only the granted columns, under person keys.",
                [.. project.Datasets.Select(d => MountStep(d, contracts[d.Id], leftOut)), .. Sql(typeof(GateStage), "mounted_table", "suppressed_people")]),
            new PlannedStage("Release", "Ask the gate again; run the queries in a locked session; protect, sign and publish.",
                [.. TrialSteps(project), .. project.Outputs.Select(o => OutputStep(project, o)),
                .. project.Outputs.Any(SumOutputs.IsOf) ? Sql(typeof(SumOutputs), "people_by_group", "contributions", "sum_figures", "changed_contributions", "kept_contributions") : [],
                .. project.Outputs.Any(o => o.Columns.Any(c => c.Generalise is not null)) ? Sql(typeof(RowsGeneralisation), "ladder_values", "combination", "node_count") : [],
                .. project.Outputs.Any(o => o.Kind == OutputKind.PseudonymisedRows) ? Sql(typeof(RowsGeneralisation), "coarsened_rows", "single_values") : [],
                .. RequestBuilder.Queries(project).Select(q => new PlannedStep(q.Name, $"query {q.Query.FileName}, digest {q.Query.Digest}", q.Query.Sql))]),
        ]);
    }

    private static PlannedStep ExtractStep(DatasetContract contract) =>
        new(contract.Id.Value, $"{contract.File.NamePattern} ({contract.File.Format}), contract {contract.Version} with hash {contract.ContentHash}, {contract.Columns.Count} columns, origin {contract.Origin}{Lineage(contract)}", null);

    private static string Lineage(DatasetContract contract) => contract.DerivedFrom is not { } derivation ? string.Empty
        : FormattableString.Invariant($", derived from {string.Join(", ", contract.Parents)} under {derivation.Rule} v{derivation.Version}");

    private static PlannedStep PseudonymiseStep(DatasetContract contract) =>
        new(contract.Id.Value, string.Join("; ", contract.Columns.GroupBy(c => c.HomeZone).OrderBy(g => g.Key).Select(g => $"{g.Key}: {string.Join(", ", g.Select(c => c.Name))}")), null);

    private static PlannedStep JoinStep(ProjectJoin join) =>
        new($"{join.Left} {join.Type} {join.Right}", FormattableString.Invariant($"by {string.Join(" and ", join.Keys)}, probability at least {join.MinimumProbability}"), null);

    private static PlannedStep ModelStep(PairModel pair) => new(
        ModelPin.PairOf(pair.Left, pair.Right),
        pair.Name is null ? $"{ModelPin.Trained}: their kinds have no default model, so one is trained on this run's own pairs" : $"model {pair.Name} with digest {pair.Digest}",
        null);

    private static PlannedStep MountStep(ProjectDataset dataset, DatasetContract contract, IReadOnlyList<DatasetId> leftOut)
    {
        var columns = contract.Columns.Where(c => c.HomeZone == Zones.Zone.Research && dataset.Columns.ContainsKey(c.Name)).Select(c => c.Name).Prepend("person_key");
        return new PlannedStep(dataset.Id.ViewName, $"{string.Join(", ", columns)}{(leftOut.Contains(dataset.Id) ? " (empty: no rule permits it now)" : string.Empty)}", null);
    }

    private static IEnumerable<PlannedStep> TrialSteps(Project project) => project.Trial is not { } trial ? [] :
    [
        new(trial.Id, $"trial by {trial.Unit}, {trial.Assignment}{(trial.Column is { } column ? $" ({column})" : string.Empty)}, strata ({string.Join(", ", trial.Strata)}): {string.Join(", ", trial.Arms.Select(ArmInWords))}", null),
        .. Sql(typeof(ArmedCohort), "trial_people", "trial_enrolled", "trial_new_units", trial.Column is null ? "arms_by_chance" : "arms_by_column", "arms_of_people", "armed_cohort", "trial_balance", "enrolment_register"),
    ];

    private static string ArmInWords(RequestedArm arm) =>
        $"{arm.Name}{(arm.IsControl ? " (control)" : string.Empty)}{(arm.Share is { } share ? FormattableString.Invariant($" {share}") : arm.Values.Count > 0 ? $" [{string.Join(", ", arm.Values)}]" : " everybody else")}";

    private static PlannedStep OutputStep(Project project, ProjectOutput output) =>
        new(output.Name, $"{output.Kind} at {output.Granularity} granularity to {project.RecipientTeam} in {project.RecipientEnvironment}: {string.Join(", ", output.Columns.Select(c => c.Name))}", null);

    private static IEnumerable<PlannedStep> Sql(Type room, params string[] names) =>
        names.Select(n => SqlStep.Load(room, n)).Select(s => new PlannedStep(s.Name, s.Description, s.Text));
}
