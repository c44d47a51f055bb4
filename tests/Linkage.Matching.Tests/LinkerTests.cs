using Linkage.Matching.Duck;
using Linkage.Matching.Evaluation;
using Linkage.Matching.Training;

namespace Linkage.Matching.Tests;

public sealed class LinkerTests
{
    private static readonly LinkColumn[] Names = [new("forename", FieldMeaning.Forename), new("surname", FieldMeaning.Surname), new("dob", FieldMeaning.DateOfBirth)];

    private static readonly int[] ThreadCounts = [1, 2, 2];

    private static readonly string[] ThreeDatasets = ["a", "b", "c"];

    [Fact]
    public void Link_SyntheticPeople_IsAccurate()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 20_000);

        var result = Link(session, new LinkSettings());

        var evaluation = LinkEvaluation.Measure(session, result.Links, new SqlName("lnk_truth"), null, .95, CancellationToken.None);
        Assert.True(evaluation.AtThreshold.Precision > .99, $"precision {evaluation.AtThreshold.Precision}");
        Assert.True(evaluation.AtThreshold.Recall > .95, $"recall {evaluation.AtThreshold.Recall}");
        Assert.True(result.Model.Converged && result.Model.Trained);
        Assert.True(result.QuarantinedUprnRecords > 100);
    }

    [Fact]
    public void Link_DifferentThreadsAndRuns_GiveTheSameLinksAndModel()
    {
        var runs = ThreadCounts.Select(threads =>
        {
            using var session = MatchingSession.Open(threads);
            SyntheticPeople.Make(session, 5_000);
            var result = Link(session, new LinkSettings());
            return (Digest: result.Model.Digest(), Links: MatchingSession.Rows(session, $"SELECT * FROM {result.Links} ORDER BY left_rid, right_rid"));
        }).ToList();

        Assert.NotEmpty(runs[0].Links);
        Assert.All(runs, r => Assert.Equal(runs[0].Digest, r.Digest));
        Assert.All(runs, r => Assert.Equal(runs[0].Links, r.Links));
    }

    [Fact]
    public void Link_FrozenModel_IsUsedAsItIs()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 5_000);
        var trained = Link(session, new LinkSettings());
        var links = MatchingSession.Rows(session, $"SELECT * FROM {trained.Links} ORDER BY left_rid, right_rid");

        var again = Link(session, new LinkSettings { Model = trained.Model, Seed = 99 });

        Assert.Equal(trained.Model.Digest(), again.Model.Digest());
        Assert.Equal(links, MatchingSession.Rows(session, $"SELECT * FROM {again.Links} ORDER BY left_rid, right_rid"));
    }

    [Fact]
    public void Link_ModelOfOtherFields_IsRefused()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 500);
        var model = Link(session, new LinkSettings()).Model;
        LinkResult With(LinkModel used, params LinkColumn[] columns) => Linker.Link(session, [MatchingSession.Input("a", columns)], new LinkSettings { Model = used }, null, CancellationToken.None);
        var fewerLevels = model with { Comparisons = [.. model.Comparisons.Select(c => c.Name == "forename" ? c with { Levels = [.. c.Levels.Where(l => l.Label != "initial agrees")] } : c)] };

        var missing = Assert.Throws<MatchingInputException>(() => With(model, [.. SyntheticPeople.Columns, new("i", FieldMeaning.Code)]));
        var differing = Assert.Throws<MatchingInputException>(() => With(fewerLevels, SyntheticPeople.Columns[0], SyntheticPeople.Columns[2]));

        Assert.Equal("model", missing.Where);
        Assert.Contains("not trained on field 'i'; it knows 'forename', 'surname', 'date_of_birth', 'sex', 'place'", missing.What, StringComparison.Ordinal);
        // The forename has the same levels without a surname beside it.
        Assert.Equal(["forename", "date_of_birth"], With(model, SyntheticPeople.Columns[0], SyntheticPeople.Columns[2]).Model.Comparisons.Select(c => c.Name));
        Assert.Contains("other levels of field 'forename': 'initial agrees'", differing.What, StringComparison.Ordinal);
    }

    /// <summary>A grant may withhold fields: the model then scores with the others.</summary>
    [Fact]
    public void Link_ModelOfMoreFields_IsUsedForThoseThereAre()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 2_000);
        var model = Link(session, new LinkSettings()).Model;

        var result = Linker.Link(
            session,
            [MatchingSession.Input("a", [.. SyntheticPeople.Columns.Take(3)]), MatchingSession.Input("b", [.. SyntheticPeople.Columns.Take(3)])],
            new LinkSettings { Model = model },
            null,
            CancellationToken.None);

        Assert.Equal(["forename", "surname", "date_of_birth"], result.Model.Comparisons.Select(c => c.Name));
        Assert.Equal(model.Comparisons.Take(3), result.Model.Comparisons);
        Assert.Equal((model.HouseholdPairsPerRecord, model.NameLift, model.MatchesPerRecord), (result.Model.HouseholdPairsPerRecord, result.Model.NameLift, result.Model.MatchesPerRecord));
        Assert.InRange(result.LinkCount, 400, 1_000);
        Assert.Same(model, model.For(Link(session, new LinkSettings()).Comparisons));
    }

    [Fact]
    public void Link_SamePropertyOtherPerson_IsNotLinked()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 5_000);
        var result = Link(session, new LinkSettings { MinimumProbability = .001 });

        Assert.Equal(0, session.Scalar<long>($"SELECT count(*) FROM {result.Links} WHERE key = 'uprn' AND level_forename = 9 AND level_date_of_birth NOT BETWEEN 1 AND 4", CancellationToken.None));
        Assert.True(session.Scalar<long>($"SELECT count(*) FROM {result.Links} WHERE key = 'uprn' AND match_probability >= .95", CancellationToken.None) > 100);
        Assert.True(session.Scalar<long>($"SELECT count(*) FROM {result.Links} WHERE key = 'person' AND match_probability >= .95", CancellationToken.None) > 20);
    }

    [Theory]
    [InlineData("son of the same name", "p.fn", "p.dob + INTERVAL 9931 DAY")]
    [InlineData("twin", "made_name(p.i + 7777)", "p.dob")]
    [InlineData("partner", "made_name(p.i + 7777)", "p.dob + INTERVAL 700 DAY")]
    public void Link_RelativeAtTheSameAddress_IsNotLinked(string relative, string forename, string dob)
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 8_000);
        // People of a who are not in b; b gets their relative instead.
        session.Execute(
            $"""
            CREATE TABLE relative AS
            SELECT a.id AS of, 'b-relative-' || a.id AS id, {forename} AS forename, p.sn AS surname, strftime({dob}, '%d/%m/%Y') AS dob, p.sex, a.uprn, a.postcode
            FROM a JOIN person p ON p.i = a.i WHERE a.dob IS NOT NULL AND a.i NOT IN (SELECT i FROM b) ORDER BY a.id LIMIT 100;
            INSERT INTO b (id, i, forename, surname, dob, sex, uprn, postcode) SELECT id, -1, forename, surname, dob, sex, uprn, postcode FROM relative
            """,
            CancellationToken.None);

        var result = Link(session, new LinkSettings { MinimumProbability = .95 });

        var linked = session.Scalar<long>($"SELECT count(*) FROM {result.Links} l JOIN relative r ON r.of = l.left_id AND r.id = l.right_id", CancellationToken.None);
        Assert.True(linked <= 3, $"{linked} of 100 people are linked to their {relative}");
    }

    [Fact]
    public void Link_PermittedPairs_LinksNoOther()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 3_000);
        session.Execute("CREATE TABLE c AS SELECT * REPLACE ('c' || id AS id) FROM a", CancellationToken.None);

        var result = Linker.Link(
            session,
            [.. ThreeDatasets.Select(d => MatchingSession.Input(d, SyntheticPeople.Columns))],
            new LinkSettings { PermittedPairs = [new("a", "b"), new("c", "b"), new("x", "a")] },
            null,
            CancellationToken.None);

        Assert.Equal(["a-b", "b-c"], MatchingSession.Rows(session, $"SELECT DISTINCT left_dataset || '-' || right_dataset FROM {result.Links} ORDER BY 1"));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 5)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    public void Link_FewRecords_DoesNotFail(int left, int right)
    {
        using var session = MatchingSession.Open();
        People(session, "a", left);
        People(session, "b", right);

        var result = Linker.Link(session, [MatchingSession.Input("a", Names), MatchingSession.Input("b", Names)], new LinkSettings(), null, CancellationToken.None);

        Assert.Equal((left + right, left * right), (result.RecordCount, result.PairsCompared));
        Assert.False(result.Model.Trained);
        Assert.NotEmpty(result.Warnings);
    }

    [Fact]
    public void Link_TwoIdenticalPeopleAmongFew_LinksThemByTheDefaults()
    {
        using var session = MatchingSession.Open();
        People(session, "a", 6);
        People(session, "b", 6);

        var result = Linker.Link(session, [MatchingSession.Input("a", Names), MatchingSession.Input("b", Names)], new LinkSettings { MinimumProbability = .9 }, null, CancellationToken.None);

        Assert.Equal(6, result.LinkCount);
        Assert.Equal(6, session.Scalar<long>($"SELECT count(*) FROM {result.Links} WHERE left_id[2:] = right_id[2:]", CancellationToken.None));
    }

    [Fact]
    public void Link_AllValuesNull_LinksNothingAndSaysSo()
    {
        using var session = MatchingSession.Open();
        MatchingSession.Table(session, "a", ["id", "forename", "surname", "dob"], Enumerable.Range(0, 50).Select(i => new string?[] { $"r{i}", null, null, null }));

        var result = Linker.Link(session, [MatchingSession.Input("a", Names)], new LinkSettings(), null, CancellationToken.None);

        Assert.Equal(0, result.LinkCount);
        Assert.Equal(3, result.Warnings.Count(w => w.Contains("no usable value", StringComparison.Ordinal)));
    }

    [Fact]
    public void Link_OddUnicodeAndLongValues_DoesNotFail()
    {
        using var session = MatchingSession.Open();
        string?[][] rows =
        [
            ["1", "محمد", "الحسن", "1980-01-02"], ["2", "محمد", "الحسن", "02/01/1980"], ["3", "李", "小龙", null], ["4", "👩‍👩‍👧", "\u202Eevil", "x"],
            ["5", new string('A', 10_000), new string('B', 10_000), "1980-01-01"], ["6", new string('A', 10_000), new string('B', 10_000), "1980-01-01"],
            ["7", "e\u0301mile", "Zoe\u0308", "1970-05-06"], ["8", "Émile", "Zoë", "1970-05-06"], ["9", "'; DROP TABLE a; --", "\"", "1"],
        ];
        MatchingSession.Table(session, "a", ["id", "forename", "surname", "dob"], rows);

        var result = Linker.Link(session, [MatchingSession.Input("a", Names)], new LinkSettings { MinimumProbability = .5 }, null, CancellationToken.None);

        Assert.Equal(["1-2", "5-6", "7-8"], MatchingSession.Rows(session, $"SELECT left_id || '-' || right_id FROM {result.Links} ORDER BY 1"));
    }

    [Fact]
    public void Link_QuotesAndSqlInNames_AreNamesOnly()
    {
        using var session = MatchingSession.Open();
        const string Odd = "for\"ename'); DROP TABLE x; --";
        MatchingSession.Table(session, "it's \"a\" table", ["i\"d", Odd, "g'"], Enumerable.Range(0, 20).Select(i => new[] { $"r{i}", $"NAME{i % 10}", $"C{i % 10}" }));
        var input = new LinkInput
        {
            Dataset = "data'set",
            Relation = new SqlName("it's \"a\" table"),
            RecordIdColumn = "i\"d",
            Columns = [new(Odd, FieldMeaning.Forename), new("g'", FieldMeaning.Code, "level\"; --")],
        };

        var result = Linker.Link(session, [input], new LinkSettings { MinimumProbability = 0 }, null, CancellationToken.None);

        Assert.Equal(190, result.PairsCompared);
        Assert.Equal("data'set", session.Scalar<string>($"SELECT min(left_dataset) FROM {result.Links}", CancellationToken.None));
    }

    [Fact]
    public void Link_BlobRecordIds_AreKept()
    {
        using var session = MatchingSession.Open();
        People(session, "t", 10);
        session.Execute("CREATE TABLE a AS SELECT md5(id)::BLOB AS id, forename, surname, dob FROM t; CREATE TABLE b AS SELECT sha256(id)::BLOB AS id, forename, surname, dob FROM t", CancellationToken.None);

        var result = Linker.Link(session, [MatchingSession.Input("a", Names), MatchingSession.Input("b", Names)], new LinkSettings(), null, CancellationToken.None);

        Assert.Equal(["BLOB|BLOB"], MatchingSession.Rows(session, $"SELECT DISTINCT typeof(left_id), typeof(right_id) FROM {result.Links}"));
    }

    [Fact]
    public void Link_Cancelled_Stops()
    {
        using var session = MatchingSession.Open();
        People(session, "a", 10);
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => Linker.Link(session, [MatchingSession.Input("a", Names)], new LinkSettings(), null, source.Token));
    }

    [Fact]
    public void Link_UnusableInput_IsRefusedByName()
    {
        using var session = MatchingSession.Open();
        People(session, "a", 3);
        MatchingSession.Table(session, "twice", ["id", "forename", "surname", "dob"], ["1", "a", "b", null], ["1", "c", "d", null]);
        MatchingSession.Table(session, "blank", ["id", "forename", "surname", "dob"], [null, "a", "b", null]);
        session.Execute("CREATE TABLE number AS SELECT 1 AS id, 'a' AS forename, 'b' AS surname, NULL::VARCHAR AS dob", CancellationToken.None);

        void Refused(string where, params LinkInput[] inputs) =>
            Assert.Contains(where, Assert.Throws<MatchingInputException>(() => Linker.Link(session, inputs, new LinkSettings(), null, CancellationToken.None)).Where, StringComparison.Ordinal);

        Refused("'twice'", MatchingSession.Input("twice", Names));
        Refused("'blank'", MatchingSession.Input("blank", Names));
        Refused("'number'", MatchingSession.Input("number", Names));
        Refused("'gone'", MatchingSession.Input("gone", Names));
        Refused("column 'nope'", MatchingSession.Input("a", new LinkColumn("nope", FieldMeaning.Forename)));
        Refused("'a'", MatchingSession.Input("a", Names), MatchingSession.Input("a", Names));
        Refused("inputs", MatchingSession.Input("a", new LinkColumn("forename", FieldMeaning.Title)));
    }

    private static LinkResult Link(DuckSession session, LinkSettings settings) =>
        Linker.Link(session, [MatchingSession.Input("a", SyntheticPeople.Columns), MatchingSession.Input("b", SyntheticPeople.Columns)], settings, null, CancellationToken.None);

    private static void People(DuckSession session, string table, int count)
    {
        string[] forenames = ["Alice", "Bogdan", "Chukwu", "Dilys", "Eamonn", "Farzana", "Grzegorz", "Hodan", "Ioana", "Jing"];
        string[] surnames = ["Abernathy", "Kowalczyk", "Okafor", "Llewellyn", "O'Sullivan", "Begum", "Wisniewski", "Warsame", "Popescu", "Zhang"];
        MatchingSession.Table(session, table, ["id", "forename", "surname", "dob"], Enumerable.Range(0, count).Select(i => new[] { $"{table[..1]}{i}", forenames[i], surnames[i], $"19{40 + i * 5}-0{1 + i % 9}-1{i % 9}" }));
    }
}
