using Linkage.Matching.Blocking;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Duck;
using Linkage.Matching.Scoring;

namespace Linkage.Matching.Tests.Scoring;

public sealed class PairScanTests
{
    private static readonly DatasetPair[] All = [new("a", "a"), new("a", "b"), new("b", "b")];

    private static readonly LinkInput[] Inputs = [MatchingSession.Input("a", SyntheticPeople.Columns), MatchingSession.Input("b", SyntheticPeople.Columns)];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Run_SeveralRules_GivesEachPairOnceToTheFirstRuleThatHoldsIt(int threads)
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 3_000);
        var scanned = Scanned.Prepare(session, Inputs, All);
        var rules = BlockingCatalogue.For(scanned.Fields);

        var (pairs, counts) = scanned.Run(rules, new LinkSettings { MaxPairsPerBlock = long.MaxValue, MaxPairsPerRecordAndRule = 1_000_000, MaxPairsPerRecordAndLooseRule = 1_000_000, MaxPairsPerRecord = 1_000_000 }, threads);

        // The definition: of every pair, the first rule whose keys are equal.
        var keys = scanned.Keys(rules);
        var expected = new List<(int, int, int)>();
        for (var l = 0; l < scanned.Store.Count; l++)
        {
            for (var r = l + 1; r < scanned.Store.Count; r++)
            {
                var first = Enumerable.Range(0, rules.Count).FirstOrDefault(rule => keys.OfRule(rule)[l] != 0 && keys.OfRule(rule)[l] == keys.OfRule(rule)[r], -1);
                if (first >= 0)
                {
                    expected.Add((l, r, first));
                }
            }
        }

        Assert.Equal(expected, pairs.Select(p => (p.Left, p.Right, p.Rule)));
        Assert.Equal(pairs.Count, counts.Sum(c => c.PairsYielded));
        Assert.True(rules.Count > 16, "more than two vectors of rules");
    }

    [Fact]
    public void Run_PermittedPairs_GivesNoOther()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 1_000);
        var scanned = Scanned.Prepare(session, Inputs, new DatasetPair("a", "b"));

        var (pairs, counts) = scanned.Run(BlockingCatalogue.For(scanned.Fields), new LinkSettings());

        Assert.NotEmpty(pairs);
        Assert.All(pairs, p => Assert.NotEqual(scanned.Store.Datasets[p.Left], scanned.Store.Datasets[p.Right]));
        Assert.Equal(pairs.Count, counts.Sum(c => c.PairsYielded));
    }

    [Fact]
    public void Run_OneLargeBlock_IsSharedOutWithoutLosingAPair()
    {
        using var session = MatchingSession.Open();
        MatchingSession.Table(session, "a", ["id", "forename"], Enumerable.Range(0, 2_001).Select(i => new[] { $"r{i:D4}", i % 2 == 0 ? "John" : "Joan" }));
        var scanned = Scanned.Prepare(session, [MatchingSession.Input("a", new LinkColumn("forename", FieldMeaning.Forename))], new DatasetPair("a", "a"));

        var (pairs, _) = scanned.Run([BlockingCatalogue.EveryPair], new LinkSettings { MaxPairsPerBlock = long.MaxValue, MaxPairsPerRecordAndRule = 10_000, MaxPairsPerRecord = 10_000 });

        Assert.Equal(2_001 * 2_000 / 2, pairs.Count);
        Assert.Equal(pairs.Count, pairs.Select(p => (p.Left, p.Right)).Distinct().Count());
        Assert.Equal(1_001 * 1_000 / 2 + 1_000 * 999 / 2, pairs.Count(p => Pattern.Level(p.Pattern, 0) == 1));
    }

    [Fact]
    public void Run_LimitPerRule_KeepsTheSmallBlocks()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 3_000);
        var scanned = Scanned.Prepare(session, Inputs, All);

        var (pairs, counts) = scanned.Run([.. BlockingCatalogue.For(scanned.Fields).Take(1)], new LinkSettings { MaxPairsPerBlock = 3 });

        var count = Assert.Single(counts);
        Assert.True(count.BlocksLeftOut > 0);
        Assert.Equal(count.PairsInBlocks - count.PairsLeftOut, count.PairsYielded);
        Assert.Equal(count.PairsYielded, pairs.Count);
    }

    [Fact]
    public void Link_OneValueEverywhere_LeavesTheBlockOutAndReportsIt()
    {
        using var session = MatchingSession.Open();
        MatchingSession.Table(session, "a", ["id", "forename", "surname", "dob"], Enumerable.Range(0, 3_000).Select(i => new[] { $"r{i}", "John", "Smith", "1980-01-01" }));
        var input = MatchingSession.Input("a", new("forename", FieldMeaning.Forename), new("surname", FieldMeaning.Surname), new("dob", FieldMeaning.DateOfBirth));

        var result = Linker.Link(session, [input], new LinkSettings(), null, CancellationToken.None);

        Assert.Equal(0, result.PairsCompared);
        Assert.Contains(result.Warnings, w => w.Contains("left out", StringComparison.Ordinal));
        Assert.All(result.Blocking, b => Assert.Equal(3_000L * 2_999 / 2, b.LargestBlockPairs));
    }

    [Fact]
    public void Run_WorkerThatFails_IsToldAsItFailed()
    {
        using var session = MatchingSession.Open();
        var scan = LargeBlock(session);

        Assert.Throws<IOException>(() => scan.Run(scan.Pieces(), new ScanOptions(), [new Failing(() => throw new IOException("full")), new Failing(() => throw new IOException("full"))], null, CancellationToken.None));
    }

    [Fact]
    public void Run_Cancelled_StopsSoon()
    {
        using var session = MatchingSession.Open();
        using var cancelling = new CancellationTokenSource();
        var scan = LargeBlock(session);
        var visited = 0;
        void Visit()
        {
            if (Interlocked.Increment(ref visited) == 1_000)
            {
                cancelling.Cancel();
            }
        }

        Assert.ThrowsAny<OperationCanceledException>(() => scan.Run(scan.Pieces(), new ScanOptions(), [new Failing(Visit), new Failing(Visit)], null, cancelling.Token));
        Assert.True(visited < 2_001 * 1_000, $"{visited} pairs");
    }

    /// <summary>Pairs are dropped in the scan by arithmetic of its own; what is kept is what SQL keeps when everything is scored.</summary>
    [Theory]
    [InlineData(.5)]
    [InlineData(.9)]
    public void Link_Threshold_KeepsWhatScoringEveryPairWouldKeep(double least)
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 3_000);
        var all = Linker.Link(session, Inputs, new LinkSettings { MinimumProbability = 0 }, null, CancellationToken.None);
        string Sql(LinkResult result) => FormattableString.Invariant($"SELECT * FROM {result.Links} WHERE match_probability >= {least} ORDER BY left_rid, right_rid");
        var expected = MatchingSession.Rows(session, Sql(all));

        var kept = Linker.Link(session, Inputs, new LinkSettings { MinimumProbability = least }, null, CancellationToken.None);

        Assert.True(all.LinkCount > expected.Count + 200 && expected.Count > 500, $"{all.LinkCount} and {expected.Count}");
        Assert.Equal(expected, MatchingSession.Rows(session, Sql(kept)));
        Assert.Equal(expected.Count, kept.LinkCount);
    }

    /// <summary>Training on a sample of the pairs comes to nearly the same model, and the links of that model are complete.</summary>
    [Fact]
    public void Link_TrainedOnASample_ComparesAllPairsAndLinksNearlyTheSame()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 4_000);
        var whole = Linker.Link(session, Inputs, new LinkSettings(), null, CancellationToken.None);
        var wholeLinks = MatchingSession.Rows(session, $"SELECT left_id, right_id FROM {whole.Links} WHERE match_probability >= 0.95").ToHashSet();

        var sampled = Linker.Link(session, Inputs, new LinkSettings { TrainingPairs = whole.PairsCompared / 4 }, null, CancellationToken.None);
        var sampledLinks = MatchingSession.Rows(session, $"SELECT left_id, right_id FROM {sampled.Links} WHERE match_probability >= 0.95").ToHashSet();

        Assert.Equal(whole.PairsCompared, sampled.PairsCompared);
        Assert.NotEqual(whole.Model.Digest(), sampled.Model.Digest());
        Assert.InRange(wholeLinks.Intersect(sampledLinks).Count(), wholeLinks.Count * 97 / 100, wholeLinks.Count);
    }

    private static PairScan LargeBlock(DuckSession session)
    {
        MatchingSession.Table(session, "a", ["id", "forename"], Enumerable.Range(0, 2_001).Select(i => new[] { $"r{i:D4}", "John" }));
        var scanned = Scanned.Prepare(session, [MatchingSession.Input("a", new LinkColumn("forename", FieldMeaning.Forename))], new DatasetPair("a", "a"));
        var scan = new PairScan(scanned.Store, scanned.Kernel, 1, 2);
        scan.Add(0, Blocks.Of(scanned.Keys([BlockingCatalogue.EveryPair]).OfRule(0), null, scanned.Store));
        return scan;
    }

    private sealed class Failing(Action visit) : PairScan.IVisitor
    {
        public void Visit(int left, int right, int rule, long pattern) => visit();
    }
}
