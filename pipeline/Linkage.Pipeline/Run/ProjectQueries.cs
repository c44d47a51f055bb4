using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Run;

/// <summary>Holds the queries of a project against what may stand in them, and against what the project declares, before any data is read. Release checks them again.</summary>
internal sealed class ProjectQueries(Project project, IReadOnlyDictionary<DatasetId, DatasetContract> contracts)
{
    /// <summary>What stands against them; empty when nothing does.</summary>
    public IReadOnlyList<Refusal> Objections()
    {
        var refusals = new List<Refusal>();
        var tables = project.Datasets.Select(d => d.Id.ViewName).ToList();
        foreach (var (name, query) in RequestBuilder.Queries(project))
        {
            if (CohortGuard.Check(query.Sql, name == "cohort" ? tables : [.. tables, "cohort"]) is CohortVerdict.Refused refused)
            {
                refusals.Add(new Refusal("Start", refused.Code, $"{query.FileName}: {refused.Message}"));
            }
        }

        if (refusals.Count == 0 && Lineage() is { } untraced)
        {
            refusals.Add(new Refusal("Start", untraced.Code, untraced.Message));
        }

        return refusals;
    }

    // The gate has allowed what the project declares; that its queries keep to it is asked before data is read, and again at Release of the grant.
    private CohortVerdict.Refused? Lineage() => OutputLineage.FirstObjection(
        project,
        project.Datasets.ToDictionary(d => d.Id, IReadOnlyList<string> (d) =>
            ["person_key", .. contracts[d.Id].Columns.Where(c => c.HomeZone == Zone.Research && MayBeShown(d, c.Name)).Select(c => c.Name)]),
        (output, column) => project.Outputs.First(o => o.Name == output).Columns.First(c => c.Name == column).Sources,
        (dataset, column) => project.Datasets.Any(d => d.Id.Value == dataset && d.Columns.TryGetValue(column, out var uses) && uses.Contains("Output")),
        _ => null);

    private bool MayBeShown(ProjectDataset dataset, string column) =>
        (dataset.Columns.TryGetValue(column, out var uses) && (uses.Contains("Select") || uses.Contains("Output")))
        || project.Outputs.Any(o => o.Columns.Any(c => c.Sources.Contains($"{dataset.Id}.{column}")));
}
