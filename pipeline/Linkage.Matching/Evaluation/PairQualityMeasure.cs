using System.Globalization;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Evaluation;

/// <summary>Quality by threshold of links judged by a truth or by labels.</summary>
internal static class PairQualityMeasure
{
    /// <summary>Against the truth of the tables.</summary>
    internal static PairQuality OfTruth(EvaluationTables tables, CancellationToken cancellationToken)
    {
        var session = tables.Session;
        var truePairs = session.Scalar<long>(EvaluationTables.Text("true_pairs", ("members", "lnk_eval_record"), ("permitted", tables.Permitted)), cancellationToken);
        var unjudged = session.Scalar<long>("SELECT count(*) FROM lnk_eval_link WHERE is_true IS NULL", cancellationToken);
        return Measure(tables, "lnk_eval_link", truePairs, unjudged, 0, cancellationToken);
    }

    /// <summary>Against the labels of the request.</summary>
    internal static PairQuality OfLabels(EvaluationTables tables, SqlName labels, CancellationToken cancellationToken)
    {
        var session = tables.Session;
        tables.Run("eval_labels", ("labels", labels.ToString()), ("permitted", tables.Permitted));
        var (usable, truePairs, linked) = session.Query(
            "SELECT coalesce(sum(times), 0)::BIGINT, count(*) FILTER (is_true), count(weight) FROM lnk_eval_label",
            r => (r.GetInt64(0), r.GetInt64(1), r.GetInt64(2)),
            cancellationToken)[0];
        var given = session.Scalar<long>($"SELECT count(*) FROM {labels} WHERE is_match IS NOT NULL", cancellationToken);
        var links = session.Scalar<long>("SELECT count(*) FROM lnk_eval_link", cancellationToken);
        return Measure(tables, "lnk_eval_label", truePairs, links - linked, given - usable, cancellationToken);
    }

    private static PairQuality Measure(EvaluationTables tables, string judged, long truePairs, long unjudged, long unusable, CancellationToken cancellationToken)
    {
        var (session, threshold) = (tables.Session, tables.Request.Threshold);
        tables.Run("eval_weights", ("judged", judged));
        var (found, links, trueLinks, least, greatest) = session.Query(
            "SELECT coalesce(max(true_links), 0)::BIGINT, coalesce(max(links) FILTER (match_probability >= $1), 0)::BIGINT, coalesce(max(true_links) FILTER (match_probability >= $1), 0)::BIGINT, min(match_weight), max(match_weight) FROM lnk_quality",
            [threshold],
            r => (r.GetInt64(0), r.GetInt64(1), r.GetInt64(2), r.IsDBNull(3) ? (double?)null : r.GetDouble(3), r.IsDBNull(4) ? 0 : r.GetDouble(4)),
            cancellationToken)[0];
        QualityPoint Point(double weight, double probability, long all, long right) => new(weight, probability, right, all - right, truePairs - right);
        var best = session.Query(
            EvaluationTables.Text("best_quality"),
            [truePairs],
            r => Point(r.GetDouble(3), r.GetDouble(0), r.GetInt64(1), r.GetInt64(2)),
            cancellationToken);
        return new PairQuality
        {
            TruePairs = truePairs,
            TruePairsFound = found,
            UnjudgedLinks = unjudged,
            UnusableLabels = unusable,
            Best = best.Count == 0 ? null : best[0],
            AtThreshold = Point(MatchWeights.Weight(threshold), threshold, links, trueLinks),
            Curve = least is { } from
                ? session.Query(
                    EvaluationTables.Text("quality_curve", ("grid", List(MatchWeights.Grid(from, greatest, tables.Request.CurvePoints)))),
                    r => Point(r.GetDouble(0), MatchWeights.Probability(r.GetDouble(0)), r.GetInt64(1), r.GetInt64(2)),
                    cancellationToken)
                : [],
        };
    }

    private static string List(IEnumerable<double> values) => $"[{string.Join(", ", values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}]::DOUBLE[]";
}
