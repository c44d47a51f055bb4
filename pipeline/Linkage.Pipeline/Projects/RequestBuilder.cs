using Linkage.Governance.Decisions;
using Linkage.Matching;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Link;

namespace Linkage.Pipeline.Projects;

/// <summary>Turns a project and the contracts of its datasets into the request the gate decides.</summary>
public static class RequestBuilder
{
    /// <summary>The request for a project.</summary>
    /// <param name="project">The project.</param>
    /// <param name="contracts">Contracts by dataset.</param>
    /// <param name="models">The default models, of which the request names the one of each pair.</param>
    /// <param name="leaveOut">Datasets to ask without; their joins go with them.</param>
    public static GateRequest Build(
        Project project, IReadOnlyDictionary<DatasetId, DatasetContract> contracts, SourceModels models, IReadOnlyCollection<DatasetId> leaveOut)
    {
        var request = WithoutModels(project, contracts, leaveOut);
        return request with { Models = [.. Models(request, contracts, models).Select(m => new RequestedModel(m.Left, m.Right, m.Digest))] };
    }

    /// <summary>The model of every pair of datasets that a request lets be compared.</summary>
    /// <param name="request">The request.</param>
    /// <param name="contracts">Contracts by dataset.</param>
    /// <param name="models">The default models.</param>
    public static IReadOnlyList<PairModel> Models(GateRequest request, IReadOnlyDictionary<DatasetId, DatasetContract> contracts, SourceModels models) =>
        models.Of(ComparedPairs.Of(request).Select(p => new DatasetPair(p.Left, p.Right)), contracts.Values);

    private static GateRequest WithoutModels(Project project, IReadOnlyDictionary<DatasetId, DatasetContract> contracts, IReadOnlyCollection<DatasetId> leaveOut)
    {
        var datasets = project.Datasets.Where(d => !leaveOut.Contains(d.Id)).ToList();
        return new GateRequest
        {
            ProjectId = project.Id,
            Purpose = project.Purpose,
            Nation = project.Nation,
            Controller = project.Controller,
            Requester = project.Requester,
            Datasets = [.. datasets.Select(d => ToRequested(d, contracts))],
            Contracts = [.. datasets.SelectMany(d => WithParents(d.Id, contracts)).Concat(project.Suppress).Distinct().Select(d => contracts[d])
                .Select(c => new RequestedContract(c.Id.Value, c.Version, c.ContentHash))],
            Joins = [.. project.Joins.Where(j => !leaveOut.Contains(j.Left) && !leaveOut.Contains(j.Right))
                .Select(j => new RequestedJoin(j.Left.Value, j.Right.Value, j.Type, j.Keys, j.MinimumProbability))],
            Selections = [.. Queries(project).Select(q => new RequestedSelection(q.Name, q.Query.Digest))],
            Trial = project.Trial,
            Outputs = [.. project.Outputs.Select(Output)],
            SuppressionLists = [.. project.Suppress.Select(s => s.Value)],
            RecipientTeam = project.RecipientTeam,
            RecipientEnvironment = project.RecipientEnvironment,
            Channel = project.Channel,
        };
    }

    /// <summary>An output as it is asked for.</summary>
    internal static RequestedOutput Output(ProjectOutput output) => new(
        output.Name,
        output.Kind.ToString(),
        output.Granularity,
        [.. output.Columns.Select(c => new RequestedOutputColumn(c.Name, c.Role, c.Sources) { Numerator = c.Numerator, Denominator = c.Denominator })]);

    /// <summary>Every query of a project with the name a rule knows it by: <c>cohort</c>, or the output it makes.</summary>
    public static IEnumerable<(string Name, ProjectQuery Query)> Queries(Project project) =>
        project.Outputs.Where(o => o.Query is not null).Select(o => (o.Name, o.Query!)).Prepend(("cohort", project.Cohort));

    private static RequestedDataset ToRequested(ProjectDataset dataset, IReadOnlyDictionary<DatasetId, DatasetContract> contracts)
    {
        var contract = contracts[dataset.Id];
        return new RequestedDataset(
            dataset.Id.Value,
            contract.Origin,
            [.. dataset.Columns.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => Column(contract, c.Key, c.Value))],
            Derivation(contract, contracts));
    }

    private static RequestedColumn Column(DatasetContract contract, string name, IReadOnlyList<string> uses)
    {
        var column = contract.Columns.FirstOrDefault(c => c.Name == name);
        return new RequestedColumn(
            name,
            column?.Classification.ToString() ?? "Unknown",
            uses,
            From: column?.From is { } from ? [.. from.Select(c => c.ToString()).Order(StringComparer.Ordinal)] : null);
    }

    private static RequestedDerivation? Derivation(DatasetContract contract, IReadOnlyDictionary<DatasetId, DatasetContract> contracts) =>
        contract.DerivedFrom is not { } derivation ? null : new RequestedDerivation(
            derivation.Rule,
            derivation.Version,
            [.. contract.Parents.Select(parent => new RequestedDataset(
                parent.Value,
                contracts[parent].Origin,
                [.. contract.MadeOf.Where(c => c.Dataset == parent).Select(c => c.Column).Order(StringComparer.Ordinal).Select(name => Column(
                    contracts[parent], name, derivation.SelectedBy.Contains(new ColumnReference(parent, name)) ? ["Select"] : []))],
                Derivation(contracts[parent], contracts)))]);

    private static IEnumerable<DatasetId> WithParents(DatasetId id, IReadOnlyDictionary<DatasetId, DatasetContract> contracts) =>
        contracts[id].Parents.SelectMany(parent => WithParents(parent, contracts)).Prepend(id);
}
