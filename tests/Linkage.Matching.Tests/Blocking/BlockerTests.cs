using Linkage.Matching.Blocking;
using Linkage.Matching.Duck;
using Linkage.Matching.Normalise;

namespace Linkage.Matching.Tests.Blocking;

public sealed class BlockerTests
{
    [Fact]
    public void Block_SeveralRules_YieldsEachPairOnceToTheFirstRule()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 2_000);
        var rules = Prepare(session, null, out var records);

        var counts = new Blocker(session, new LinkSettings()).Block(rules, everyPair: false, records, CancellationToken.None);

        Assert.Equal(counts.Sum(c => c.PairsYielded), Count(session, "SELECT count(*) FROM lnk_pair"));
        Assert.Equal(0, Count(session, "SELECT count(*) FROM (SELECT l, r FROM lnk_pair GROUP BY ALL HAVING count(*) > 1)"));
        Assert.Equal(0, Count(session, "SELECT count(*) FROM lnk_pair WHERE l >= r"));
        var sameDate = rules.Index().First(r => r.Item.Name.StartsWith("date of birth and forename", StringComparison.Ordinal)).Index;
        var sameUprn = rules.Index().First(r => r.Item.Name == "same UPRN").Index;
        Assert.Equal(0, Count(session, $"SELECT count(*) FROM lnk_pair p JOIN lnk_rec l ON l.rid = p.l JOIN lnk_rec r ON r.rid = p.r WHERE p.rule = {sameDate} AND l.uprn = r.uprn"));
        Assert.True(counts[sameUprn].PairsYielded > 0 && counts[sameDate].PairsYielded > 0);
    }

    [Fact]
    public void Block_PermittedPairs_YieldsNoOther()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 1_000);
        var rules = Prepare(session, [new DatasetPair("a", "b")], out var records);

        new Blocker(session, new LinkSettings()).Block(rules, everyPair: false, records, CancellationToken.None);

        Assert.True(Count(session, "SELECT count(*) FROM lnk_pair") > 0);
        Assert.Equal(0, Count(session, "SELECT count(*) FROM lnk_pair p JOIN lnk_rec l ON l.rid = p.l JOIN lnk_rec r ON r.rid = p.r WHERE l.ds = r.ds"));
    }

    [Fact]
    public void Block_OneValueEverywhere_LeavesTheBlockOutAndReportsIt()
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
    public void Block_LimitPerRule_KeepsTheSmallBlocks()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 3_000);
        var rules = Prepare(session, null, out var records).Take(1).ToList();
        var settings = new LinkSettings { MaxPairsPerBlock = 3 };

        var count = new Blocker(session, settings).Block(rules, everyPair: false, records, CancellationToken.None).Single();

        Assert.True(count.BlocksLeftOut > 0);
        Assert.Equal(count.PairsInBlocks - count.PairsLeftOut, count.PairsYielded);
    }

    private static IReadOnlyList<BlockingRule> Prepare(DuckSession session, IReadOnlyList<DatasetPair>? permitted, out long records)
    {
        LinkInput[] inputs = [MatchingSession.Input("a", SyntheticPeople.Columns), MatchingSession.Input("b", SyntheticPeople.Columns)];
        var fields = RecordFields.Of(inputs);
        var table = new RecordTable(session, inputs, fields);
        var pairs = permitted ?? [new("a", "a"), new("a", "b"), new("b", "b")];
        table.Build(PermittedPairs.Of(["a", "b"], pairs), 80, CancellationToken.None);
        records = table.RecordsByInput.Sum();
        return BlockingCatalogue.For(fields);
    }

    private static long Count(DuckSession session, string sql) => session.Scalar<long>(sql, CancellationToken.None);
}
