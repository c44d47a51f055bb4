using Linkage.Matching.Blocking;
using Linkage.Matching.Duck;
using Linkage.Matching.Evaluation;
using Linkage.Matching.Settings;

namespace Linkage.Matching.Tests.Evaluation;

/// <summary>What an evaluation says of the records a run kept, held against the run itself and against SQL over the raw tables.</summary>
public sealed class KeptRecordsTests
{
    private static readonly BlockingRule[] Rules = [new("dob", ["x.dob"]), new("surname and postcode", ["x.sn", "x.pc"]), new("both names", ["x.fn", "x.sn"])];

    private static readonly int[] ThreadCounts = [1, 2];

    private static readonly LinkSettings Settings = new() { MinimumProbability = .001, KeepRecords = true, BlockingRules = Rules };

    [Fact]
    public void Weight_OfEveryLink_IsTheWeightOfTheLinkTable()
    {
        using var session = MatchingSession.Open();
        var run = Link(session, 3_000);

        var links = session.Query($"SELECT left_rid, right_rid, match_weight FROM {run.Links}", r => (L: r.GetInt32(0), R: r.GetInt32(1), Weight: r.GetDouble(2)), CancellationToken.None);

        Assert.True(links.Count > 500);
        Assert.All(links, l => Assert.Equal(l.Weight, run.Compared!.Weight(l.L, l.R)!.Value, 3));
    }

    [Fact]
    public void Weight_WithAnSqlLevel_IsTheWeightOfTheLinkTable()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 2_000);
        var settings = (Settings with { })
            .Compare(Compare.Of("forename").Exact().Sql("l.forename[1:2] = r.forename[1:2]"))
            .Compare(Compare.Of("surname").Exact().JaroWinkler(.9))
            .Compare(Compare.DateOfBirth());
        LinkInput[] inputs = [MatchingSession.Input("a", SyntheticPeople.Columns), MatchingSession.Input("b", SyntheticPeople.Columns)];
        var run = Linker.Link(session, inputs, settings, null, CancellationToken.None);

        var links = session.Query(
            $"SELECT left_rid, right_rid, match_weight FROM {run.Links} WHERE level_forename = 2", r => (L: r.GetInt32(0), R: r.GetInt32(1), Weight: r.GetDouble(2)), CancellationToken.None);

        Assert.True(links.Count > 20);
        Assert.All(links, l => Assert.Equal(l.Weight, run.Compared!.Weight(l.L, l.R)!.Value, 3));
        var result = Evaluate(session, run);
        Assert.Contains(result.Errors!.FalseNegatives.Concat(result.Errors.NotBlocked).SelectMany(p => p.Fields), f => f is { Name: "forename", Level: 2 or 3 });
        Assert.Equal(run.RecordCount, result.Unlinkable[^1].Unlinkable);
    }

    [Fact]
    public void Rules_AreWhatTheKeysSay()
    {
        using var session = MatchingSession.Open();
        var run = Link(session, 3_000);

        var rules = Evaluate(session, run).Rules;

        // The made-up values are their own normal forms but for case, the date and the placeholder UPRN.
        var held = session.Query(
            $"""
            SELECT coalesce(a.dob = b.dob, false)::INT + 2 * coalesce(upper(a.surname) = upper(b.surname) AND a.postcode = b.postcode, false)::INT
                + 4 * coalesce(upper(a.forename) = upper(b.forename) AND upper(a.surname) = upper(b.surname), false)::INT, a.i = b.i
            FROM {run.Links} x JOIN a ON a.id = x.left_id JOIN b ON b.id = x.right_id WHERE x.match_probability >= .95
            """,
            r => (Held: r.GetInt32(0), IsTrue: r.GetBoolean(1)),
            CancellationToken.None);
        Assert.All(held, h => Assert.NotEqual(0, h.Held));
        for (var rule = 0; rule < Rules.Length; rule++)
        {
            var (bit, mine) = (1 << rule, rules[rule]);
            var first = held.Where(h => (h.Held & bit) != 0 && (h.Held & (bit - 1)) == 0).ToList();
            var alone = held.Where(h => h.Held == bit).ToList();
            Assert.Equal(Rules[rule].Name, mine.Rule);
            Assert.Equal((first.Count, first.Count(h => h.IsTrue)), (mine.Links, mine.TrueLinks));
            Assert.Equal((alone.Count, alone.Count(h => h.IsTrue)), (mine.LinksOnlyHere, mine.TrueLinksOnlyHere));
            Assert.Equal(run.Blocking[rule].PairsYielded, mine.PairsCompared);
        }

        Assert.Contains(rules, r => r.TrueLinksOnlyHere > 10);
    }

    [Fact]
    public void Completeness_CountsValuesAfterNormalising()
    {
        using var session = MatchingSession.Open();
        MatchingSession.Table(session, "a", ["id", "forename", "dob"], ["1", "Ann", "1980-01-01"], ["2", "UNKNOWN", "01/01/1900"], ["3", null, "nonsense"], ["4", " ", "2/3/1970"]);
        MatchingSession.Table(session, "b", ["id", "forename"], ["1", "Bob"], ["2", "Zoe"]);
        LinkColumn forename = new("forename", FieldMeaning.Forename);
        var run = Linker.Link(
            session, [MatchingSession.Input("a", forename, new("dob", FieldMeaning.DateOfBirth)), MatchingSession.Input("b", forename)], new LinkSettings { KeepRecords = true }, null, CancellationToken.None);

        var result = Evaluator.Evaluate(session, run, new EvaluationRequest(), CancellationToken.None);

        Assert.Equal(
            [new("a", "forename", 4, 1), new("a", "date_of_birth", 4, 2), new("b", "forename", 2, 2), new("b", "date_of_birth", 2, 0)],
            result.Completeness);
        Assert.Equal([.75, .5, 0, 1], result.Completeness.Select(c => c.MissingShare!.Value));
        Assert.Null(result.Truth);
        Assert.Null(result.Errors);
        Assert.All(result.Rules, r => Assert.Null(r.TrueLinks));
    }

    [Fact]
    public void Unlinkable_RecordsThatHoldLittle_CannotBeLinkedToThemselves()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 3_000);
        // Two hundred records hold a sex and nothing else; a hundred nothing.
        session.Execute("INSERT INTO a (id, i, sex) SELECT 'bare' || range, -1, CASE WHEN range < 200 THEN 'M' END FROM range(300)", CancellationToken.None);
        var run = Run(session);

        var points = Evaluate(session, run).Unlinkable;

        var own = Enumerable.Range(0, run.Compared!.Count).Select(rid => run.Compared.Weight(rid, rid) ?? double.NegativeInfinity).ToList();
        Assert.InRange(points.Count, 10, 100);
        Assert.All(points, p => Assert.Equal((own.Count(w => w < p.Weight), (double)own.Count(w => w < p.Weight) / own.Count), (p.Unlinkable, p.Share)));
        Assert.Equal(own.Count, points[^1].Unlinkable);
        var atEven = points.First(p => p.Weight >= 0);
        Assert.InRange(atEven.Unlinkable, 300, 330);
        // A record of a rare name is surer of itself than one of a common name.
        var (rare, common) = (OfNamesakes(0), OfNamesakes(60));
        Assert.True(rare > common + 1, $"{rare} and {common}");

        static double OfNamesakes(int others)
        {
            using var other = MatchingSession.Open();
            SyntheticPeople.Make(other, 3_000);
            other.Execute("INSERT INTO a (id, i, forename, surname, dob, sex) SELECT 'zz' || range, -1, 'Quill', 'Ostrander', strftime(DATE '1961-03-02' + (range * 97)::INT, '%d/%m/%Y'), 'F' FROM range($1)", [1 + others], CancellationToken.None);
            var kept = Run(other);
            var rid = other.Scalar<int>($"SELECT rid FROM {kept.Records} WHERE record_id = 'zz0'", CancellationToken.None);
            return kept.Compared!.Weight(rid, rid)!.Value;
        }
    }

    [Fact]
    public void Errors_AreTheWorstByTheTruth()
    {
        using var session = MatchingSession.Open();
        var run = Link(session, 3_000);
        // One true pair in twenty is said to be two people, which makes false positives of great weight.
        session.Execute("UPDATE lnk_truth SET entity = 'other ' || record_id WHERE dataset = 'b' AND entity::INT % 20 = 0", CancellationToken.None);

        var errors = Evaluate(session, run, listed: 15).Errors!;

        var links = session.Query(
            $"""
            SELECT x.left_id, x.right_id, x.match_weight, x.match_probability >= .95, l.entity = r.entity FROM {run.Links} x
            JOIN lnk_truth l ON l.record_id = x.left_id JOIN lnk_truth r ON r.record_id = x.right_id
            """,
            r => (Pair: (r.GetString(0), r.GetString(1)), Weight: r.GetDouble(2), IsLink: r.GetBoolean(3), IsTrue: r.GetBoolean(4)),
            CancellationToken.None);
        var weights = links.Where(l => l is { IsLink: true, IsTrue: false }).Select(l => l.Weight).OrderDescending().Take(15).ToList();
        Assert.Equal(weights, errors.FalsePositives.Select(p => p.Weight!.Value));
        Assert.All(errors.FalsePositives, p => Assert.Contains(links, l => l.Pair == (p.LeftId, p.RightId) && l is { IsLink: true, IsTrue: false }));
        Assert.All(errors.FalsePositives.Concat(errors.FalseNegatives), p => Assert.NotNull(p.BlockingRule));

        var truth = session.Query("SELECT l.record_id, r.record_id FROM lnk_truth l JOIN lnk_truth r ON r.entity = l.entity WHERE l.dataset = 'a' AND r.dataset = 'b'", r => (r.GetString(0), r.GetString(1)), CancellationToken.None);
        var rid = session.Query($"SELECT record_id, rid FROM {run.Records}", r => (r.GetString(0), r.GetInt32(1)), CancellationToken.None).ToDictionary();
        var linked = links.Where(l => l.IsLink).Select(l => l.Pair).ToHashSet();
        var missed = truth.Where(p => !linked.Contains(p)).Select(p => (Pair: p, Weight: run.Compared!.Weight(rid[p.Item1], rid[p.Item2]), Blocked: run.Compared.RulesOf(rid[p.Item1], rid[p.Item2]).Count > 0)).ToList();
        Assert.Equal((truth.Count, truth.Count - missed.Count(m => !m.Blocked)), (errors.TruePairsLookedAt, errors.TruePairsBlocked));
        Assert.Equal(missed.Count(m => !m.Blocked && m.Weight >= Math.Log2(19)), errors.NotBlockedAboveThreshold);
        Assert.NotEmpty(errors.NotBlocked);
        Assert.All(errors.NotBlocked, p => Assert.Null(p.BlockingRule));
        Close(missed.Where(m => m.Blocked).Select(m => m.Weight).OrderBy(w => w ?? double.NegativeInfinity).Take(15), errors.FalseNegatives);
        Close(missed.Where(m => !m.Blocked).Select(m => m.Weight).OrderByDescending(w => w ?? double.NegativeInfinity).Take(15), errors.NotBlocked);

        static void Close(IEnumerable<double?> expected, IReadOnlyList<ListedPair> listed)
        {
            Assert.All(expected.Zip(listed, (e, p) => (e, p.Weight)), w => Assert.Equal(w.e ?? -1e6, w.Weight ?? -1e6, 3));
            Assert.Equal(expected.Count(), listed.Count);
        }
    }

    [Fact]
    public void Errors_ShowValuesOnlyWhenAsked()
    {
        using var session = MatchingSession.Open();
        var run = Link(session, 2_000);

        var (masked, shown) = (Evaluate(session, run).Errors!, Evaluate(session, run, showValues: true).Errors!);

        Assert.All(masked.FalseNegatives.Concat(masked.NotBlocked).SelectMany(p => p.Fields), f => Assert.True(f is { Left: null, Right: null, Label.Length: > 0 }));
        var pair = shown.FalseNegatives.Concat(shown.NotBlocked).First();
        var surname = session.Scalar<string>("SELECT upper(surname) FROM a WHERE id = $1", [pair.LeftId], CancellationToken.None);
        Assert.Equal(surname, pair.Fields.Single(f => f.Name == "surname").Left);
        Assert.Equal(run.Comparisons.Select(c => c.Name), pair.Fields.Select(f => f.Name));
    }

    [Fact]
    public void Evaluate_OtherThreadCounts_GivesTheSameBytes()
    {
        var results = ThreadCounts.Select(threads =>
        {
            using var session = MatchingSession.Open(threads);
            return System.Text.Json.JsonSerializer.Serialize(Evaluate(session, Link(session, 3_000)));
        }).ToList();

        Assert.Equal(results[0], results[1]);
        Assert.Contains("\"MissingShare\"", results[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_NoRecords_DefinesNothing()
    {
        using var session = MatchingSession.Open();
        MatchingSession.Table(session, "a", ["id", "forename"]);
        MatchingSession.Table(session, "truth", ["dataset", "record_id", "entity"]);
        var run = Linker.Link(session, [MatchingSession.Input("a", new LinkColumn("forename", FieldMeaning.Forename))], new LinkSettings { KeepRecords = true }, null, CancellationToken.None);
        session.Execute("CREATE TABLE labels (left_dataset VARCHAR, left_id VARCHAR, right_dataset VARCHAR, right_id VARCHAR, is_match BOOLEAN)", CancellationToken.None);
        session.Execute("CREATE TABLE clusters (dataset VARCHAR, record_id VARCHAR, cluster_number INTEGER, cluster_id VARCHAR)", CancellationToken.None);

        var result = Evaluator.Evaluate(
            session,
            run,
            new EvaluationRequest { Truth = new SqlName("truth"), Labels = new SqlName("labels"), Clusters = new SqlName("clusters"), Groups = new SqlName("truth"), GroupColumns = ["entity"] },
            CancellationToken.None);

        Assert.All([result.Truth!, result.Labels!], q => Assert.Equal((null, null, null, null), (q.AtThreshold.Precision, q.AtThreshold.Recall, q.AtThreshold.F1, q.Best)));
        Assert.Equal((null, null, null, null), (result.Clusters!.Precision, result.Clusters.Homogeneity, result.Clusters.BCubedF1, result.Clusters.WholeShare));
        Assert.Empty(result.Groups);
        Assert.Empty(result.Unlinkable);
        Assert.Equal(0, result.ClusterShape!.Clusters);
    }

    [Fact]
    public void Evaluate_RecordTwiceInTheTruth_IsRefused()
    {
        using var session = MatchingSession.Open();
        var run = Link(session, 500);
        session.Execute("INSERT INTO lnk_truth SELECT * FROM lnk_truth LIMIT 1", CancellationToken.None);

        Assert.Equal("truth", Assert.Throws<MatchingInputException>(() => Evaluate(session, run)).Where);
    }

    [Theory]
    [InlineData("nope", "cannot be read")]
    [InlineData("id", "more than 100 groups")]
    public void Evaluate_UnusableGroupColumn_IsRefused(string column, string said)
    {
        using var session = MatchingSession.Open();
        var run = Link(session, 3_000);
        session.Execute("CREATE TABLE groups AS SELECT 'a' AS dataset, id AS record_id, i % 150 AS id FROM a", CancellationToken.None);

        var error = Assert.Throws<MatchingInputException>(() => Evaluator.Evaluate(
            session, run, new EvaluationRequest { Truth = new SqlName("lnk_truth"), Groups = new SqlName("groups"), GroupColumns = [column] }, CancellationToken.None));
        Assert.Equal($"group column '{column}'", error.Where);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Proportion_HasTheIntervalsOfThePapers()
    {
        // Newcombe 1998: 81 of 263 by Wilson's method, and 56 of 70 less 48 of 80 by method 10.
        var share = new Proportion(81, 263);
        Assert.Equal((.2553, .3662), (Math.Round(share.Low!.Value, 4), Math.Round(share.High!.Value, 4)));
        Assert.Equal((0, .2775), (new Proportion(0, 10).Low!.Value, Math.Round(new Proportion(0, 10).High!.Value, 4)));
        Assert.Equal(1, new Proportion(10, 10).High);
        var difference = ProportionDifference.Of(new Proportion(56, 70), new Proportion(48, 80))!;
        Assert.Equal((.2, .0524, .3339), (Math.Round(difference.Value, 4), Math.Round(difference.Low, 4), Math.Round(difference.High, 4)));
        Assert.Null(new Proportion(0, 0).Low);
        Assert.Null(ProportionDifference.Of(new Proportion(0, 0), share));
    }

    private static LinkResult Link(DuckSession session, int people)
    {
        SyntheticPeople.Make(session, people);
        return Run(session);
    }

    private static LinkResult Run(DuckSession session) =>
        Linker.Link(session, [MatchingSession.Input("a", SyntheticPeople.Columns), MatchingSession.Input("b", SyntheticPeople.Columns)], Settings, null, CancellationToken.None);

    private static EvaluationResult Evaluate(DuckSession session, LinkResult run, int listed = 20, bool showValues = false) =>
        Evaluator.Evaluate(session, run, new EvaluationRequest { Truth = new SqlName("lnk_truth"), Listed = listed, ShowValues = showValues }, CancellationToken.None);
}
