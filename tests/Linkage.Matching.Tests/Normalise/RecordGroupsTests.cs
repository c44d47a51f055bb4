using System.Globalization;
using Linkage.Matching.Duck;
using Linkage.Matching.Normalise;
using Linkage.Matching.Tests.Scoring;

namespace Linkage.Matching.Tests.Normalise;

/// <summary>Groups of records in memory are what SQL groups, and so are the permitted pairs within them.</summary>
public sealed class RecordGroupsTests
{
    [Theory]
    [InlineData("fn")]
    [InlineData("dob")]
    [InlineData("fn", "sn")]
    [InlineData("fn", "sn", "dob")]
    public void Of_Columns_AreTheGroupsAndPairsOfSql(params string[] columns)
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 700);
        LinkInput[] inputs = [.. ((string[])["a", "b"]).Select(d => new LinkInput { Dataset = d, Relation = new SqlName(d), RecordIdColumn = "id", Columns = SyntheticPeople.Columns })];
        var store = Scanned.Prepare(session, inputs, new DatasetPair("a", "b"), new DatasetPair("b", "b")).Store;

        var groups = RecordGroups.Of(store, columns);

        var found = Enumerable.Range(0, groups.Count).Select(g => string.Join(' ', groups[g].ToArray())).Order(StringComparer.Ordinal);
        var present = string.Join(" AND ", columns.Select(c => $"{c} IS NOT NULL"));
        Assert.Equal(
            MatchingSession.Rows(session, $"SELECT string_agg(rid, ' ' ORDER BY rid) FROM lnk_rec WHERE {present} GROUP BY {string.Join(", ", columns)}").Order(StringComparer.Ordinal),
            found);
        var pairs = Enumerable.Range(0, groups.Count).Sum(g => store.PermittedPairs(groups[g]));
        var agree = string.Join(" AND ", columns.Select(c => $"l.{c} = r.{c}"));
        Assert.Equal(
            [pairs.ToString(CultureInfo.InvariantCulture)],
            MatchingSession.Rows(session, $"SELECT count(*) FROM lnk_rec l JOIN lnk_rec r ON l.rid < r.rid AND {agree} WHERE NOT (l.ds = 0 AND r.ds = 0)"));
        Assert.True(pairs > 0);
    }
}
