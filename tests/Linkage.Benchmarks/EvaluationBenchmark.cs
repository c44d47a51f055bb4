using System.Diagnostics;
using System.Globalization;
using System.Text;
using Linkage.Matching;
using Linkage.Matching.Clustering;
using Linkage.Matching.Duck;
using Linkage.Matching.Evaluation;

namespace Linkage.Benchmarks;

/// <summary>The evaluation of the records of a synthetic council deduplicated under sparse blocking, by group of people.</summary>
internal static class EvaluationBenchmark
{
    private static readonly string[] Groups = ["age_band", "sex", "naming", "tenure", "moved"];

    /// <summary>Links, evaluates, and prints the tables.</summary>
    /// <param name="city">Folder of a synthetic council.</param>
    /// <param name="memoryMib">DuckDB's limit, MiB.</param>
    public static string Run(string city, int memoryMib)
    {
        using var session = DuckSession.Open(new DuckOptions { MemoryLimitMib = memoryMib, SpillDirectory = Path.Combine(city, "spill"), PreserveInsertionOrder = false });
        LinkBenchmark.Load(session, city);
        session.Execute(
            $"""
            CREATE TABLE entities AS SELECT 'people' AS dataset, id AS record_id, person AS entity FROM people;
            CREATE TABLE attributes AS
            SELECT 'people' AS dataset, dataset || ' ' || record_id AS record_id, any_value(sex) AS sex, any_value(naming) AS naming, any_value(tenure) AS tenure, any_value(moved) AS moved,
                CASE WHEN any_value(age) < 18 THEN '00-17' WHEN any_value(age) < 30 THEN '18-29' WHEN any_value(age) < 45 THEN '30-44' WHEN any_value(age) < 65 THEN '45-64' ELSE '65+' END AS age_band
            FROM read_parquet({SqlName.Literal(Path.Combine(city, "truth/truth.parquet"))}) GROUP BY ALL
            """,
            CancellationToken.None);
        var settings = new LinkSettings { BlockingRules = LinkBenchmark.Sparse, MinimumProbability = .001, KeepRecords = true };
        var run = Linker.Link(
            session, [new LinkInput { Dataset = "people", Relation = new SqlName("people"), RecordIdColumn = "id", Columns = LinkBenchmark.Columns }], settings, null, CancellationToken.None);
        var clusters = Clusterer.Cluster(session, run, ["people"], new ClusterSettings(), CancellationToken.None);
        var before = ProcessorClock.PeakMib();
        using var process = Process.GetCurrentProcess();
        var (clock, processor) = (Stopwatch.StartNew(), process.TotalProcessorTime);
        var result = Evaluator.Evaluate(
            session,
            run,
            new EvaluationRequest { Truth = new SqlName("entities"), Clusters = clusters.Clusters, Groups = new SqlName("attributes"), GroupColumns = Groups },
            CancellationToken.None);
        var seconds = clock.Elapsed.TotalSeconds;
        process.Refresh();
        var busy = (process.TotalProcessorTime - processor).TotalSeconds;
        var text = new StringBuilder();
        void Line(FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
        Line($"{run.RecordCount:N0} records, {run.LinkCount:N0} links: evaluated in {seconds:F1} s ({busy:F1} s of processor), peak {before:F0} MiB before and {ProcessorClock.PeakMib():F0} MiB after");
        Line($"at .95: {result.Truth!.AtThreshold.Precision:F4} / {result.Truth.AtThreshold.Recall:F4} / {result.Truth.AtThreshold.F1:F4}, best {result.Truth.Best?.F1:F4}; {result.Truth.TruePairs:N0} true pairs");
        Line($"clusters: {result.Clusters!.Precision:F4} / {result.Clusters.Recall:F4} / {result.Clusters.F1:F4}, B-cubed F1 {result.Clusters.BCubedF1:F4}, V {result.Clusters.VMeasure:F4}, {result.Clusters.EntitiesWhole:N0} of {result.Clusters.Entities:N0} whole");
        Line($"shape: {result.ClusterShape!.Edges:N0} edges, {result.ClusterShape.Bridges:N0} bridges in {result.ClusterShape.ClustersWithBridges:N0} clusters of three or more, largest {result.ClusterShape.LargestCluster:N0}");
        Line($"errors: {result.Errors!.TruePairsBlocked:N0} of {result.Errors.TruePairsLookedAt:N0} true pairs blocked, {result.Errors.NotBlockedAboveThreshold:N0} of the others would be links");
        Line($"unlinkable by weight: {string.Join(", ", result.Unlinkable.Where(p => p.Weight is 0 or 5 or 10 or 20).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Weight:F0}: {p.Share:P1}")))}");
        Line($"");
        Line($"| rule | compared | links | true | only here | true only here |");
        Line($"|---|---:|---:|---:|---:|---:|");
        foreach (var rule in result.Rules)
        {
            Line($"| {rule.Rule} | {rule.PairsCompared:N0} | {rule.Links:N0} | {rule.TrueLinks:N0} | {rule.LinksOnlyHere:N0} | {rule.TrueLinksOnlyHere:N0} |");
        }

        Line($"");
        Line($"| by | group | records | true pairs | precision (95 %) | recall (95 %) | recall less the rest (95 %) |");
        Line($"|---|---|---:|---:|---|---|---|");
        foreach (var g in result.Groups)
        {
            Line($"| {g.Grouping} | {(g.MergedGroups > 0 ? "small groups" : g.Group ?? "no value")} | {g.Records:N0} | {g.TruePairs:N0} | {g.Precision?.Value:F4} ({g.Precision?.Low:F4} to {g.Precision?.High:F4}) | {g.Recall?.Value:F4} ({g.Recall?.Low:F4} to {g.Recall?.High:F4}) | {g.RecallToRest?.Value:F4} ({g.RecallToRest?.Low:F4} to {g.RecallToRest?.High:F4}) |");
        }

        return text.ToString();
    }
}
