using Linkage.Matching.Duck;
using Linkage.Matching.Training;

namespace Linkage.Matching.Tests.Training;

public sealed class LabelTests
{
    private static readonly LinkInput[] Inputs = [MatchingSession.Input("a", SyntheticPeople.Columns), MatchingSession.Input("b", SyntheticPeople.Columns)];

    private static readonly string[] Columns = ["left_dataset", "left_id", "right_dataset", "right_id", "is_match"];

    [Theory]
    [InlineData(LabelUse.KnownPairs)]
    [InlineData(LabelUse.Only)]
    public void Train_OnlyLabelledPairs_CountsM(LabelUse use)
    {
        var matches = Simulated.Patterns(.001, 0);

        var model = Simulated.Train(Simulated.Comparisons(), patterns: [], matches: matches, use: use);

        var pairs = matches.Sum(p => p.Pairs);
        Assert.Equal(new TrainingCounts(Simulated.Records, Simulated.PossiblePairs, 0, pairs, 0), model.Counts);
        for (var c = 0; c < 4; c++)
        {
            for (var k = 0; k < 3; k++)
            {
                // Twenty pairs of the default stand beside those seen.
                var seen = matches.Where(p => Matching.Comparisons.Pattern.Level(p.Pattern, c) == k + 1).Sum(p => p.Pairs);
                double[] defaults = [.7, .2, .1];
                Assert.Equal((seen + 20 * defaults[k]) / (pairs + 20.0), model.Comparisons[c].Levels[k].M, 12);
            }
        }

        Assert.True(model.Converged);
    }

    /// <summary>The expectation step written out: unlabelled pairs by Bayes, labelled ones 1 or 0.</summary>
    [Fact]
    public void Train_SomeLabelled_IsWhatTheFormulasSay()
    {
        const int Rounds = 7;
        var matches = Simulated.Patterns(.0003, 0);
        var nonMatches = Simulated.Patterns(0, .0001);
        var unlabelled = Simulated.Patterns(.0007, .5);
        var comparisons = Simulated.Comparisons();

        var model = Simulated.Train(comparisons, rounds: Rounds, patterns: unlabelled, matches: matches, nonMatches: nonMatches);

        var rates = Simulated.TrueU.Select((u, c) => u.Select((x, k) => (1 - Simulated.Prior) * x + Simulated.Prior * Simulated.TrueM[c][k]).ToArray()).ToArray();
        var m = comparisons.Select(c => c.Levels.Select(l => l.DefaultM).ToArray()).ToArray();
        var prior = .2 * Simulated.Records / Simulated.PossiblePairs;
        for (var round = 0; round < Rounds; round++)
        {
            double U(int c, int k) => Math.Max((rates[c][k] - prior * m[c][k]) / (1 - prior), rates[c][k] * .02);
            var sums = m.Select(l => new double[l.Length]).ToArray();
            var total = 0.0;
            foreach (var (pattern, pairs, truth) in unlabelled.Select(p => (p.Pattern, p.Pairs, (double?)null)).Concat(matches.Select(p => (p.Pattern, p.Pairs, (double?)1))).Concat(nonMatches.Select(p => (p.Pattern, p.Pairs, (double?)0))))
            {
                var (match, other) = (prior, 1 - prior);
                for (var c = 0; c < 4; c++)
                {
                    var k = (int)(pattern >> (4 * c) & 15) - 1;
                    (match, other) = (match * m[c][k], other * U(c, k));
                }

                var weight = (truth ?? match / (match + other)) * pairs;
                total += weight;
                for (var c = 0; c < 4; c++)
                {
                    sums[c][(int)(pattern >> (4 * c) & 15) - 1] += weight;
                }
            }

            m = sums.Select((s, c) => s.Select((x, k) => (x + 20 * comparisons[c].Levels[k].DefaultM) / (s.Sum() + 20)).ToArray()).ToArray();
            prior = (total + .01) / Simulated.PossiblePairs;
        }

        Assert.Equal(prior, model.Sessions[0].Prior, 9);
        Assert.Equal(m.SelectMany(l => l), model.Comparisons.SelectMany(c => c.Levels).Select(l => l.M), (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void Link_LabelsInAnyOrderTwiceOrFromAFile_GiveTheSameModel()
    {
        using var session = Made(2_000);
        var labels = MatchingSession.Rows(session, "SELECT a.id, b.id, a.i = b.i FROM a JOIN b ON a.i % 97 = b.i % 97 AND a.i <= b.i AND b.i - a.i < 200 ORDER BY ALL").Select(r => r.Split('|')).ToList();
        Assert.True(labels.Count(l => l[2] == "True") > 300 && labels.Count(l => l[2] == "False") > 300);
        Label(session, "labels", labels.Select(l => new[] { "a", l[0], "b", l[1], l[2] }));
        Label(session, "turned", labels.AsEnumerable().Reverse().Append(labels[0]).Select(l => new[] { "b", l[1], "a", l[0], l[2] }));
        using var folder = new TestKit.TemporaryFolder();
        var file = folder.PathOf("labels.csv");
        session.Execute($"COPY turned TO {SqlName.Literal(file)} (HEADER)", CancellationToken.None);
        LinkModel Train(LinkSettings settings) => Linker.Link(session, Inputs, settings, null, CancellationToken.None).Model;

        var model = Train(new LinkSettings { Labels = new SqlName("labels") });

        Assert.Equal((labels.Count(l => l[2] == "True"), labels.Count(l => l[2] == "False")), ((int)model.Counts.LabelledMatches, (int)model.Counts.LabelledNonMatches));
        Assert.Equal(model.ToBytes(), Train(new LinkSettings { Labels = new SqlName("turned") }).ToBytes());
        Assert.Equal(model.ToBytes(), Train(new LinkSettings { LabelsFile = file }).ToBytes());
        Assert.NotEqual(model.Comparisons, Train(new LinkSettings()).Comparisons);
    }

    /// <summary>Of any number of datasets, a label must name its own; of a linking of files by name, left and right are understood.</summary>
    [Theory]
    [InlineData("left_id,right_id,is_match\na1,b1,true\n", "left_dataset")]
    [InlineData("left_dataset,left_id,right_dataset,right_id,is_match\na,a1,b,b1,perhaps Ann\n", "neither true nor false")]
    public void Link_LabelsFileThatCannotBeUsed_IsRefusedWithoutItsValues(string content, string said)
    {
        using var session = Made(20);
        using var folder = new TestKit.TemporaryFolder();
        var settings = new LinkSettings { LabelsFile = folder.Write("labels.csv", content) };

        var error = Assert.Throws<MatchingInputException>(() => Linker.Link(session, Inputs, settings, null, CancellationToken.None));

        Assert.Contains(said, error.What, StringComparison.Ordinal);
        Assert.Contains("labels.csv", error.Where, StringComparison.Ordinal);
        Assert.DoesNotContain("Ann", error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Blocking finds a pair only where forenames are the same; the labels know of those whose forename was spoilt.</summary>
    [Fact]
    public void Link_LabelledPairsThatBlockingMisses_AreLearnedFrom()
    {
        using var session = Made(4_000);
        session.Execute("CREATE TABLE labels AS SELECT 'a' AS left_dataset, a.id AS left_id, 'b' AS right_dataset, b.id AS right_id, true AS is_match FROM a JOIN b USING (i) WHERE a.forename <> b.forename", CancellationToken.None);
        var settings = new LinkSettings { CompareAllBelow = 0, BlockingRules = [new("forename and surname", ["x.fn", "x.sn"])] };

        var without = Linker.Link(session, Inputs, settings, null, CancellationToken.None);
        var with = Linker.Link(session, Inputs, settings with { Labels = new SqlName("labels") }, null, CancellationToken.None);
        var only = Linker.Link(session, Inputs, settings with { Labels = new SqlName("labels"), LabelUse = LabelUse.Only }, null, CancellationToken.None);
        var perRule = Linker.Link(
            session, Inputs, settings with { Labels = new SqlName("labels"), LabelUse = LabelUse.Only, TrainingMethod = TrainingMethod.PerRule }, null, CancellationToken.None);

        Assert.Equal(without.PairsCompared, with.PairsCompared);
        Assert.True(without.Model.Comparisons[0].Levels[0].M > .95, $"{without.Model.Comparisons[0].Levels[0].M}");
        Assert.InRange(with.Model.Comparisons[0].Levels[0].M, .6, .92);
        Assert.InRange(only.Model.Comparisons[0].Levels[0].M, 0, .1);
        // As with Splink a level without a labelled pair keeps its default; the others are plain shares.
        Assert.Equal(.82, perRule.Model.Comparisons[0].Levels[0].M);
        Assert.Contains(perRule.Warnings, w => w.StartsWith("No training session saw ", StringComparison.Ordinal) && w.Contains("of 'forename'", StringComparison.Ordinal) && w.Contains("'exact'", StringComparison.Ordinal));
        Assert.Empty(only.Model.Sessions[0].Comparisons);
    }

    [Fact]
    public void Link_ContradictingLabels_AreRefusedWithoutNamingThem()
    {
        using var session = Made(300);
        var (a, b) = (session.Scalar<string>("SELECT min(id) FROM a", CancellationToken.None)!, session.Scalar<string>("SELECT min(id) FROM b", CancellationToken.None)!);
        Label(session, "labels", [["a", a, "b", b, "true"], ["b", b, "a", a, "false"]]);

        var error = Assert.Throws<MatchingInputException>(() => Linker.Link(session, Inputs, new LinkSettings { Labels = new SqlName("labels") }, null, CancellationToken.None));

        Assert.Equal("1 pairs are labelled both as a match and as none.", error.What);
        Assert.DoesNotContain(a, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Link_LabelsThatCannotBeUsed_AreCounted()
    {
        using var session = Made(300);
        var ids = MatchingSession.Rows(session, "SELECT id FROM a ORDER BY id LIMIT 2");
        var b = session.Scalar<string>("SELECT min(id) FROM b", CancellationToken.None)!;
        Label(session, "labels", [["a", ids[0], "b", b, "true"], ["a", "nobody", "b", b, "true"], ["c", ids[0], "b", b, "true"], ["a", ids[0], "a", ids[1], "true"], ["a", ids[0], "a", ids[0], "true"], ["a", ids[1], "b", b, null]]);

        var result = Linker.Link(session, Inputs, new LinkSettings { Labels = new SqlName("labels") }, null, CancellationToken.None);

        Assert.Equal((1, 0), (result.Model.Counts.LabelledMatches, result.Model.Counts.LabelledNonMatches));
        Assert.Equal(
            ["2 labels are not used: a record is not among the inputs.", "1 labels are not used: is_match is empty.", "2 labels are not used: the two records may not be compared, or are one record."],
            result.Warnings.Where(w => w.Contains("labels", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("CREATE TABLE labels AS SELECT 1 AS x", "left_dataset")]
    [InlineData("CREATE TABLE labels AS SELECT 'a' AS left_dataset, 'x' AS left_id, 'b' AS right_dataset, 'y' AS right_id, 'perhaps' AS is_match", "cannot be read")]
    [InlineData("SELECT 1", "cannot be read")]
    public void Link_NoLabels_IsRefused(string sql, string what)
    {
        using var session = Made(300);
        session.Execute(sql, CancellationToken.None);

        var error = Assert.Throws<MatchingInputException>(() => Linker.Link(session, Inputs, new LinkSettings { Labels = new SqlName("labels") }, null, CancellationToken.None));

        Assert.Contains(what, error.What, StringComparison.Ordinal);
        Assert.DoesNotContain("perhaps", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Link_OnlyLabelsWithoutAMatch_IsRefused()
    {
        using var session = Made(300);
        Label(session, "labels", []);

        var error = Assert.Throws<MatchingInputException>(() =>
            Linker.Link(session, Inputs, new LinkSettings { Labels = new SqlName("labels"), LabelUse = LabelUse.Only }, null, CancellationToken.None));

        Assert.Equal("setting labelUse", error.Where);
    }

    private static DuckSession Made(int people)
    {
        var session = MatchingSession.Open();
        SyntheticPeople.Make(session, people);
        return session;
    }

    private static void Label(DuckSession session, string table, IEnumerable<string?[]> rows) => MatchingSession.Table(session, table, Columns, rows);
}
