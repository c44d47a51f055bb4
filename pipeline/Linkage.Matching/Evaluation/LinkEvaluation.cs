using Linkage.Matching.Duck;

namespace Linkage.Matching.Evaluation;

/// <summary>Measures links against a known truth.</summary>
public sealed record LinkEvaluation
{
    /// <summary>Pairs of records of one entity among the pairs that could be linked.</summary>
    public required long TruePairs { get; init; }

    /// <summary>True pairs among the links given, at any threshold: what blocking and the lowest threshold let through.</summary>
    public required long TruePairsFound { get; init; }

    /// <summary>The best F1 of all thresholds, picked with the truth in hand: an upper bound, not a promise.</summary>
    public required Quality Best { get; init; }

    /// <summary>Quality at the fixed threshold asked for.</summary>
    public required Quality AtThreshold { get; init; }

    /// <summary>Measures links.</summary>
    /// <param name="session">Holds the tables.</param>
    /// <param name="links">Links as in <see cref="LinkResult.Links"/>.</param>
    /// <param name="entities">One row a record: dataset, record_id, entity (equal for records of one entity; NULL for unknown).</param>
    /// <param name="permitted">Pairs of datasets that were compared, or null for all different datasets, or a single one with itself.</param>
    /// <param name="threshold">The fixed threshold, 0 to 1.</param>
    /// <param name="cancellationToken">Interrupts the running statement.</param>
    public static LinkEvaluation Measure(DuckSession session, SqlName links, SqlName entities, IReadOnlyList<DatasetPair>? permitted, double threshold, CancellationToken cancellationToken)
    {
        var truePairs = CountTruePairs(session, entities, permitted, cancellationToken);
        session.Execute(
            SqlStep.Load(typeof(LinkEvaluation), "quality_by_weight").With(("links", links.ToString()), ("entities", entities.ToString())).Text, cancellationToken);
        var (found, fixedLinks, fixedTrue) = session.Query(
            "SELECT coalesce(max(true_links), 0)::BIGINT, coalesce(max(links) FILTER (match_probability >= $1), 0)::BIGINT, coalesce(max(true_links) FILTER (match_probability >= $1), 0)::BIGINT FROM lnk_quality",
            [threshold],
            r => (r.GetInt64(0), r.GetInt64(1), r.GetInt64(2)),
            cancellationToken)[0];
        var best = session.Query(
            SqlStep.Load(typeof(LinkEvaluation), "best_quality").Text,
            [truePairs],
            r => Quality.From(r.GetDouble(0), r.GetInt64(1), r.GetInt64(2), truePairs),
            cancellationToken);
        session.Execute("DROP TABLE lnk_quality", cancellationToken);
        return new LinkEvaluation
        {
            TruePairs = truePairs,
            TruePairsFound = found,
            Best = best.Count == 0 ? Quality.From(1, 0, 0, truePairs) : best[0],
            AtThreshold = Quality.From(threshold, fixedLinks, fixedTrue, truePairs),
        };
    }

    /// <summary>The short form of a quality; null of null.</summary>
    internal static LinkEvaluation? Of(PairQuality? quality) => quality is null ? null : new LinkEvaluation
    {
        TruePairs = quality.TruePairs,
        TruePairsFound = quality.TruePairsFound,
        Best = quality.Best is { } best ? Quality.Of(best) : Quality.From(1, 0, 0, quality.TruePairs),
        AtThreshold = Quality.Of(quality.AtThreshold),
    };

    private static long CountTruePairs(DuckSession session, SqlName entities, IReadOnlyList<DatasetPair>? permitted, CancellationToken cancellationToken)
    {
        var datasets = session.Query($"SELECT DISTINCT dataset FROM {entities} ORDER BY dataset", r => r.GetString(0), cancellationToken);
        return session.Scalar<long>(
            EvaluationTables.Text("true_pairs", ("members", entities.ToString()), ("permitted", EvaluationTables.PermittedSql(datasets, permitted))), cancellationToken);
    }
}
