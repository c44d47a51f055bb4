using Linkage.Governance.Decisions;
using Linkage.Governance.Documents;
using Linkage.Governance.Rules;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Projects;

namespace Linkage.Jobs.Explaining;

/// <summary>
/// What a run asked for. The store keeps the hash of it alone, so it is made anew from the project file, the contracts and the models as they are now, and believed only when it has
/// that hash.
/// </summary>
/// <param name="Title">The project's title.</param>
/// <param name="Request">What was asked.</param>
/// <param name="OnlyWherePermitted">Datasets that were asked for only where a rule permits them.</param>
internal sealed record AskedRequest(string Title, GateRequest Request, IReadOnlyList<string> OnlyWherePermitted)
{
    /// <summary>What a request of this hash asked for, or null when the project, its queries, its contracts or the models are not here or have changed.</summary>
    /// <param name="schemas">Folder with <c>cohorts</c>, <c>sources</c> and <c>models</c>.</param>
    /// <param name="project">The project's id.</param>
    /// <param name="hash">The hash of the request.</param>
    /// <param name="mostPriorRuns">The most earlier runs that the request can have named.</param>
    public static AskedRequest? Find(string schemas, string project, string hash, int mostPriorRuns)
    {
        try
        {
            var asked = ProjectFile.Find(project, Path.Combine(schemas, "cohorts"));
            var request = RequestBuilder.Build(asked, ContractFolder.Load(Path.Combine(schemas, "sources"), asked), SourceModels.Load(Path.Combine(schemas, "models")), []);
            return Enumerable.Range(0, mostPriorRuns + 1)
                .Reverse()
                .SelectMany(runs => Enum.GetNames<RunSchedule>().Select(schedule => request with { PriorRuns = runs, Schedule = schedule }))
                .Where(candidate => RequestHash.Of(candidate) == hash)
                .Select(candidate => new AskedRequest(asked.Title, candidate, [.. asked.Datasets.Where(dataset => dataset.WhenPermitted).Select(dataset => dataset.Id.Value)]))
                .FirstOrDefault();
        }
        catch (ConfigurationException)
        {
            return null;
        }
    }
}
