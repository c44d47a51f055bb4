using Linkage.Matching.Clustering;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Tests.Clustering;

/// <summary>Clustering by the numbers of a run gives what clustering by record ids gives.</summary>
public sealed class ClusterRunTests
{
    [Theory]
    [InlineData("a", "b")]
    [InlineData("b", "a")]
    [InlineData("a")]
    [InlineData("b")]
    [InlineData("a", "b", "c")]
    public void Cluster_ARun_EqualsItsLinksByRecordIds(params string[] datasets)
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 800);
        LinkInput[] inputs = [.. ((string[])["b", "a"]).Select(d => new LinkInput { Dataset = d, Relation = new SqlName(d), RecordIdColumn = "id", Columns = SyntheticPeople.Columns })];
        var run = Linker.Link(
            session, inputs, new LinkSettings { MinimumProbability = .01, CompareAllBelow = 0, PermittedPairs = [new("a", "b"), new("a", "a"), new("b", "b")] }, null, CancellationToken.None);

        foreach (var settings in Settings(datasets))
        {
            var byIds = Read(Clusterer.Cluster(session, run.Links, run.Records, datasets, settings, CancellationToken.None));
            Assert.Equal(byIds, Read(Clusterer.Cluster(session, run, datasets, settings, CancellationToken.None)));
        }

        IReadOnlyList<string> Read(ClusterResult result) =>
        [
            .. result.Thresholds.Select(t => t.ToString()),
            $"{result.ClusterCount} {result.RefusedLinks} {result.CutLinks}",
            .. MatchingSession.Rows(session, $"FROM {result.Clusters} ORDER BY dataset, record_id"),
            .. MatchingSession.Rows(session, $"FROM {result.ClustersByThreshold} ORDER BY threshold, dataset, record_id"),
            .. MatchingSession.Rows(session, $"FROM {result.Splits}"),
        ];
    }

    private static ClusterSettings[] Settings(string[] datasets) =>
    [
        new() { MinimumProbability = .5 },
        new() { Thresholds = [.1, .99], MaxClusterSize = 2 },
        new() { DuplicateFree = datasets, BestMutualOnly = true },
    ];
}
