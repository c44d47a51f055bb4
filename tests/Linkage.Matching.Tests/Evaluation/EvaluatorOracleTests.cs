using System.Globalization;
using Linkage.Matching.Duck;
using Linkage.Matching.Evaluation;

namespace Linkage.Matching.Tests.Evaluation;

/// <summary>Evaluations of made-up links held against slow sums over every pair.</summary>
public sealed class EvaluatorOracleTests
{
    private static readonly string[] Datasets = ["a", "b", "c"];

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Evaluate_RandomLinks_AgreesWithCountingEveryPair(int seed)
    {
        using var made = new Made(seed);

        var result = made.Evaluate();

        Agree(result.Truth!, made.Pairs.Where(p => p.IsTrue is not null).Select(p => (p.Weight, p.IsTrue!.Value)).ToList(), made.Threshold);
        Assert.Equal(made.Pairs.Count(p => p.Weight is not null && p.IsTrue is null), result.Truth!.UnjudgedLinks);
        Agree(result.Labels!, made.Pairs.Where(p => p.Label is not null).Select(p => (p.Weight, p.Label!.Value)).ToList(), made.Threshold);
        Assert.Equal(made.Pairs.Count(p => p.Weight is not null && p.Label is null), result.Labels!.UnjudgedLinks);
        Assert.Equal(made.UnusableLabels, result.Labels.UnusableLabels);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Evaluate_RandomClusters_AgreesWithCountingEveryPair(int seed)
    {
        using var made = new Made(seed);
        var records = made.Records.Where(r => r.Judged).ToList();

        var (quality, shape) = (made.Evaluate().Clusters!, made.Evaluate().ClusterShape!);

        var pairs = records.SelectMany((l, i) => records.Skip(i + 1).Select(r => (SameCluster: l.Cluster == r.Cluster, SameEntity: l.Own == r.Own))).ToList();
        Assert.Equal((pairs.Count(p => p.SameCluster), pairs.Count(p => p.SameEntity), pairs.Count(p => p is { SameCluster: true, SameEntity: true })), (quality.ClusterPairs, quality.TruePairs, quality.SharedPairs));
        HashSet<int> Cluster(Record record) => [.. records.Where(r => r.Cluster == record.Cluster).Select(r => r.Rid)];
        HashSet<int> Entity(Record record) => [.. records.Where(r => r.Own == record.Own).Select(r => r.Rid)];
        var entities = records.GroupBy(r => r.Own).Select(g => g.First()).ToList();
        Assert.Equal(entities.Count(e => Entity(e).Count > 1), quality.Entities);
        Assert.Equal(entities.Count(e => Entity(e).Count > 1 && Entity(e).SetEquals(Cluster(e))), quality.EntitiesWhole);
        Assert.Equal(entities.Count(e => Entity(e).Count > 1 && Entity(e).IsSubsetOf(Cluster(e))), quality.EntitiesTogether);
        Assert.Equal((entities.Count(e => Entity(e).Count == 1), entities.Count(e => Entity(e).Count == 1 && Cluster(e).Count == 1)), (quality.SingleEntities, quality.SingleEntitiesAlone));
        Assert.Equal(records.Average(r => (double)Cluster(r).Intersect(Entity(r)).Count() / Cluster(r).Count), quality.BCubedPrecision!.Value, 12);
        Assert.Equal(records.Average(r => (double)Cluster(r).Intersect(Entity(r)).Count() / Entity(r).Count), quality.BCubedRecall!.Value, 12);
        var (byEntity, byCluster, both) = (Entropy(records.Select(r => r.Own)), Entropy(records.Select(r => r.Cluster)), Entropy(records.Select(r => (r.Own, r.Cluster))));
        Assert.Equal(1 - (both - byCluster) / byEntity, quality.Homogeneity!.Value, 9);
        Assert.Equal(1 - (both - byEntity) / byCluster, quality.Completeness!.Value, 9);

        var edges = made.Pairs.Where(p => p.Weight is { } w && Probability(w) >= made.Threshold).ToList();
        var within = edges.Where(e => e.Left.Cluster == e.Right.Cluster).ToList();
        Assert.Equal((within.Count, edges.Count - within.Count), (shape.Edges, shape.EdgesBetweenClusters));
        Assert.Equal(made.Records.GroupBy(r => r.Cluster).Count(), shape.Clusters);
        Assert.Equal(made.Records.GroupBy(r => r.Cluster).GroupBy(c => c.Count()).OrderBy(g => g.Key).Select(g => $"{g.Key}:{g.Count()}").Where(s => s.Split(':')[0].Length == 1), shape.Sizes.Where(s => s.From < 10).Select(s => $"{s.From}:{s.Clusters}"));
        Assert.Equal(made.Records.Count, shape.Sizes.Sum(s => s.Records));
        Assert.Equal(within.Count, shape.Sizes.Sum(s => s.Edges));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Evaluate_RandomGroups_AgreesWithCountingEveryPair(int seed)
    {
        using var made = new Made(seed);

        var groups = made.Evaluate().Groups;

        var bySize = made.Records.Where(r => r.Judged).GroupBy(r => r.Group).ToDictionary(g => g.Key ?? "∅", g => g.Count());
        var shown = groups.Where(g => g.MergedGroups == 0).ToList();
        Assert.All(groups, g => Assert.True(g.Records >= Made.SmallestGroup));
        Assert.Equal(made.Records.Count(r => r.Judged), groups.Sum(g => g.Records));
        Assert.Equal(bySize.Count, groups.Sum(g => Math.Max(1, g.MergedGroups)));
        var own = shown.Select(g => g.Group ?? "∅").ToHashSet();
        foreach (var group in groups)
        {
            bool In(Record record) => group.MergedGroups > 0 ? !own.Contains(record.Group ?? "∅") : record.Group == group.Group;
            var pairs = made.Pairs.Where(p => p.IsTrue is not null && (In(p.Left) || In(p.Right))).ToList();
            var links = pairs.Where(p => p.Weight is { } w && Probability(w) >= made.Threshold).ToList();
            var right = links.Count(l => l.IsTrue == true);
            Assert.Equal(group.Recall?.Whole, group.TruePairs);
            Assert.True(group.Recall is null || group.Recall == new Proportion(right, pairs.Count(p => p.IsTrue == true)));
            Assert.True(group.Precision is null || group.Precision == new Proportion(right, links.Count));
            var rest = made.Pairs.Where(p => p.IsTrue is not null && !In(p.Left) && !In(p.Right)).ToList();
            var restLinks = rest.Where(p => p.Weight is { } w && Probability(w) >= made.Threshold).ToList();
            if (group is { RecallToRest: { } difference, Recall: not null })
            {
                Assert.Equal((double)group.Recall.Part / group.Recall.Whole - (double)restLinks.Count(l => l.IsTrue == true) / rest.Count(p => p.IsTrue == true), difference.Value, 12);
                Assert.True(difference.Low <= difference.Value && difference.Value <= difference.High);
            }
        }
    }

    /// <summary>No count of one to five pairs found, missed or wrong can be read off the shares shown: of a group, of its rest, or of those withheld together.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Evaluate_RandomGroups_TellsOfNoFewPairs(int seed)
    {
        using var made = new Made(seed);

        var groups = made.Evaluate().Groups;

        var own = groups.Where(g => g.MergedGroups == 0).Select(g => g.Group ?? "∅").ToHashSet();
        string Of(Record record) => own.Contains(record.Group ?? "∅") ? record.Group ?? "∅" : "merged";
        string Name(GroupAccuracy group) => group.MergedGroups > 0 ? "merged" : group.Group ?? "∅";
        var judged = made.Pairs.Where(p => p.IsTrue is not null).Select(p => (L: Of(p.Left), R: Of(p.Right), p.IsTrue, IsLink: p.Weight is { } w && Probability(w) >= made.Threshold)).ToList();
        bool Safe(Func<string, string, bool> which, bool? wrong)
        {
            var pairs = judged.Where(p => which(p.L, p.R)).ToList();
            var (found, error) = (pairs.Count(p => p is { IsLink: true, IsTrue: true }), pairs.Count(p => wrong == true ? p is { IsLink: true, IsTrue: false } : p is { IsLink: false, IsTrue: true }));
            return new[] { found, wrong is null ? 0 : error }.All(n => n is 0 or >= Made.SmallestGroup);
        }

        foreach (var wrong in new[] { true, false })
        {
            var shown = groups.Where(g => (wrong ? g.Precision : g.Recall) is not null).Select(Name).ToHashSet();
            var safe = groups.Select(Name).Where(g => Safe((l, r) => l == g || r == g, wrong) && Safe((l, r) => l != g && r != g, wrong)).ToHashSet();
            Assert.Subset(safe, shown);
            Assert.True(shown.Count == 0 || Safe((l, r) => !shown.Contains(l) && !shown.Contains(r), wrong) || judged.Count(p => p.IsLink && p.IsTrue == true && !shown.Contains(p.L) && !shown.Contains(p.R)) is > 0 and < Made.SmallestGroup);
        }

        var any = groups.Where(g => g.Precision is not null || g.Recall is not null).Select(Name).ToHashSet();
        Assert.True(any.Count == 0 || Safe((l, r) => !any.Contains(l) && !any.Contains(r), null));
    }

    private static void Agree(PairQuality quality, List<(double? Weight, bool IsTrue)> judged, double threshold)
    {
        var truePairs = judged.Count(j => j.IsTrue);
        var links = judged.Where(j => j.Weight is not null).Select(j => (Weight: j.Weight!.Value, j.IsTrue)).ToList();
        Assert.Equal((truePairs, links.Count(l => l.IsTrue)), (quality.TruePairs, quality.TruePairsFound));

        void Same(QualityPoint point, Func<double, bool> above)
        {
            var (right, wrong) = (links.Count(l => above(l.Weight) && l.IsTrue), links.Count(l => above(l.Weight) && !l.IsTrue));
            Assert.Equal((right, wrong, truePairs - right), (point.TruePositives, point.FalsePositives, point.FalseNegatives));
            Assert.Equal(right + wrong == 0 ? null : (double)right / (right + wrong), point.Precision);
            Assert.Equal(truePairs == 0 ? null : (double)right / truePairs, point.Recall);
            if (point is { Precision: { } p, Recall: { } r } && right > 0)
            {
                Assert.Equal(2 * p * r / (p + r), point.F1!.Value, 12);
                Assert.Equal(point.F1.Value / (2 - point.F1.Value), point.FStar!.Value, 12);
            }
        }

        Assert.InRange(quality.Curve.Count, links.Count == 0 ? 0 : 2, Made.CurvePoints);
        Assert.All(quality.Curve, point => Same(point, w => w >= point.Weight));
        Assert.Equal(quality.Curve.Select(p => p.Weight).Order(), quality.Curve.Select(p => p.Weight));
        if (links.Count > 0)
        {
            Assert.Equal(0, quality.Curve[^1].TruePositives + quality.Curve[^1].FalsePositives);
            Assert.Equal(links.Count, quality.Curve[0].TruePositives + quality.Curve[0].FalsePositives);
        }

        Same(quality.AtThreshold, w => Probability(w) >= threshold);
        double F1(double least) => 2.0 * links.Count(l => l.Weight >= least && l.IsTrue) / (links.Count(l => l.Weight >= least) + truePairs);
        if (links.Any(l => l.IsTrue))
        {
            Assert.Equal(links.Max(l => F1(l.Weight)), quality.Best!.F1!.Value, 12);
            Same(quality.Best, w => w >= quality.Best.Weight);
        }
        else
        {
            Assert.Null(quality.Best);
        }
    }

    private static double Entropy<T>(IEnumerable<T> values)
        where T : notnull
    {
        var counts = values.GroupBy(v => v).Select(g => (double)g.Count()).ToList();
        return -counts.Sum(c => c / counts.Sum() * Math.Log(c / counts.Sum()));
    }

    private static double Probability(double weight) => 1 / (1 + Math.Pow(2, -weight));

    private sealed record Record(int Rid, string Dataset, string Id, bool Judged, string? Entity, int Cluster, string? Group)
    {
        /// <summary>A record without an entity is an entity of its own.</summary>
        internal string Own => Entity ?? $"own {Rid}";
    }

    private sealed record Pair(Record Left, Record Right, double? Weight, bool? Label)
    {
        internal bool? IsTrue => Left.Judged && Right.Judged ? Left.Entity is not null && Left.Entity == Right.Entity : null;
    }

    /// <summary>Records, links, labels, clusters and groups at random, in a session.</summary>
    private sealed class Made : IDisposable
    {
        internal const int CurvePoints = 20;
        internal const int SmallestGroup = 6;
        private readonly DuckSession _session = MatchingSession.Open();
        private readonly IReadOnlyList<DatasetPair>? _permitted;
        private readonly LinkResult _run;

        internal Made(int seed)
        {
            var random = new Random(seed);
            _permitted = (seed % 3) switch { 0 => null, 1 => [new("a", "b"), new("c", "b"), new("a", "a")], _ => [new("a", "a"), new("b", "b"), new("a", "c")] };
            Records = [.. Enumerable.Range(0, 50).Select(rid => new Record(
                rid,
                Datasets[rid % 3],
                $"r{rid / 3}",
                random.Next(8) > 0,
                random.Next(6) == 0 ? null : $"e{random.Next(seed % 4 == 0 ? 3 : 20)}",
                random.Next(18),
                random.Next(5) == 0 ? null : $"g{random.Next(random.Next(9) + 1)}"))];
            var permitted = PermittedPairs.Of(Datasets, _permitted);
            bool May(Record l, Record r) => permitted.Allows(Array.IndexOf(Datasets, l.Dataset), Array.IndexOf(Datasets, r.Dataset));
            // Weights in eighths, so that many are equal.
            Pairs = [.. Records.SelectMany(l => Records.Skip(l.Rid + 1).Where(r => May(l, r)).Select(r => new Pair(
                l,
                r,
                random.Next(l.Entity == r.Entity ? 2 : 30) == 0 ? random.Next(-40, l.Entity == r.Entity ? 160 : 90) / 8.0 : null,
                random.Next(6) == 0 ? random.Next(5) == 0 ^ l.Entity == r.Entity : null)))];
            Threshold = seed % 2 == 0 ? .95 : .5;
            _run = Run(random);
        }

        internal IReadOnlyList<Record> Records { get; }

        internal IReadOnlyList<Pair> Pairs { get; }

        internal double Threshold { get; }

        internal int UnusableLabels { get; private set; }

        internal EvaluationResult Evaluate() => Evaluator.Evaluate(
            _session,
            _run,
            new EvaluationRequest
            {
                Truth = new SqlName("truth"),
                Labels = new SqlName("labels"),
                Clusters = new SqlName("clusters"),
                Groups = new SqlName("groups"),
                GroupColumns = ["the group"],
                PermittedPairs = _permitted,
                Threshold = Threshold,
                CurvePoints = CurvePoints,
                SmallestGroup = SmallestGroup,
            },
            CancellationToken.None);

        public void Dispose() => _session.Dispose();

        private LinkResult Run(Random random)
        {
            static string? Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);
            MatchingSession.Table(_session, "raw_records", ["rid", "dataset", "record_id"], Records.Select(r => new[] { Text(r.Rid), r.Dataset, r.Id }));
            MatchingSession.Table(_session, "truth", ["dataset", "record_id", "entity"], Records.Where(r => r.Judged).Select(r => new[] { r.Dataset, r.Id, r.Entity }).Append(["a", "not linked", "e1"]));
            MatchingSession.Table(_session, "raw_clusters", ["dataset", "record_id", "cluster_number", "cluster_id"], Records.Select(r => new[] { r.Dataset, r.Id, Text(r.Cluster), $"c{r.Cluster}" }));
            MatchingSession.Table(_session, "groups", ["dataset", "record_id", "the group"], Records.Where(r => r.Group is not null || r.Rid % 2 == 0).Select(r => new[] { r.Dataset, r.Id, r.Group }));
            MatchingSession.Table(
                _session,
                "raw_links",
                ["left_dataset", "left_id", "right_dataset", "right_id", "match_weight"],
                Pairs.Where(p => p.Weight is not null).Select(p => new[] { p.Left.Dataset, p.Left.Id, p.Right.Dataset, p.Right.Id, Text(p.Weight) }));
            var labels = Pairs.Where(p => p.Label is not null)
                .Select(p => random.Next(2) == 0
                    ? new[] { p.Left.Dataset, p.Left.Id, p.Right.Dataset, p.Right.Id, p.Label.ToString() }
                    : [p.Right.Dataset, p.Right.Id, p.Left.Dataset, p.Left.Id, p.Label.ToString()]).ToList();
            // Said twice, the other way round; then what cannot be used: against itself, of no record, of itself, undecided.
            labels.Add([labels[0][2], labels[0][3], labels[0][0], labels[0][1], labels[0][4]]);
            var contradicted = Pairs.First(p => p.Label is null);
            string[] left = [contradicted.Left.Dataset, contradicted.Left.Id], right = [contradicted.Right.Dataset, contradicted.Right.Id];
            labels.AddRange([[.. left, .. right, "true"], [.. right, .. left, "false"], [.. left, "a", "nobody", "true"], [.. left, .. left, "true"], [.. left, .. right, null]]);
            UnusableLabels = 4;
            MatchingSession.Table(_session, "raw_labels", ["left_dataset", "left_id", "right_dataset", "right_id", "is_match"], labels);
            _session.Execute(
                """
                CREATE TABLE records AS SELECT rid::INTEGER AS rid, dataset, record_id FROM raw_records;
                CREATE TABLE clusters AS SELECT * REPLACE (cluster_number::INTEGER AS cluster_number) FROM raw_clusters;
                CREATE TABLE labels AS SELECT * REPLACE (is_match::BOOLEAN AS is_match) FROM raw_labels;
                CREATE TABLE links AS SELECT * REPLACE (match_weight::DOUBLE AS match_weight), 1 / (1 + pow(2, -match_weight::DOUBLE)) AS match_probability FROM raw_links
                """,
                CancellationToken.None);
            MatchingSession.Table(_session, "nobody", ["id", "forename"]);
            var empty = Linker.Link(_session, [MatchingSession.Input("nobody", new LinkColumn("forename", FieldMeaning.Forename))], new LinkSettings(), null, CancellationToken.None);
            return empty with { Links = new SqlName("links"), Records = new SqlName("records") };
        }
    }
}
