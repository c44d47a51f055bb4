using Linkage.Matching.Duck;

namespace Linkage.Matching.Evaluation;

/// <summary>Quality of clusters from how they share their records with the entities.</summary>
internal static class ClusterMeasure
{
    internal static ClusterQuality Measure(EvaluationTables tables, SqlName clusters, CancellationToken cancellationToken)
    {
        // Few rows however many records: sums are made here, in their order, so that they come out the same whatever the number of threads.
        var cells = tables.Session.Query(
            EvaluationTables.Text("cluster_cells", ("clusters", clusters.ToString())),
            r => new Cell(r.GetInt64(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3)),
            cancellationToken);
        var records = cells.Sum(c => c.Shared * c.Times);
        long Pairs(Func<Cell, long> size) => cells.Sum(c => c.Times * c.Shared * (size(c) - 1)) / 2;
        double Mean(Func<Cell, double> of) => cells.Sum(c => c.Times * c.Shared * of(c)) / records;
        double? Explained(double left, double whole) => whole <= 0 ? null : Math.Clamp(1 - left / whole, 0, 1);

        var entropyOfEntities = records == 0 ? 0 : -Mean(c => Math.Log((double)c.Entity / records));
        var entropyOfClusters = records == 0 ? 0 : -Mean(c => Math.Log((double)c.Cluster / records));
        return new ClusterQuality
        {
            Records = records,
            ClusterPairs = Pairs(c => c.Cluster),
            TruePairs = Pairs(c => c.Entity),
            SharedPairs = Pairs(c => c.Shared),
            Entities = cells.Where(c => c.Entity > 1).GroupBy(c => c.Entity).Sum(g => g.Sum(c => c.Times * c.Shared) / g.Key),
            EntitiesTogether = cells.Where(c => c.Entity > 1 && c.Shared == c.Entity).Sum(c => c.Times),
            EntitiesWhole = cells.Where(c => c.Entity > 1 && c.Shared == c.Entity && c.Cluster == c.Entity).Sum(c => c.Times),
            SingleEntities = cells.Where(c => c.Entity == 1).Sum(c => c.Times),
            SingleEntitiesAlone = cells.Where(c => c is { Entity: 1, Cluster: 1 }).Sum(c => c.Times),
            Homogeneity = records == 0 ? null : Explained(-Mean(c => Math.Log((double)c.Shared / c.Cluster)), entropyOfEntities),
            Completeness = records == 0 ? null : Explained(-Mean(c => Math.Log((double)c.Shared / c.Entity)), entropyOfClusters),
            BCubedPrecision = records == 0 ? null : Mean(c => (double)c.Shared / c.Cluster),
            BCubedRecall = records == 0 ? null : Mean(c => (double)c.Shared / c.Entity),
        };
    }

    /// <summary>A cluster and an entity that share records.</summary>
    /// <param name="Shared">Records of both.</param>
    /// <param name="Cluster">Records of the cluster.</param>
    /// <param name="Entity">Records of the entity.</param>
    /// <param name="Times">How often such a cell is met.</param>
    private readonly record struct Cell(long Shared, long Cluster, long Entity, long Times);
}
