using System.Data.Common;
using System.Globalization;
using Linkage.Matching.Clustering;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Duck;
using Linkage.Matching.Evaluation;
using Linkage.Matching.Training;

namespace Linkage.Matching.Report;

/// <summary>Collects what a report says from the tables of a run. Record ids and values stay in the session unless they are asked for.</summary>
public static class MatchReportCollector
{
    /// <summary>Most steps of the distribution of weights.</summary>
    private const int MostBins = 80;

    /// <summary>Pairs looked at for each pair of a kind, to find some that differ.</summary>
    private const int PairsLookedAt = 50;

    /// <summary>Collects.</summary>
    /// <param name="session">Holds the run's tables.</param>
    /// <param name="request">What to report on.</param>
    /// <param name="cancellationToken">Interrupts the running statement.</param>
    public static MatchReportData Collect(DuckSession session, MatchReportRequest request, CancellationToken cancellationToken)
    {
        var run = request.Run;
        var threshold = request.Threshold ?? request.Settings.MinimumProbability;
        var chosen = Choose(session, request, threshold, cancellationToken, out var notFound);
        var explainers = new Dictionary<DatasetPair, PairExplainer>();
        PairExplainer ExplainerOf(RecordPair pair)
        {
            var datasets = LinkModels.InOrder(pair.LeftDataset, pair.RightDataset);
            return explainers.TryGetValue(datasets, out var known) ? known : explainers[datasets] = PairExplainer.Of(run, request.Settings, datasets);
        }

        var links = run.Links.ToString();
        var salt = request.Salt ?? session.Scalar<string>(SqlStep.Load(typeof(MatchReportCollector), "report_salt").With(("links", links)).Text, cancellationToken) ?? string.Empty;
        var labels = new RecordLabels(salt, request.ShowIdentifiers, chosen.SelectMany(c => new[] { (c.Pair.LeftDataset, c.Pair.LeftId), (c.Pair.RightDataset, c.Pair.RightId) }));
        var values = request.ShowIdentifiers ? new ExplainedValues(session, request.Inputs, cancellationToken) : null;
        return new MatchReportData
        {
            Title = request.Title,
            RunAt = request.RunAt,
            Datasets = session.Query($"SELECT dataset, count(*) FROM {run.Records} GROUP BY dataset ORDER BY dataset", r => new ReportDataset(r.GetString(0), r.GetInt64(1)), cancellationToken),
            PossiblePairs = run.PossiblePairs,
            PairsCompared = run.PairsCompared,
            LinkCount = session.Scalar<long>($"SELECT count(*) FROM {links} WHERE match_probability >= $1", [threshold], cancellationToken),
            Threshold = threshold,
            Prior = PairExplainer.Of(run, request.Settings).Prior,
            Model = run.Model,
            PairsWithOwnModels = run.Models.Pairs.Count,
            SettingsDigest = request.SettingsDigest,
            Seconds = [.. (request.Seconds ?? run.Seconds)],
            Warnings = run.Warnings,
            Comparisons = Comparisons(run),
            Weights = Weights(session, links, threshold, cancellationToken),
            Pairs = [.. chosen.Select(c => new ExplainedPair(
                c.Reason,
                labels.Of(c.Pair.LeftDataset, c.Pair.LeftId),
                labels.Of(c.Pair.RightDataset, c.Pair.RightId),
                c.Rule,
                c.Weight,
                c.Probability,
                ExplainerOf(c.Pair).Explain(c.Weight, c.Levels, c.Rarity is { } rarity ? name => rarity.GetValueOrDefault(name) : null, values is null ? null : values.Of(c.Pair))))],
            PairsNotFound = notFound,
            Blocking = run.Blocking,
            ClusterSizes = request.Evaluation?.ClusterShape?.Sizes ?? ClusterSizes(session, request.Clusters, cancellationToken),
            Evaluation = request.Evaluation,
            ShowsIdentifiers = request.ShowIdentifiers,
        };
    }

    private static IReadOnlyList<ReportComparison> Comparisons(LinkResult run) =>
    [
        .. run.Model.Comparisons.Zip(run.Comparisons, (model, comparison) => new ReportComparison(
            comparison.Name,
            [.. model.Levels.Zip(comparison.Levels).Where(l => l.Second.Test is not LevelTest.Never).Select(l => l.First)])),
    ];

    private static IReadOnlyList<WeightBin> Weights(DuckSession session, string links, double threshold, CancellationToken cancellationToken)
    {
        var (least, most) = session.Query(
            $"SELECT coalesce(min(match_weight), 0), coalesce(max(match_weight), 0) FROM {links}", r => (r.GetDouble(0), r.GetDouble(1)), cancellationToken)[0];
        var step = new[] { 1.0, 2, 5, 10, 20, 50, 100 }.FirstOrDefault(s => (most - least) / s <= MostBins, 1000);
        return session.Query(
            SqlStep.Load(typeof(MatchReportCollector), "report_weights").With(("links", links)).Text,
            [step, threshold],
            r => new WeightBin(r.GetDouble(0), r.GetDouble(0) + step, r.GetInt64(1), r.GetInt64(2)),
            cancellationToken);
    }

    private static IReadOnlyList<ClusterSizeBin> ClusterSizes(DuckSession session, ClusterResult? clusters, CancellationToken cancellationToken) =>
        clusters is null
            ? []
            : session.Query(
                SqlStep.Load(typeof(MatchReportCollector), "report_cluster_sizes").With(("clusters", clusters.Clusters.ToString())).Text,
                r => new ClusterSizeBin(r.GetInt64(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3), 0, r.GetInt64(4), 0),
                cancellationToken);

    private static List<ChosenPair> Choose(
        DuckSession session, MatchReportRequest request, double threshold, CancellationToken cancellationToken, out int notFound)
    {
        var columns = session.Query($"SELECT column_name FROM (DESCRIBE {request.Run.Links})", r => r.GetString(0), cancellationToken).ToHashSet(StringComparer.Ordinal);
        var rarities = columns.Where(c => c.StartsWith(PairExplainer.RarityPrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        var evidence = string.Concat(request.Run.Comparisons.Select(c => "level_" + c.Name).Concat(rarities).Select(c => $", {new SqlName(c)}"));
        var chosen = new List<ChosenPair>();

        IReadOnlyList<ChosenPair> Find(string reason, string condition, string order, int limit, params object?[] bound) => limit <= 0 ? [] : session.Query(
            SqlStep.Load(typeof(MatchReportCollector), "report_pairs").With(
                ("evidence", evidence), ("links", request.Run.Links.ToString()), ("condition", condition), ("order", order), ("limit", limit.ToString(CultureInfo.InvariantCulture))).Text,
            bound,
            row => ChosenPair.Of(reason, row, request.Run.Comparisons, rarities),
            cancellationToken);

        // Pairs that agree alike teach nothing twice.
        IReadOnlyList<ChosenPair> Unlike(IReadOnlyList<ChosenPair> found) => [.. found.DistinctBy(f => string.Join(',', f.Levels)).Take(request.PairsOfEachKind)];

        void Take(IReadOnlyList<ChosenPair> found) => chosen.AddRange(found.Where(f => !chosen.Exists(c => c.Pair == f.Pair)));

        notFound = 0;
        foreach (var named in request.Pairs)
        {
            var found = Find(
                "asked for",
                "(left_dataset = $1 AND CAST(left_id AS VARCHAR) = $2 AND right_dataset = $3 AND CAST(right_id AS VARCHAR) = $4) OR (left_dataset = $3 AND CAST(left_id AS VARCHAR) = $4 AND right_dataset = $1 AND CAST(right_id AS VARCHAR) = $2)",
                "match_weight DESC",
                1,
                named.LeftDataset,
                named.LeftId,
                named.RightDataset,
                named.RightId);
            notFound += found.Count == 0 ? 1 : 0;
            Take(found);
        }

        var each = request.PairsOfEachKind;
        Take(Unlike(Find("strongest link", "match_probability >= $1", "match_weight DESC", each * PairsLookedAt, threshold)));
        Take(Unlike(Find("just above the threshold", "match_probability >= $1", "match_weight", each * PairsLookedAt, threshold)));
        Take(Unlike(Find("just below the threshold", "match_probability < $1", "match_weight DESC", each * PairsLookedAt, threshold)));
        if (request.Evaluation?.Errors is { } errors)
        {
            Take([.. errors.FalsePositives.Take(each).SelectMany(e => Find("a link that is wrong", "left_dataset = $1 AND CAST(left_id AS VARCHAR) = $2 AND right_dataset = $3 AND CAST(right_id AS VARCHAR) = $4", "match_weight DESC", 1, e.LeftDataset, e.LeftId, e.RightDataset, e.RightId))]);
            Take([.. errors.FalseNegatives.Concat(errors.NotBlocked).Where(e => e.Weight is not null).Take(each).Select(ChosenPair.Of)]);
        }

        return chosen;
    }

    /// <summary>A pair chosen, with its ids: lives only while collecting.</summary>
    private sealed record ChosenPair(string Reason, RecordPair Pair, double Weight, double Probability, string Rule, int[] Levels, Dictionary<string, double?>? Rarity)
    {
        internal static ChosenPair Of(string reason, DbDataReader row, IReadOnlyList<Comparison> comparisons, List<string> rarities) => new(
            reason,
            new RecordPair(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3)),
            row.GetDouble(4),
            row.GetDouble(5),
            row.GetString(6),
            PairExplainer.Levels(comparisons, row),
            rarities.Count == 0 ? null : rarities.ToDictionary(r => r, r => row[r] is var value and not DBNull ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : (double?)null, StringComparer.Ordinal));

        internal static ChosenPair Of(ListedPair pair) => new(
            pair.BlockingRule is null ? "one person, never compared" : "one person, not linked",
            new RecordPair(pair.LeftDataset, pair.LeftId, pair.RightDataset, pair.RightId),
            pair.Weight!.Value,
            1 / (1 + Math.Pow(2, -pair.Weight.Value)),
            pair.BlockingRule ?? "none",
            [.. pair.Fields.Select(f => f.Level)],
            null);
    }
}
