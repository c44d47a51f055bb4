using System.Globalization;
using Linkage.Matching.Clustering.Incremental;
using Linkage.Matching.Duck;
using Linkage.TestKit;

namespace Linkage.Matching.Tests.Clustering.Incremental;

public sealed class PersonSpineTests
{
    private const string P1 = "P0000000001";
    private const string P2 = "P0000000002";
    private const string P3 = "P0000000003";
    private const string P4 = "P0000000004";
    private const string P5 = "P0000000005";

    [Fact]
    public void Update_FiveDays_KeepsKeysAndTellsWhatHappened()
    {
        using var folder = new TemporaryFolder();
        var spine = folder.PathOf("spine");

        // Day 1: three persons.
        var day1 = Day("1", ["a1", "a2", "b1", "b3"], [("a1", "b1", .9)]);
        Assert.Equal([$"created - {P1} 2", $"created - {P2} 1", $"created - {P3} 1"], day1.Events);
        Assert.Equal((P1, P2, P1, P3), (day1.Persons["a1"], day1.Persons["a2"], day1.Persons["b1"], day1.Persons["b3"]));

        // Day 2 adds: a record of the second person, and a fourth person.
        var day2 = Day("2", ["a0", "a1", "a2", "b1", "b2", "b3"], [("a1", "b1", .9), ("a2", "b2", .8)]);
        Assert.Equal([$"created - {P4} 1", $"extended - {P2} 1"], day2.Events);
        Assert.Equal((P4, P1, P2, P1, P2, P3), (day2.Persons["a0"], day2.Persons["a1"], day2.Persons["a2"], day2.Persons["b1"], day2.Persons["b2"], day2.Persons["b3"]));

        // Day 3, a merge: a new record brings the second and the third together; the second brings more records.
        var day3 = Day("3", ["a0", "a1", "a2", "b1", "b2", "b3", "c1"], [("a1", "b1", .9), ("a2", "b2", .8), ("b2", "c1", .7), ("b3", "c1", .6)]);
        Assert.Equal([$"extended - {P2} 1", $"merged {P3} {P2} 1 b3 c1", $"retired {P3} {P2} 1"], day3.Events);
        Assert.Equal((P2, P2, P2, P2), (day3.Persons["a2"], day3.Persons["b2"], day3.Persons["b3"], day3.Persons["c1"]));

        // Day 4: the record between them is withdrawn, and the person splits. The retired id is not given again.
        var day4 = Day("4", ["a0", "a1", "a2", "b1", "b2", "b3"], [("a1", "b1", .9), ("a2", "b2", .8)]);
        Assert.Equal([$"split {P2} {P5} 1", $"withdrawn {P2} - 1"], day4.Events);
        Assert.Equal((P2, P2, P5), (day4.Persons["a2"], day4.Persons["b2"], day4.Persons["b3"]));

        // Day 5: nothing.
        var day5 = Day("5", ["a0", "a1", "a2", "b1", "b2", "b3"], [("a1", "b1", .9), ("a2", "b2", .8)]);
        Assert.Empty(day5.Events);
        Assert.Equal(day4.Persons, day5.Persons);

        using var session = MatchingSession.Open();
        var ledger = SpineRuns.Events(session, $"read_parquet({SqlName.Literal(Path.Combine(spine, "ledger-*.parquet"))})");
        Assert.Equal([.. day1.Events, .. day2.Events, .. day3.Events, .. day4.Events], ledger);
        using var open = SpineFolder.Open(spine);
        Assert.Equal(5, open.RunCount);

        (Dictionary<string, string> Persons, IReadOnlyList<string> Events) Day(string run, string[] records, (string, string, double)[] links) =>
            SpineRuns.Day(spine, run, new ClusterGraph(["a", "b", "c"], records, links));
    }

    [Fact]
    public void Update_TiesAndLargestShares_FollowTheRule()
    {
        // p has 3 records: two go to the cluster of q (which has more) and one is left over. r and s have one each and meet: the lesser id stays.
        // t has two and parts in halves: the half with the least record keeps the id. u is withdrawn altogether.
        var (spine, events) = Update(
            [("a1", "p"), ("a2", "p"), ("a3", "p"), ("b1", "q"), ("b2", "q"), ("b3", "q"), ("c1", "s"), ("c2", "r"), ("d1", "t"), ("d2", "t"), ("e1", "u")],
            ["a1 a2 b1 b2 b3", "a3", "c1 c2", "d1", "d2 f1", "f2"],
            [("a1", "a2", .99), ("a1", "b1", .7), ("a2", "b3", .8), ("c1", "c2", .9)]);

        Assert.Equal("a1=q a2=q a3=n7 b1=q b2=q b3=q c1=r c2=r d1=t d2=n8 f1=n8 f2=n9", spine);
        Assert.Equal(
            [
                "created - n9 1", "extended - n8 1", "merged p q 2 a2 b3", "merged s r 1 c1 c2", "split p n7 1", "split t n8 1", "withdrawn u - 1",
                "retired p q 3", "retired s r 1", "retired u - 1",
            ],
            events);
    }

    [Fact]
    public void Update_SomeRecordsOfALivingPersonJoinAnother_AreMoved()
    {
        var (spine, events) = Update([("a1", "p"), ("a2", "p"), ("a3", "p"), ("b1", "q")], ["a1 a2", "a3 b1"], [("a3", "b1", .8)]);

        Assert.Equal("a1=p a2=p a3=q b1=q", spine);
        Assert.Equal(["moved p q 1 a3 b1"], events);
    }

    [Fact]
    public void Update_NothingAndNothing_IsEmpty()
    {
        var (spine, events) = Update([], [], []);
        Assert.Equal(string.Empty, spine);
        Assert.Empty(events);
        (spine, events) = Update([("a1", "p")], [], []);
        Assert.Equal(string.Empty, spine);
        Assert.Equal(["withdrawn p - 1", "retired p - 1"], events);
    }

    [Theory]
    [InlineData("p")]
    [InlineData("old")]
    public void Update_AnIdThatWasGiven_IsRefused(string again)
    {
        using var session = MatchingSession.Open();
        Tables(session, [("a1", "p")], ["a1", "b1"], []);
        MatchingSession.Table(session, "used", ["person_id"], [["old"]]);

        var error = Assert.Throws<MatchingInputException>(() => PersonSpine.Update(
            session, new SqlName("previous"), new SqlName("clusters"), new SqlName("link"), new SpineSettings { Run = "1", NewId = _ => again, Used = new SqlName("used") }, CancellationToken.None));

        Assert.Contains("1 of 1 new person ids were given before", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Update_ARecordTwiceInTheAssignmentBefore_IsRefused()
    {
        using var session = MatchingSession.Open();
        Tables(session, [("a1", "p"), ("a1", "q")], ["a1"], []);

        Assert.Throws<MatchingInputException>(() => PersonSpine.Update(
            session, new SqlName("previous"), new SqlName("clusters"), new SqlName("link"), new SpineSettings { Run = "1" }, CancellationToken.None));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Update_RandomDays_KeepTheirPromises(int seed)
    {
        using var folder = new TemporaryFolder();
        var spine = folder.PathOf("spine");
        var everUsed = new HashSet<string>(StringComparer.Ordinal);
        var before = new Dictionary<string, string>(StringComparer.Ordinal);
#pragma warning disable RS0030, CA5394 // Seeded, and the seed is in the test's name.
        var random = new Random(seed);
        for (var day = 1; day <= 6; day++)
        {
            var all = new ClusterGraph(seed * 100 + day / 2, 80, 50 + 10 * day);
            var records = all.Records.Where(_ => random.Next(10) > 0).ToList();
            var graph = new ClusterGraph(all.Datasets, records, [.. all.Links.Where(l => records.Contains(l.Left) && records.Contains(l.Right))]);
            var (persons, events) = SpineRuns.Day(spine, day.ToString(CultureInfo.InvariantCulture), graph.Shuffled(day), threads: 1 + day % 2);

            // The persons are the clusters of a full run, whatever was before.
            var clusters = graph.Plain(.5, (_, _) => true);
            Assert.Equal(
                clusters.GroupBy(r => r.Value, r => r.Key).Select(g => string.Join(' ', g.Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal),
                persons.GroupBy(r => r.Value, r => r.Key).Select(g => string.Join(' ', g.Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal));
            Assert.Equal(Expected(before, clusters), clusters.ToDictionary(c => c.Key, c => before.ContainsValue(persons[c.Key]) ? persons[c.Key] : "new", StringComparer.Ordinal));

            // No id comes back, and the ledger adds up.
            var fresh = persons.Values.Except(before.Values).ToList();
            Assert.Empty(fresh.Intersect(everUsed));
            everUsed.UnionWith(fresh);
            var told = events.Select(e => e.Split(' ')).ToList();
            Assert.Equal(before.Values.Except(persons.Values).Order(StringComparer.Ordinal), told.Where(e => e[0] == "retired").Select(e => e[1]).Order(StringComparer.Ordinal));
            Assert.Equal(fresh.Order(StringComparer.Ordinal), told.Where(e => e[0] is "created" or "split").Select(e => e[2]).Distinct().Order(StringComparer.Ordinal));
            foreach (var person in persons.Values.Concat(before.Values).Distinct())
            {
                var came = told.Where(e => e[0] != "retired" && e[2] == person).Sum(e => int.Parse(e[3], CultureInfo.InvariantCulture));
                var went = told.Where(e => e[0] != "retired" && e[1] == person).Sum(e => int.Parse(e[3], CultureInfo.InvariantCulture));
                Assert.Equal(persons.Count(p => p.Value == person), before.Count(p => p.Value == person) + came - went);
            }

            Assert.All(told.Where(e => e[0] == "merged"), e => Assert.Equal(6, e.Length));
            before = persons;
        }
#pragma warning restore RS0030, CA5394
    }

    /// <summary>The rule in plain code: which id each record's cluster keeps.</summary>
    private static Dictionary<string, string> Expected(Dictionary<string, string> before, Dictionary<string, string> clusters)
    {
        var claims = before.GroupBy(r => r.Value, r => r.Key)
            .Select(p => (Id: p.Key, Claim: p.Where(clusters.ContainsKey).GroupBy(r => clusters[r]).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault()))
            .Where(p => p.Claim is not null)
            .GroupBy(p => p.Claim!.Key)
            .ToDictionary(g => g.Key, g => g.OrderByDescending(p => p.Claim!.Count()).ThenBy(p => p.Id, StringComparer.Ordinal).First().Id, StringComparer.Ordinal);
        return clusters.ToDictionary(c => c.Key, c => claims.GetValueOrDefault(c.Value, "new"), StringComparer.Ordinal);
    }

    private static (string Spine, IReadOnlyList<string> Events) Update((string, string)[] previous, string[] clusters, (string, string, double)[] links)
    {
        using var session = MatchingSession.Open();
        Tables(session, previous, clusters, links);
        var update = PersonSpine.Update(
            session,
            new SqlName("previous"),
            new SqlName("clusters"),
            new SqlName("link"),
            new SpineSettings { Run = "1", Issued = 7, NewId = n => FormattableString.Invariant($"n{n}"), MinimumProbability = .5 },
            CancellationToken.None);
        return (string.Join(' ', session.Query($"SELECT record_id || '=' || person_id FROM {update.Spine} ORDER BY record_id", r => r.GetString(0), CancellationToken.None)), SpineRuns.Events(session, update.Ledger.ToString()));
    }

    private static void Tables(DuckSession session, (string Record, string Person)[] previous, string[] clusters, (string, string, double)[] links)
    {
        MatchingSession.Table(session, "previous", ["dataset", "record_id", "person_id"], previous.Select(p => new[] { p.Record[..1], p.Record, p.Person }));
        MatchingSession.Table(
            session, "cluster_text", ["dataset", "record_id", "number"], clusters.SelectMany((c, i) => c.Split(' ').Select(r => new[] { r[..1], r, i.ToString(CultureInfo.InvariantCulture) })));
        session.Execute("CREATE TABLE clusters AS SELECT dataset, record_id, number::INTEGER AS cluster_number FROM cluster_text", CancellationToken.None);
        new ClusterGraph([], [], links).Tables(session);
    }
}
