using Linkage.Matching.Clustering;
using Linkage.Matching.Clustering.Incremental;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Tests.Clustering.Incremental;

/// <summary>Linking only what is new gives what linking everything gives.</summary>
public sealed class LinkDeltaTests
{
    private static readonly string[] Datasets = ["a", "b"];

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void Link_OnlyWhatIsNew_EqualsAFullRunWithTheSameModel(bool everyPair, bool dedupe)
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 1_200);
        // Day 1 lacks every 31st person's record in a; day 2 lacks other records in b, and some records are not what they were.
        session.Execute(
            """
            CREATE TABLE a1 AS FROM a WHERE i % 31 <> 0; CREATE TABLE b1 AS FROM b;
            CREATE TABLE a2 AS FROM a; CREATE TABLE b2 AS SELECT * REPLACE (CASE WHEN i % 41 = 1 THEN 'newname' ELSE surname END AS surname) FROM b WHERE i % 37 <> 3;
            CREATE TABLE changed AS SELECT 'a' AS dataset, id AS record_id FROM a WHERE i % 31 = 0 UNION ALL SELECT 'b', id FROM b2 WHERE i % 41 = 1 UNION ALL SELECT 'b', 'not there'
            """,
            CancellationToken.None);
        var settings = new LinkSettings
        {
            MinimumProbability = .01,
            CompareAllBelow = everyPair ? 100_000_000 : 0,
            PermittedPairs = dedupe ? [new("a", "b"), new("a", "a"), new("b", "b")] : null,
        };
        var day1 = Linker.Link(session, Inputs("1"), settings, null, CancellationToken.None);
        session.Execute("CREATE TABLE kept AS FROM lnk_link", CancellationToken.None);
        Persons("1", null, "spine1");
        var frozen = settings with { Model = day1.Model };
        var full = Linker.Link(session, Inputs("2"), frozen, null, CancellationToken.None);
        var expected = Links();
        var expectedPersons = Persons("2", new SqlName("spine1"), "spine2");

        var delta = Linker.Link(
            session, Inputs("2"), frozen, new LinkDelta { Changed = new SqlName("changed"), KeptLinks = new SqlName("kept") }, null, CancellationToken.None);

        Assert.Equal(expected, Links());
        Assert.True(expected.Count > 300);
        Assert.Equal(expectedPersons, Persons("2", new SqlName("spine1"), "spine3"));
        Assert.InRange(delta.PairsCompared, 1, full.PairsCompared / 8);

        LinkInput[] Inputs(string day) => [.. Datasets.Select(d => new LinkInput { Dataset = d, Relation = new SqlName(d + day), RecordIdColumn = "id", Columns = SyntheticPeople.Columns })];

        // Which rule found an old pair may differ: it keeps the one of before.
        IReadOnlyList<string> Links() => MatchingSession.Rows(session, "SELECT * EXCLUDE blocking_rule FROM lnk_link WHERE match_probability >= .5 ORDER BY left_rid, right_rid");

        IReadOnlyList<string> Persons(string run, SqlName? previous, string table)
        {
            var clusters = Clusterer.Cluster(session, new SqlName("lnk_link"), new SqlName("lnk_record"), Datasets, new ClusterSettings { DuplicateFree = dedupe ? [] : Datasets }, CancellationToken.None);
            var spine = PersonSpine.Update(
                session, previous, clusters.Clusters, new SqlName("lnk_link"), new SpineSettings { Run = run, Issued = previous is null ? 0 : 10_000 }, CancellationToken.None);
            session.Execute($"CREATE TABLE {table} AS FROM {spine.Spine}", CancellationToken.None);
            return [.. MatchingSession.Rows(session, $"FROM {spine.Spine}"), .. MatchingSession.Rows(session, $"FROM {spine.Ledger}")];
        }
    }

    [Fact]
    public void Link_NothingNew_ComparesNothingAndKeepsTheLinks()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 600);
        session.Execute("CREATE TABLE changed (dataset VARCHAR, record_id VARCHAR)", CancellationToken.None);
        var inputs = Datasets.Select(d => MatchingSession.Input(d, SyntheticPeople.Columns)).ToList();
        var first = Linker.Link(session, inputs, new LinkSettings(), null, CancellationToken.None);
        session.Execute("CREATE TABLE kept AS FROM lnk_link", CancellationToken.None);

        var second = Linker.Link(
            session, inputs, new LinkSettings { Model = first.Model }, new LinkDelta { Changed = new SqlName("changed"), KeptLinks = new SqlName("kept") }, null, CancellationToken.None);

        Assert.Equal(0, second.PairsCompared);
        Assert.True(first.LinkCount > 100);
        Assert.Equal(MatchingSession.Rows(session, "FROM kept ORDER BY left_rid, right_rid"), MatchingSession.Rows(session, "FROM lnk_link"));
    }

    [Fact]
    public void Link_WhatIsNewWithoutAModel_IsRefused()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 50);
        Assert.Throws<MatchingInputException>(() => Linker.Link(
            session,
            [.. Datasets.Select(d => MatchingSession.Input(d, SyntheticPeople.Columns))],
            new LinkSettings(),
            new LinkDelta { Changed = new SqlName("a") },
            null,
            CancellationToken.None));
    }
}
