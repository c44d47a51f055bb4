using System.Security.Cryptography;
using System.Text;
using Linkage.Matching.Blocking;
using Linkage.Matching.Clustering;
using Linkage.Matching.Duck;
using Linkage.Matching.Evaluation;
using Linkage.Matching.Report;
using Linkage.Matching.Training;
using Linkage.TestKit;

namespace Linkage.Matching.Tests.Report;

public sealed class MatchReportTests
{
    private static readonly string[] Datasets = ["a", "b"];

    private static readonly int[] ThreadCounts = [1, 2];

    [Fact]
    public void Write_RunWithEvaluation_IsSoundAndHasEverySection()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 3_000);

        var page = ReportPage.Of(MatchReportCollector.Collect(session, Request(session), CancellationToken.None));

        page.IsSound();
        Assert.Empty(page.Overlaps());
        Assert.Equal(
            ["verdicts", "quality", "distribution", "pairs", "weights", "blocking", "clusters", "missing", "unlinkable", "groups", "run"],
            page.All("section").Select(s => (string?)s.Attribute("id")));
        Assert.Equal(9, page.All("figure").Count());
        Assert.Contains("Training converged", page.Text, StringComparison.Ordinal);
        Assert.Contains("Content-Security-Policy", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_StyleSheet_IsTheOneThePolicyNames()
    {
        var page = ReportPage.Of(Small());

        var digest = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(page.All("style").Single().Value)));
        var policy = (string?)page.All("meta").Single(m => (string?)m.Attribute("http-equiv") == "Content-Security-Policy").Attribute("content");
        Assert.Equal($"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'", policy);
    }

    [Fact]
    public void Write_ByDefault_HoldsNoValueAndNoRecordId()
    {
        using var session = MatchingSession.Open();
        Canaries(session);
        var request = Request(session, columns: Columns);

        var masked = ReportPage.Of(MatchReportCollector.Collect(session, request, CancellationToken.None));
        var shown = ReportPage.Of(MatchReportCollector.Collect(session, request with { ShowIdentifiers = true, Inputs = Inputs(Columns) }, CancellationToken.None));

        shown.IsSound();
        foreach (var canary in new[] { "quillfeather", "zanzibarina", "19620217", "1962-02-17", "canary-a-", "canary-b-", "zq1" })
        {
            Assert.DoesNotContain(canary, masked.Html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(canary.Replace("-", " ", StringComparison.Ordinal), masked.Html, StringComparison.OrdinalIgnoreCase);
        }

        Assert.All(["Quillfeather", "Zanzibarina", "1962-02-17", "canary-a-", "Personal data"], canary => Assert.Contains(canary, shown.Text, StringComparison.Ordinal));
        Assert.DoesNotContain("Personal data", masked.Text, StringComparison.Ordinal);

    }

    [Fact]
    public void Labels_AnotherSalt_GivesOtherLabels()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 1_000);
        var request = Request(session);

        var (first, second, again) = (Labels(request with { Salt = "one" }), Labels(request with { Salt = "two" }), Labels(request with { Salt = "one" }));

        Assert.Equal(first, again);
        Assert.NotEqual(first, second);
        Assert.All(first, label => Assert.Matches("^[ab], record [0-9a-f]{4,}$", label));

        List<string> Labels(MatchReportRequest r) => [.. MatchReportCollector.Collect(session, r, CancellationToken.None).Pairs.SelectMany(p => new[] { p.Left, p.Right })];
    }

    [Fact]
    public void Write_SameRunOnOtherThreads_GivesTheSameBytes()
    {
        var pages = ThreadCounts.Select(threads =>
        {
            using var session = MatchingSession.Open(threads);
            SyntheticPeople.Make(session, 2_000);
            return ReportPage.Of(MatchReportCollector.Collect(session, Request(session), CancellationToken.None));
        }).ToList();

        Assert.Equal(pages[0].Html, pages[1].Html);
    }

    [Fact]
    public void Explain_EveryLink_StepsAddUpToItsWeightFieldByField()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 1_500);

        var data = MatchReportCollector.Collect(session, Request(session) with { Evaluation = null, PairsOfEachKind = 2_000 }, CancellationToken.None);

        Assert.True(data.Pairs.Count >= 30, $"{data.Pairs.Count} pairs");
        Assert.All(data.Pairs, pair =>
        {
            Assert.Equal(pair.Weight, pair.Steps.Sum(s => s.Weight), 6);
            // Nothing is left over: the steps know every term of the score, rarity and household included.
            Assert.Equal(1 + data.Comparisons.Count, pair.Steps.Count);
        });
        Assert.Contains(data.Pairs, p => p.Steps.Any(s => s.Rarity > 1));
        Assert.Contains(data.Pairs, p => p.Steps.Any(s => s.Rarity < 0));
    }

    [Fact]
    public void Collect_NamedPair_IsFoundInEitherOrderAndAMissingOneIsSaid()
    {
        using var session = MatchingSession.Open();
        Canaries(session);
        var request = Request(session, columns: Columns) with { PairsOfEachKind = 0, Pairs = [new RecordPair("b", "canary-b-1", "a", "canary-a-1"), new RecordPair("a", "canary-a-1", "b", "nobody")] };

        var data = MatchReportCollector.Collect(session, request, CancellationToken.None);

        Assert.Equal("asked for", Assert.Single(data.Pairs).Reason);
        Assert.Equal(1, data.PairsNotFound);
        Assert.Contains(Verdicts.On(data), v => v.Says.Contains("not among the pairs kept", StringComparison.Ordinal));
        Assert.DoesNotContain("nobody", ReportPage.Of(data).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_HostileNames_AreEscapedEverywhere()
    {
        const string Hostile = "<script>alert('x')</script>\" onload=\"y\u202E\u061C\u206A\u0001&lt;]]>";
        var share = new Proportion(5, 10);
        var data = Small() with
        {
            Title = Hostile,
            Datasets = [new ReportDataset(Hostile, 3)],
            Warnings = [Hostile],
            SettingsDigest = Hostile,
            Seconds = [new(Hostile, 1)],
            Comparisons = [new ReportComparison(Hostile, [new ModelLevel(Hostile, .9, .1), new ModelLevel("other", .1, .9)])],
            Pairs = [new ExplainedPair(Hostile, Hostile, Hostile, Hostile, 3, .9, [new EvidenceStep(Hostile, Hostile, 3, 1, Hostile, Hostile)])],
            Blocking = [new BlockingCount(Hostile, false, 5, 4, 1, 1, 2)],
            ShowsIdentifiers = true,
            Evaluation = Measured(
                new GroupAccuracy { Grouping = Hostile, Group = Hostile, MergedGroups = 0, Records = 10, Precision = share, Recall = share, PrecisionToRest = new(-.2, -.3, -.1), RecallToRest = new(-.2, -.3, -.1) }) with
            {
                Completeness = [new FieldCompleteness(Hostile, Hostile, 3, 1)],
            },
        };

        var page = ReportPage.Of(data);

        page.IsSound();
        Assert.DoesNotContain("<script", page.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(page.Html, c => c is '\u202E' or '\u061C' or '\u206A');
        Assert.Contains("<script>alert('x')</script>\" onload=\"y\uFFFD\uFFFD\uFFFD\uFFFD&lt;]]>", page.Text, StringComparison.Ordinal);
    }

    /// <summary>A group is called worse than the rest on ten pairs and more; on fewer it is too few to tell, however far below it lies.</summary>
    [Theory]
    [InlineData(10, "Found less often than the rest, by ward: Ely.", "Too few to tell")]
    [InlineData(9, "Too few to tell, by ward: Ely.", "Found less often")]
    public void Write_GroupBehindTheRest_IsSaidOfEnoughPairsAlone(int pairs, string said, string unsaid)
    {
        var (share, rest) = (new Proportion(2, pairs), new Proportion(1900, 2000));
        var groups = new[]
        {
            new GroupAccuracy { Grouping = "ward", Group = "Ely", MergedGroups = 0, Records = 90, Precision = new(10, 10), Recall = share, PrecisionToRest = null, RecallToRest = ProportionDifference.Of(share, rest) },
            new GroupAccuracy { Grouping = "ward", Group = "Ware", MergedGroups = 0, Records = 2000, Precision = null, Recall = null, PrecisionToRest = null, RecallToRest = null },
        };

        var page = ReportPage.Of(Small() with { Evaluation = Measured(groups) });

        page.IsSound();
        Assert.Contains(said, page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(unsaid, page.Text, StringComparison.Ordinal);
        Assert.Contains("Ware: withheld", page.Html, StringComparison.Ordinal);
        Assert.Contains("Withheld, by ward: 1 group of 2,000 records. Whether these people are served worse cannot be said here.", page.Text, StringComparison.Ordinal);
        Assert.Equal(pairs == 10, page.Text.Contains("These differ from the rest by more than chance makes likely: ward Ely.", StringComparison.Ordinal));
    }

    [Fact]
    public void Write_NothingAtAll_IsSoundAndSaysSo()
    {
        var page = ReportPage.Of(Small() with { Datasets = [], PossiblePairs = 0, PairsCompared = 0, LinkCount = 0, Weights = [], Pairs = [], Blocking = [], Comparisons = [] });

        page.IsSound();
        Assert.Contains("There are no records.", page.Text, StringComparison.Ordinal);
        Assert.Empty(page.All("svg"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Write_FewRecordsOrNoLinks_IsSound(int records)
    {
        using var session = MatchingSession.Open();
        foreach (var name in Datasets)
        {
            MatchingSession.Table(session, name, ["id", "fn", "sn", "dob", "code"], Enumerable.Range(0, records).Select(i => new string?[] { $"{name}{i}", null, null, null, name }));
        }

        session.Execute("CREATE TABLE lnk_truth AS SELECT 'a' AS dataset, id AS record_id, id AS entity, 'x' AS sex FROM a", CancellationToken.None);
        var page = ReportPage.Of(MatchReportCollector.Collect(session, Request(session, Columns), CancellationToken.None));

        page.IsSound();
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Write_WithIdentifiers_IsForItsOwnerOnly()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("report.html", "an old page that others may read");
        File.SetUnixFileMode(path, (UnixFileMode)0b110_100_100);

        MatchReport.Write(path, Small() with { ShowsIdentifiers = true });

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.DoesNotContain("an old page", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Verdicts_OnATroubledRun_SayWhatIsWrongMostUrgentFirst()
    {
        var small = Small();
        var verdicts = Verdicts.On(small with
        {
            Model = small.Model with { Sessions = [small.Model.Sessions[0] with { Ended = SessionEnd.MostRounds, LastChange = .04 }] },
            Blocking = [new BlockingCount("same postcode", false, 900, 400, 2, 500, 300), new BlockingCount("loose", true, 9_000, 0, 7, 9_000, 300)],
            ClusterSizes = [new ClusterSizeBin(1, 1, 5, 5, 0, 0, 0), new ClusterSizeBin(51, 100, 1, 60, 0, 0, 0)],
            Weights = [new WeightBin(4, 5, 50, 10), new WeightBin(20, 21, 50, 0)],
            LinkCount = 100,
        });

        Assert.Equal(verdicts.OrderBy(v => v.Urgency), verdicts);
        Assert.Contains("did not converge", verdicts[0].Says, StringComparison.Ordinal);
        Assert.Contains(verdicts, v => v.Urgency == Urgency.Look && v.Says.Contains("2 blocks were left out as too large, by 1 rule: 500 pairs", StringComparison.Ordinal));
        Assert.Contains(verdicts, v => v.Urgency == Urgency.Look && v.Says.Contains("100 records", StringComparison.Ordinal));
        Assert.Contains(verdicts, v => v.Urgency == Urgency.Look && v.Says.Contains("50 of 100 links (50.0%) lie near the threshold, and 10 pairs", StringComparison.Ordinal));
    }

    private static LinkColumn[] Columns =>
        [new("fn", FieldMeaning.Forename), new("sn", FieldMeaning.Surname), new("dob", FieldMeaning.DateOfBirth), new("code", FieldMeaning.Code)];

    private static LinkInput[] Inputs(LinkColumn[] columns) => [.. Datasets.Select(d => MatchingSession.Input(d, columns))];

    private static MatchReportRequest Request(DuckSession session, LinkColumn[]? columns = null)
    {
        var settings = new LinkSettings { MinimumProbability = .001, KeepRecords = true };
        var run = Linker.Link(session, Inputs(columns ?? SyntheticPeople.Columns), settings, null, CancellationToken.None);
        var clusters = Clusterer.Cluster(session, run.Links, run.Records, Datasets, new ClusterSettings { MinimumProbability = .95 }, CancellationToken.None);
        var truth = new SqlName("lnk_truth");
        session.Execute(
            columns is null
                ? "CREATE OR REPLACE TABLE grouped AS SELECT 'a' AS dataset, id AS record_id, sex FROM a UNION ALL SELECT 'b', id, sex FROM b"
                : "CREATE OR REPLACE TABLE grouped AS SELECT dataset, record_id, NULL::VARCHAR AS sex FROM lnk_truth",
            CancellationToken.None);
        var evaluation = Evaluator.Evaluate(
            session,
            run,
            new EvaluationRequest { Truth = truth, Clusters = clusters.Clusters, ClusterThreshold = .95, Groups = new SqlName("grouped"), GroupColumns = ["sex"], ShowValues = true },
            CancellationToken.None);
        return new MatchReportRequest { Run = run, Settings = settings, Threshold = .95, Clusters = clusters, Evaluation = evaluation, Seconds = new Dictionary<string, double>() };
    }

    /// <summary>Two datasets with values found nowhere else, in links, wrong links and missed pairs.</summary>
    private static void Canaries(DuckSession session)
    {
        foreach (var name in Datasets)
        {
            MatchingSession.Table(session, name, ["id", "fn", "sn", "dob", "code"], Enumerable.Range(0, 60).Select(i => new string?[]
            {
                $"canary-{name}-{i}", "Zanzibarina", "Quillfeather" + (char)('a' + i % 20), i % 3 == 0 ? null : "1962-02-17", $"ZQ1{i % 30:00}",
            }));
        }

        session.Execute("CREATE TABLE lnk_truth AS SELECT 'a' AS dataset, id AS record_id, id[10:] AS entity FROM a UNION ALL SELECT 'b', id, id[10:] FROM b", CancellationToken.None);
    }

    private static EvaluationResult Measured(params GroupAccuracy[] groups) => new()
    {
        Threshold = .95,
        Truth = null,
        Labels = null,
        Clusters = null,
        ClusterShape = null,
        Unlinkable = [],
        Completeness = [],
        Groups = groups,
        Rules = [],
        Errors = null,
    };

    private static MatchReportData Small() => new()
    {
        Datasets = [new ReportDataset("a", 3)],
        PossiblePairs = 3,
        PairsCompared = 3,
        LinkCount = 1,
        Threshold = .95,
        Prior = .1,
        Model = new LinkModel
        {
            Method = TrainingMethod.Population,
            Seed = 1,
            Trained = true,
            Counts = new TrainingCounts(3, 3, 3, 0, 0),
            Sessions =
            [
                new TrainingSession
                {
                    Name = "every possible pair", Pairs = 3, Patterns = 2, Comparisons = ["code"], ExpectedMatches = 1, Prior = .1, Rounds = 9, MostRounds = 200,
                    Ended = SessionEnd.Settled, LastChange = 0, MovedMost = null,
                },
            ],
            NamesTogether = false,
            MatchesPerRecord = .1,
            HouseholdPairsPerRecord = 0,
            NameLift = 1,
            Comparisons = [new ModelComparison("code", 0, [new ModelLevel("exact", .9, .1), new ModelLevel("other", .1, .9)])],
        },
        Warnings = [],
        Comparisons = [new ReportComparison("code", [new ModelLevel("exact", .9, .1), new ModelLevel("other", .1, .9)])],
        Weights = [new WeightBin(10, 11, 1, 0)],
        Pairs = [],
        PairsNotFound = 0,
        Blocking = [new BlockingCount("every pair", false, 3, 3, 0, 0, 3)],
        ClusterSizes = [],
        ShowsIdentifiers = false,
    };
}
