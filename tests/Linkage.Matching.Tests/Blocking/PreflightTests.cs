using Linkage.Matching.Blocking;

namespace Linkage.Matching.Tests.Blocking;

public sealed class PreflightTests
{
    private static readonly LinkInput[] Inputs = [MatchingSession.Input("a", SyntheticPeople.Columns), MatchingSession.Input("b", SyntheticPeople.Columns)];

    private static readonly BlockingRule[] Rules = [new("surname and postcode", ["surname", "postcode"]), new("date of birth", ["date_of_birth"]), new("sex", ["sex"])];

    [Fact]
    public void Preflight_FewPairs_SaysWhatScoringThenFinds()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 2_000);
        using var run = Linker.Prepare(session, Inputs, new LinkSettings { BlockingRules = Rules, MaxPairsPerBlock = 10_000 }, null, CancellationToken.None);

        var preflight = run.Preflight(revealKeys: false, CancellationToken.None);
        var result = run.Score(run.Train(null, CancellationToken.None), null, CancellationToken.None);

        Assert.False(preflight.IsEstimate);
        Assert.Equal(result.PairsCompared, preflight.Pairs);
        Assert.Equal(result.Blocking.Select(b => (b.Rule, b.PairsInBlocks, b.PairsYielded, b.BlocksLeftOut)), preflight.Rules.Select(r => (r.Rule, r.PairsInBlocks, r.PairsNew, r.BlocksLeftOut)));
        Assert.True(preflight is { PairsPerSecond: > 0, Seconds: > 0, MemoryMib: > 20, Refusal: null });
        Assert.Equal((2, 0L), (preflight.Rules[2].LargestBlocks.Count, preflight.Rules[2].PairsKept));
    }

    [Fact]
    public void Preflight_ManyPairs_EstimatesThemWithinAFewInAHundred()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 8_000);
        var settings = new LinkSettings { BlockingRules = [.. Rules, new("everybody", ["1"])], MaxPairsPerBlock = long.MaxValue, MaxPairsPerRecordAndRule = 100_000, MaxPairsPerRecord = 100_000 };
        using var run = Linker.Prepare(session, Inputs, settings, null, CancellationToken.None);

        var preflight = run.Preflight(revealKeys: false, CancellationToken.None);

        Assert.True(preflight.IsEstimate);
        Assert.InRange(preflight.Pairs, run.PossiblePairs * 97 / 100, run.PossiblePairs * 103 / 100);
        Assert.InRange(preflight.Rules[3].PairsNew, preflight.Rules[3].PairsKept * 45 / 100, preflight.Rules[3].PairsKept * 55 / 100);
    }

    [Fact]
    public void Preflight_LargestBlocks_AreMaskedUnlessRevealed()
    {
        using var session = MatchingSession.Open();
        string?[][] rows = [.. Enumerable.Range(0, 40).Select(i => new string?[] { $"r{i}", i < 30 ? "Mary-Jane O'Neill" : $"Zed{i / 2}", i < 30 ? "1980-02-03" : null })];
        MatchingSession.Table(session, "a", ["id", "name", "born"], rows);
        var input = MatchingSession.Input("a", new("name", FieldMeaning.Surname), new("born", FieldMeaning.DateOfBirth));
        BlockingRule[] rules = [new("fields", ["surname", "date_of_birth"]), new("own", ["x.sn"]), new("list", ["surname"]) { Explode = "[date_of_birth[1:4], '7']" }, new("own list", []) { Explode = "[s.value[1:4], 'A']" }];
        using var run = Linker.Prepare(session, [input], new LinkSettings { BlockingRules = rules }, null, CancellationToken.None);

        var masked = run.Preflight(revealKeys: false, CancellationToken.None).Rules.Select(r => r.LargestBlocks[0]).ToList();
        var revealed = run.Preflight(revealKeys: true, CancellationToken.None).Rules.Select(r => r.LargestBlocks[0]).ToList();

        Assert.Equal(["AAAA AAAA AAAAAA | 99999999", "AAAA AAAA AAAAAA", "AAAA AAAA AAAAAA | 9999", "A"], masked.Select(b => b.MaskedKey));
        Assert.All(masked, b => Assert.Null(b.Key));
        Assert.Equal(["MARY JANE ONEILL | 19800203", "MARY JANE ONEILL", "MARY JANE ONEILL | 1980", "A"], revealed.Select(b => b.Key));
        Assert.Equal([30, 30, 30, 40], masked.Select(b => b.Records));
        Assert.All(revealed, b => Assert.DoesNotContain("MARY", b.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Link_MorePairsThanTheMost_IsRefusedWithTheRuleThatIsToBlame()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 1_000);
        var settings = new LinkSettings { BlockingRules = Rules, MaxPairs = 1_000, MaxPairsPerBlock = long.MaxValue };

        var error = Assert.Throws<MatchingInputException>(() => Linker.Link(session, Inputs, settings, null, CancellationToken.None));
        using var run = Linker.Prepare(session, Inputs, settings, null, CancellationToken.None);
        var preflight = run.Preflight(revealKeys: false, CancellationToken.None);

        Assert.Contains("Most come from rule 'sex'", error.What, StringComparison.Ordinal);
        Assert.Contains("MaxPairs allows 1000", error.What, StringComparison.Ordinal);
        Assert.Contains("MaxPairsPerBlock", error.WhatToDo, StringComparison.Ordinal);
        Assert.StartsWith(error.What, preflight.Refusal, StringComparison.Ordinal);
        Assert.Equal(0, session.Scalar<long>("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'lnk_link'", CancellationToken.None));
    }

    [Fact]
    public void Score_GivenModel_MakesNoTrainingPassAndTellsOfProgress()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 2_000);
        var steps = new Steps();
        var trained = Linker.Link(session, Inputs, new LinkSettings(), steps, CancellationToken.None);
        var given = new Steps();

        var again = Linker.Link(session, Inputs, new LinkSettings { Model = trained.Model }, given, CancellationToken.None);

        Assert.Equal(["normalise", "block", "compare", "train", "score"], steps.All.Select(s => s.Step).Distinct());
        Assert.Contains(steps.All, s => s.Step == "compare" && s.Done == trained.PairsCompared);
        Assert.Equal(["normalise", "block", "score"], given.All.Select(s => s.Step).Distinct());
        Assert.DoesNotContain("compare", again.Seconds.Keys);
        Assert.Equal(trained.LinkCount, again.LinkCount);
    }

    [Fact]
    public void Preflight_NoRecords_IsNothing()
    {
        using var session = MatchingSession.Open();
        MatchingSession.Table(session, "a", ["id", "forename"]);
        using var run = Linker.Prepare(session, [MatchingSession.Input("a", new LinkColumn("forename", FieldMeaning.Forename))], new LinkSettings(), null, CancellationToken.None);

        var preflight = run.Preflight(revealKeys: true, CancellationToken.None);

        Assert.Equal((0L, 0L, 0.0), (preflight.Records, preflight.Pairs, preflight.Seconds));
    }

    private sealed class Steps : IProgress<MatchingProgress>
    {
        internal List<MatchingProgress> All { get; } = [];

        public void Report(MatchingProgress value) => All.Add(value);
    }
}
