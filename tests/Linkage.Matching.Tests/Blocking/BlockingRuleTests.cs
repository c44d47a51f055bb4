using Linkage.Matching.Blocking;
using Linkage.Matching.Duck;
using Linkage.Matching.Tests.Scoring;

namespace Linkage.Matching.Tests.Blocking;

public sealed class BlockingRuleTests
{
    private static readonly LinkSettings NoLimits = new() { MaxPairsPerBlock = long.MaxValue, MaxPairsPerRecordAndRule = 1_000_000, MaxPairsPerRecordAndLooseRule = 1_000_000, MaxPairsPerRecord = 1_000_000 };

    private static readonly LinkInput[] Inputs = [MatchingSession.Input("a", SyntheticPeople.Columns), MatchingSession.Input("b", SyntheticPeople.Columns)];

    private static readonly LinkColumn[] Names = [new("forename", FieldMeaning.Forename), new("surname", FieldMeaning.Surname), new("born", FieldMeaning.DateOfBirth), new("team", FieldMeaning.Code)];

    [Theory]
    [InlineData("surname", "left(postcode, 4)", "x.sn", "left(x.pc, 4)")]
    [InlineData("Date_Of_Birth[1:4] -- the year", "forename[1]", "x.dob[1:4]", "f.value[1]")]
    [InlineData("uprn", "sex", "x.uprn", "x.sex")]
    public void Rule_OverFields_FindsThePairsOfTheSameRuleOverTheEnginesColumns(string field1, string field2, string own1, string own2)
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 2_000);
        var scanned = Scanned.Prepare(session, Inputs, new DatasetPair("a", "b"));

        var (byField, _) = scanned.Run([new("by field", [field1, field2])], NoLimits);
        var (own, _) = scanned.Run([new("own", [own1, own2])], NoLimits);

        Assert.NotEmpty(own);
        Assert.Equal(own, byField);
    }

    [Theory]
    [InlineData("middle_name", "There is no field 'middle_name'")]
    [InlineData("x.born", "There is no field 'x.born'")]
    [InlineData("f.secret", "There is no field 'f.secret'")]
    [InlineData("lnk_rid", "There is no field 'lnk_rid'")]
    [InlineData("surname || x.fn", "both fields and the engine's own columns")]
    [InlineData("surname) AS a, (forename", "one expression and nothing else")]
    [InlineData("(SELECT 1)", "no subquery")]
    [InlineData("getenv('HOME')", "may not be called")]
    [InlineData("random()", "may not be called")]
    [InlineData("surname FROM read_csv('/etc/passwd')", "not valid SQL")]
    [InlineData("surname AND (", "not valid SQL")]
    public void Rule_ThatCannotBeUsed_IsRefusedByName(string part, string what)
    {
        using var session = MatchingSession.Open();
        Three(session);

        var error = Assert.Throws<MatchingInputException>(() => Link(session, new BlockingRule("mine", [part])));

        Assert.Equal("blocking rule 'mine'", error.Where);
        Assert.Contains(what, error.What, StringComparison.Ordinal);
        if (what.StartsWith("There is no field", StringComparison.Ordinal))
        {
            Assert.Contains("forename, surname, date_of_birth, team", error.WhatToDo, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("CAST(forename AS INTEGER)", null)]
    [InlineData("surname", "CAST(string_split(forename, ' ') AS INTEGER[])")]
    [InlineData("surname", "forename")]
    [InlineData("surname", "list_sort(forename)")]
    public void Rule_ThatFailsOnAValue_IsRefusedWithoutTheValue(string part, string? explode)
    {
        using var session = MatchingSession.Open();
        Three(session);

        var error = Assert.Throws<MatchingInputException>(() => Link(session, new BlockingRule("good", ["surname"]), new BlockingRule("mine", [part]) { Explode = explode }));

        Assert.Equal("blocking rule 'mine'", error.Where);
        Assert.DoesNotContain("ANNA", error.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Explode_WithOtherRules_GivesEachPairOnceToTheFirstRuleThatSharesAnElement(bool before, bool after)
    {
        using var session = MatchingSession.Open();
        var random = new Random(5);
        string[] parts = ["Ana", "Bea", "Cleo", "Dora", "Eve", "Fay", "Gwen"];
        string[] surnames = ["Smith", "Jones", "Khan"];
        MatchingSession.Table(session, "a", ["id", "forename", "surname", "born", "team"], Enumerable.Range(0, 300).Select(i => new[]
        {
            $"r{i:D3}", random.Next(20) == 0 ? null : string.Join(' ', Enumerable.Range(0, 1 + random.Next(3)).Select(_ => parts[random.Next(parts.Length)])),
            surnames[random.Next(3)], random.Next(10) == 0 ? null : $"{1980 + random.Next(4)}-01-02", "T" + random.Next(20),
        }));
        var scanned = Scanned.Prepare(session, [MatchingSession.Input("a", Names)], new DatasetPair("a", "a"));
        var rules = new List<BlockingRule>();
        if (before)
        {
            rules.Add(new("born", ["date_of_birth", "surname"]));
        }

        rules.Add(new("a part of the forename", ["surname"]) { Explode = "string_split(forename, ' ')" });
        if (after)
        {
            rules.Add(new("team", ["team"]));
            rules.Add(new("first letters", []) { Explode = "[forename[1], surname[1]]" });
        }

        var (pairs, _) = scanned.Run(rules, NoLimits, threads: 3);

        var rows = session.Query(
            """
            SELECT f.value, s.value, x.dob, x.g0 FROM lnk_rec x LEFT JOIN lnk_dict_name f ON f.code = x.fn LEFT JOIN lnk_dict_name s ON s.code = x.sn ORDER BY x.rid
            """,
            r => (Forename: r.IsDBNull(0) ? null : r.GetString(0), Surname: r.GetString(1), Born: r.IsDBNull(2) ? null : r.GetString(2), Team: r.GetString(3)),
            CancellationToken.None);
        bool Holds(BlockingRule rule, int l, int r)
        {
            var (a, b) = (rows[l], rows[r]);
            return rule.Name switch
            {
                "born" => a.Born is not null && a.Born == b.Born && a.Surname == b.Surname,
                "a part of the forename" => a.Surname == b.Surname && a.Forename is not null && b.Forename is not null && a.Forename.Split(' ').Intersect(b.Forename.Split(' ')).Any(),
                "team" => a.Team == b.Team,
                _ => Letters(a.Forename, a.Surname).Intersect(Letters(b.Forename, b.Surname)).Any(),
            };
        }

        var expected = new List<(int, int, int)>();
        for (var l = 0; l < rows.Count; l++)
        {
            for (var r = l + 1; r < rows.Count; r++)
            {
                if (rules.FindIndex(rule => Holds(rule, l, r)) is >= 0 and var first)
                {
                    expected.Add((l, r, first));
                }
            }
        }

        Assert.True(expected.Count > 1_000);
        Assert.Equal(expected, pairs.Select(p => (p.Left, p.Right, p.Rule)));

        static IEnumerable<char> Letters(string? forename, string surname) => forename is null ? [surname[0]] : [forename[0], surname[0]];
    }

    [Fact]
    public void Explode_MoreElementsThanTheMost_UsesTheFirstAndSaysSo()
    {
        using var session = MatchingSession.Open();
        MatchingSession.Table(session, "a", ["id", "forename", "surname", "born", "team"], ["1", "Ann Bea Cat Zoe", "x", null, null], ["2", "Zoe", "y", null, null], ["3", "Bea", "z", null, null]);
        var rule = new BlockingRule("parts", []) { Explode = "string_split(forename, ' ')" };
        var settings = new LinkSettings { BlockingRules = [rule], MinimumProbability = 0, MaxElementsPerRecord = 3 };

        var result = Linker.Link(session, [MatchingSession.Input("a", Names)], settings, null, CancellationToken.None);

        Assert.Equal(["1|3"], MatchingSession.Rows(session, $"SELECT left_id, right_id FROM {result.Links} ORDER BY ALL"));
        Assert.Contains(result.Warnings, w => w.Contains("the first 3 elements only of the lists of 1 records", StringComparison.Ordinal));
    }

    [Fact]
    public void Explode_ListColumnOfAnInput_FindsRecordsThatShareAnElement()
    {
        using var session = MatchingSession.Open();
        session.Execute(
            """
            CREATE TABLE a AS SELECT * FROM (VALUES ('1', 'Ann', ['01 ', 'b']), ('2', 'Bea', ['B', NULL, '']), ('3', 'Cat', NULL), ('4', 'Dot', ['c'])) t(id, forename, phones);
            CREATE TABLE b AS SELECT * FROM (VALUES ('5', 'Eve', ['C', '01']), ('6', 'Fay', []::VARCHAR[])) t(id, forename, phones)
            """,
            CancellationToken.None);
        LinkInput Input(string name) => MatchingSession.Input(name, new LinkColumn("forename", FieldMeaning.Forename)) with { Lists = ["phones"] };
        var settings = new LinkSettings { BlockingRules = [new("a phone", []) { Explode = "phones" }], MinimumProbability = 0, PermittedPairs = [new("a", "a"), new("a", "b")] };

        var result = Linker.Link(session, [Input("b"), Input("a")], settings, null, CancellationToken.None);

        Assert.Equal(["1|2", "1|5", "4|5"], MatchingSession.Rows(session, $"SELECT left_id, right_id FROM {result.Links} ORDER BY ALL"));
        Assert.Contains(
            "list 'forename'",
            Assert.Throws<MatchingInputException>(() => Linker.Link(session, [Input("a") with { Lists = ["forename"] }], settings, null, CancellationToken.None)).Where,
            StringComparison.Ordinal);
    }

    private static void Three(DuckSession session) =>
        MatchingSession.Table(session, "a", ["id", "forename", "surname", "born", "team"], ["1", "Anna", "Smith", "1980-01-02", "T1"], ["2", "Anna", "Smith", null, "T2"], ["3", "Bob", "Jones", null, "T1"]);

    private static LinkResult Link(DuckSession session, params BlockingRule[] rules) =>
        Linker.Link(session, [MatchingSession.Input("a", Names)], new LinkSettings { BlockingRules = rules }, null, CancellationToken.None);
}
