using System.Globalization;
using Linkage.Matching.Blocking;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Duck;
using Linkage.Matching.Tests.Scoring;
using Linkage.Matching.Training;

namespace Linkage.Matching.Tests.Training;

/// <summary>
/// Scores and trained parameters against the formulas Splink documents, written out plainly and slowly: match weight log2(λ/(1-λ)) + Σ log2(m/u) +
/// Σ log2(u/tf), probability 2^w/(1+2^w), expectation-maximisation per blocking rule with u held, median of the sessions, λ from deterministic rules.
/// Scores agree within 1e-9, parameters within 1e-6.
/// </summary>
public sealed class SplinkOracleTests
{
    private static readonly LinkInput[] Inputs = [MatchingSession.Input("a", SyntheticPeople.Columns), MatchingSession.Input("b", SyntheticPeople.Columns)];

    /// <summary>Comparisons that weigh the frequency of their values, and the raw values.</summary>
    private static readonly string[] Weighed = ["forename", "surname", "date_of_birth"];

    private static readonly string[] RawColumns = ["upper(forename)", "upper(surname)", "dob"];

    private static readonly BlockingRule Names = new("names", ["x.fn", "x.sn"]);

    private static readonly BlockingRule Born = new("born", ["x.dob"]);

    private static readonly BlockingRule Home = new("home", ["x.uprn"]);

    private static readonly LinkSettings Plain = new() { TrainingMethod = TrainingMethod.PerRule, TermFrequencies = TermFrequencyForm.Plain, HouseholdExplanation = false, NameLift = false };

    [Theory]
    [InlineData(TrainingMethod.PerRule, TermFrequencyForm.Plain)]
    [InlineData(TrainingMethod.PerRule, TermFrequencyForm.None)]
    [InlineData(TrainingMethod.Population, TermFrequencyForm.Plain)]
    [InlineData(TrainingMethod.Population, TermFrequencyForm.Smoothed)]
    public void Link_PlainModel_ScoresAsTheFormulasSay(TrainingMethod method, TermFrequencyForm form)
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 700);

        var result = Linker.Link(session, Inputs, Plain with { TrainingMethod = method, TermFrequencies = form, MinimumProbability = 0 }, null, CancellationToken.None);

        var model = result.Model;
        Assert.Equal((0, 1, false), (model.HouseholdPairsPerRecord, model.NameLift, model.NamesTogether));
        var prior = model.MatchesPerRecord * result.RecordCount / result.PossiblePairs;
        var frequencies = RawColumns.Select(column => Frequencies(session, column)).ToArray();
        var levels = string.Concat(model.Comparisons.Select(c => $", l.level_{c.Name}"));
        var (links, frequencyTerms) = (0, 0);
        session.Read(
            $"SELECT l.match_weight, l.match_probability, upper(a.forename), upper(a.surname), a.dob{levels} FROM {result.Links} l JOIN a ON a.id = l.left_id",
            row =>
            {
                var weight = Math.Log2(prior / (1 - prior));
                foreach (var (c, comparison) in model.Comparisons.Index())
                {
                    var level = Convert.ToInt32(row.GetValue(5 + c), CultureInfo.InvariantCulture);
                    if (level == 0)
                    {
                        continue;
                    }

                    weight += Math.Log2(comparison.Levels[level - 1].M / comparison.Levels[level - 1].U);
                    if (level == 1 && Array.IndexOf(Weighed, comparison.Name) is >= 0 and var which)
                    {
                        var (count, values) = frequencies[which](row.GetString(2 + which));
                        var u = comparison.Levels[0].U;
                        weight += form switch
                        {
                            TermFrequencyForm.Plain => Math.Log2(u / (count / values)),
                            // Where we differ by intention: the pair's own two records are not counted, and half an observation of the average is added.
                            TermFrequencyForm.Smoothed => Math.Log2(u / ((Math.Max(count - 2, 0) + .5) / (values + .5 / u))),
                            _ => 0,
                        };
                        frequencyTerms++;
                    }
                }

                Assert.Equal(weight, row.GetDouble(0), 1e-9);
                Assert.Equal(Math.Pow(2, weight) / (1 + Math.Pow(2, weight)), row.GetDouble(1), 1e-9);
                links++;
            },
            CancellationToken.None);
        Assert.True(links > 1_000 && frequencyTerms > 500, $"{links} and {frequencyTerms}");
    }

    [Fact]
    public void Train_PerRule_ComesToTheParametersOfTheFormulas()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 900);
        BlockingRule[] rules = [Names, Born, Home];

        var model = Linker.Link(session, Inputs, Plain with { TrainingRules = rules, DeterministicRules = [new("all", ["x.fn", "x.sn", "x.dob"]), new("home and name", ["x.uprn", "x.fn"])], DeterministicRecall = .6 }, null, CancellationToken.None).Model;

        var pairs = Pairs(session, out var comparisons);
        var found = pairs.Count(p => p.Found);
        var prior = found / .6 / pairs.Count;
        Assert.True(found > 50);
        Assert.Equal(prior, model.MatchesPerRecord * model.Counts.Records / model.Counts.PossiblePairs, 1e-12);
        Assert.Equal(pairs.Count, model.Counts.PossiblePairs);

        // Which comparisons a rule leaves free, and which exact levels it fixes, said by hand.
        (string Rule, Func<Pair, bool> Holds, string[] Free, string[] Fixed)[] sessions =
        [
            ("names", p => p.Names, ["date_of_birth", "sex", "place"], ["forename", "surname"]),
            ("born", p => p.Born, ["forename", "surname", "sex", "place"], ["date_of_birth"]),
            ("home", p => p.Home, ["forename", "surname", "date_of_birth", "sex"], ["place"]),
        ];
        var u = model.Comparisons.Select(c => c.Levels.Select(l => l.U).ToArray()).ToArray();
        var estimates = comparisons.Select(c => c.Levels.Select(_ => new List<double>()).ToArray()).ToArray();
        foreach (var (index, (name, holds, free, fixes)) in sessions.Index())
        {
            var mine = pairs.Where(holds).ToList();
            var went = model.Sessions[index];
            Assert.Equal((name, (long)mine.Count, SessionEnd.Settled), (went.Name, went.Pairs, went.Ended));
            Assert.Equal(free, went.Comparisons);
            var odds = prior / (1 - prior);
            foreach (var c in comparisons.Index().Where(c => fixes.Contains(c.Item.Name)).Select(c => c.Index))
            {
                odds *= (estimates[c][0].Count > 0 ? Median(estimates[c][0]) : comparisons[c].Levels[0].DefaultM) / u[c][0];
            }

            var (m, share) = Maximise(mine, comparisons, u, free, odds / (1 + odds));
            Assert.Equal(share, went.Prior, 1e-6);
            foreach (var c in comparisons.Index().Where(c => free.Contains(c.Item.Name)).Select(c => c.Index))
            {
                for (var k = 0; k < m[c].Length; k++)
                {
                    if (mine.Exists(p => p.Levels[c] == k + 1))
                    {
                        estimates[c][k].Add(m[c][k]);
                    }
                }
            }
        }

        foreach (var (c, comparison) in comparisons.Index())
        {
            for (var k = 0; k < comparison.Levels.Count; k++)
            {
                var expected = estimates[c][k].Count > 0 ? Math.Max(Median(estimates[c][k]), 1e-10) : comparison.Levels[k].DefaultM;
                Assert.Equal(expected, model.Comparisons[c].Levels[k].M, 1e-6);
            }
        }

        Assert.Contains(estimates.SelectMany(e => e), e => e.Count == 3);
    }

    [Fact]
    public void Train_PerRule_SaysWhatNoSessionSaw()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 900);

        var one = Linker.Link(session, Inputs, Plain with { TrainingRules = [Born] }, null, CancellationToken.None);
        var none = Linker.Link(session, Inputs, Plain with { TrainingRules = [new("nothing", ["CASE WHEN x.dob = '17000101' THEN 1 END"])], FixedPrior = .001 }, null, CancellationToken.None);

        Assert.Contains(one.Warnings, w => w == "No training session estimates 'date_of_birth'; its documented default m stand.");
        Assert.Equal(SessionEnd.NothingToLearn, Assert.Single(none.Model.Sessions).Ended);
        Assert.False(none.Model.Trained);
        Assert.Contains(none.Warnings, w => w.StartsWith("Too few likely matches", StringComparison.Ordinal));
    }

    [Fact]
    public void Train_PerRule_HitsTheCap_SaysWhichParameterMoved()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 900);

        var result = Linker.Link(session, Inputs, Plain with { MaxRounds = 2 }, null, CancellationToken.None);

        Assert.False(result.Model.Converged);
        Assert.Equal(["both names", "date of birth", "UPRN"], result.Model.Sessions.Select(s => s.Name));
        Assert.All(result.Model.Sessions, s => Assert.Equal((2, 2, SessionEnd.MostRounds), (s.Rounds, s.MostRounds, s.Ended)));
        Assert.Contains(result.Warnings, w => w.StartsWith("Training on both names did not converge in 2 rounds; ", StringComparison.Ordinal) && w.Contains(result.Model.Sessions[0].MovedMost!, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("x.fn|x.sn", "fn sn")]
    [InlineData("s.sound|x.dob[1:4]", "dob sn")]
    [InlineData("least(f.sound, s.sound)", "fn sn")]
    [InlineData("left(x.pc, length(x.pc) - 2)", "pc")]
    public void Of_Rule_IsTheColumnsItLooksAt(string parts, string columns) =>
        Assert.Equal(columns.Split(' '), RuleColumns.Of(new BlockingRule("r", parts.Split('|'))).Order(StringComparer.Ordinal));

    /// <summary>Pair by pair, products of probabilities, no patterns and no logarithms.</summary>
    private static (double[][] M, double Share) Maximise(List<Pair> pairs, IReadOnlyList<Comparison> comparisons, double[][] u, string[] free, double share)
    {
        var m = comparisons.Select(c => c.Levels.Select(l => l.DefaultM / c.Levels.Sum(x => x.DefaultM)).ToArray()).ToArray();
        for (var change = 1.0; change > 1e-6;)
        {
            var sums = m.Select(l => new double[l.Length]).ToArray();
            var total = 0.0;
            foreach (var pair in pairs)
            {
                var (match, other) = (share, 1 - share);
                foreach (var (c, comparison) in comparisons.Index().Where(x => free.Contains(x.Item.Name) && pair.Levels[x.Index] > 0))
                {
                    match *= m[c][pair.Levels[c] - 1];
                    other *= u[c][pair.Levels[c] - 1];
                }

                var probability = match / (match + other);
                total += probability;
                foreach (var (c, comparison) in comparisons.Index().Where(x => free.Contains(x.Item.Name) && pair.Levels[x.Index] > 0))
                {
                    sums[c][pair.Levels[c] - 1] += probability;
                }
            }

            var updated = sums.Select((s, c) => s.Sum() > 0 ? s.Select(x => x / s.Sum()).ToArray() : m[c]).ToArray();
            change = Math.Max(Math.Abs(total / pairs.Count - share), updated.SelectMany(l => l).Zip(m.SelectMany(l => l), (a, b) => Math.Abs(a - b)).Max());
            (m, share) = (updated, total / pairs.Count);
        }

        return (m, share);
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;
    }

    /// <summary>Records with a value, and all records with any, by value.</summary>
    private static Func<string, (double Count, double Values)> Frequencies(DuckSession session, string column)
    {
        var counts = session.Query($"SELECT {column}, count(*) FROM (FROM a UNION ALL BY NAME FROM b) WHERE {column} IS NOT NULL GROUP BY 1", r => (r.GetString(0), r.GetInt64(1)), CancellationToken.None)
            .ToDictionary(c => c.Item1, c => (double)c.Item2, StringComparer.Ordinal);
        var all = counts.Values.Sum();
        return value => (counts[value], all);
    }

    private static List<Pair> Pairs(DuckSession session, out IReadOnlyList<Comparison> comparisons)
    {
        var scanned = Scanned.Prepare(session, Inputs, new DatasetPair("a", "b"));
        comparisons = scanned.Comparisons;
        var count = comparisons.Count;
        return
        [
            .. session.Query(
                """
                SELECT l.rid, r.rid, coalesce(l.fn = r.fn AND l.sn = r.sn, false), coalesce(l.dob = r.dob, false), coalesce(l.uprn = r.uprn, false),
                  coalesce(l.fn = r.fn AND l.sn = r.sn AND l.dob = r.dob, false) OR coalesce(l.uprn = r.uprn AND l.fn = r.fn, false)
                FROM lnk_rec l JOIN lnk_rec r ON l.ds < r.ds
                """,
                r => (Left: r.GetInt32(0), Right: r.GetInt32(1), Names: r.GetBoolean(2), Born: r.GetBoolean(3), Home: r.GetBoolean(4), Found: r.GetBoolean(5)),
                CancellationToken.None).Select(p =>
            {
                var pattern = scanned.Kernel.Compare(scanned.Store.RowOf(p.Left), scanned.Store.RowOf(p.Right));
                return new Pair([.. Enumerable.Range(0, count).Select(c => Pattern.Level(pattern, c))], p.Names, p.Born, p.Home, p.Found);
            }),
        ];
    }

    private sealed record Pair(int[] Levels, bool Names, bool Born, bool Home, bool Found);
}
