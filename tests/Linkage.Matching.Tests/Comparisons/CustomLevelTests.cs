using System.Globalization;
using DuckDB.NET.Data;
using DuckDB.NET.Data.DataChunk.Reader;
using DuckDB.NET.Data.DataChunk.Writer;
using Linkage.Matching.Duck;
using Linkage.Matching.Settings;

namespace Linkage.Matching.Tests.Comparisons;

/// <summary>Levels of the user: SQL expressions, and C# functions by themselves and within SQL.</summary>
public sealed class CustomLevelTests
{
    private static readonly LinkColumn[] Columns =
    [
        new("forename", FieldMeaning.Forename), new("surname", FieldMeaning.Surname), new("dob", FieldMeaning.DateOfBirth), new("postcode", FieldMeaning.Postcode), new("nick", FieldMeaning.Text, "nickname"),
    ];

    [Fact]
    public void Link_SqlLevel_IsAskedOnceForEachPairOfValues()
    {
        using var session = MatchingSession.Open();
        var asked = new Dictionary<(string, string), int>();
        var gate = new Lock();
        session.Connection.RegisterScalarFunction<string, string, bool>("alike", (a, b) =>
        {
            lock (gate)
            {
                asked[(a, b)] = asked.GetValueOrDefault((a, b)) + 1;
            }

            return a.Length == b.Length;
        });
        var settings = LinkSettings.Dedupe().Compare(Compare.Of("nickname").Sql("alike(l.nickname, r.nickname)")) with { CompareAllBelow = 1_000_000, MinimumProbability = 0 };

        var result = Linker.Link(session, [People(session, 600)], settings, null, CancellationToken.None);

        // Twelve nicknames: 66 pairs of different ones and 12 of the same; each worker, and each way round, asks for itself.
        Assert.Equal(600 * 599 / 2, result.PairsCompared);
        Assert.Equal(12 * 12, asked.Count);
        Assert.True(asked.Values.Max() <= 2 * 3, $"{asked.Values.Max()}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Link_CustomLevels_GiveTheSameLinksForAnyOrderAndThreads(int threads)
    {
        static double Prefix(string a, string b) => a.Zip(b).TakeWhile(p => p.First == p.Second).Count();
        var settings = LinkSettings.Dedupe()
            .Compare(Compare.Forename()).Compare(Compare.DateOfBirth())
            .Compare(Compare.Of("surname").Exact().Sql("l.surname[1:3] = r.surname[1:3] AND l.postcode = r.postcode").Function("prefix", Prefix, 2).WithTermFrequency())
            with
        { CompareAllBelow = 0 };

        IReadOnlyList<string> Links(int workers, bool backwards)
        {
            using var session = MatchingSession.Open(workers);
            var result = Linker.Link(session, [People(session, 800, backwards)], settings, null, CancellationToken.None);
            Assert.True(result.LinkCount > 50, $"{result.LinkCount}");
            return MatchingSession.Rows(session, $"SELECT * EXCLUDE (left_rid, right_rid, blocking_rule) FROM {result.Links} ORDER BY ALL");
        }

        Assert.Equal(Links(1, backwards: false), Links(threads, backwards: true));
    }

    [Fact]
    public void Link_VectorisedScalarFunction_WorksWithinSql()
    {
        using var session = MatchingSession.Open();
        session.Connection.RegisterScalarFunction<string, string, int>("shared_letters", (IReadOnlyList<IDuckDBDataReader> readers, IDuckDBDataWriter writer, ulong rows) =>
        {
            for (ulong row = 0; row < rows; row++)
            {
                if (readers[0].IsValid(row) && readers[1].IsValid(row))
                {
                    writer.WriteValue(readers[0].GetValue<string>(row).Intersect(readers[1].GetValue<string>(row)).Count(), row);
                }
                else
                {
                    writer.WriteNull(row);
                }
            }
        });
        var settings = LinkSettings.Dedupe().Compare(Compare.Of("nickname").Exact().Sql("shared_letters(l.nickname, r.nickname) >= 4").Labelled("four letters")) with { MinimumProbability = 0 };
        MatchingSession.Table(session, "a", ["id", "nick"], ["1", "PETER"], ["2", "REPTILE"], ["3", "BOB"], ["4", "PETER"], ["5", null]);

        var result = Linker.Link(session, [MatchingSession.Input("a", new LinkColumn("nick", FieldMeaning.Text, "nickname"))], settings, null, CancellationToken.None);

        Assert.Equal(
            ["1|2|2", "1|3|3", "1|4|1", "1|5|0", "2|3|3", "2|4|2", "2|5|0", "3|4|3", "3|5|0", "4|5|0"],
            MatchingSession.Rows(session, $"SELECT left_id, right_id, level_nickname FROM {result.Links} ORDER BY ALL"));
        Assert.Equal("four letters", result.Comparisons.Single().Levels[1].Label);
    }

    [Fact]
    public void Link_SqlLevelInADatabaseFile_LinksAsInMemory()
    {
        using var folder = new TestKit.TemporaryFolder();
        var settings = LinkSettings.Dedupe().Compare(Compare.DateOfBirth()).Compare(Compare.Of("surname").Exact().Sql("l.surname[1:3] = r.surname[1:3]"));
        IReadOnlyList<string> Links(DuckSession session)
        {
            var result = Linker.Link(session, [People(session, 300)], settings, null, CancellationToken.None);
            return MatchingSession.Rows(session, $"SELECT * FROM {result.Links} ORDER BY ALL");
        }

        using var inMemory = MatchingSession.Open();
        using var inFile = DuckSession.Open(new DuckOptions { DatabasePath = folder.PathOf("people.duckdb"), Threads = 2, MemoryLimitMib = 512 });
        var expected = Links(inMemory);

        Assert.NotEmpty(expected);
        Assert.Equal(expected, Links(inFile));
    }

    [Theory]
    [InlineData("l.surname = r.nope", "No input has the field 'nope'")]
    [InlineData("surname = r.surname", "'surname' is no field of a record")]
    [InlineData("x.surname = r.surname", "'x.surname'")]
    [InlineData("l.surname = (SELECT 'x')", "no subquery")]
    [InlineData("l.surname = r.surname; DROP TABLE lnk_rec", "one expression")]
    [InlineData("l.surname = ", "not valid SQL")]
    [InlineData("l.surname IN (SELECT content FROM read_text('/etc/passwd'))", "no subquery")]
    [InlineData("getenv(l.surname) = r.surname", "'getenv' may not be called")]
    [InlineData("random() < .5 AND l.surname = r.surname", "'random' may not be called")]
    [InlineData("row_number() OVER () = 1 AND l.surname = r.surname", "no subquery, window")]
    [InlineData("levenshtein(l.surname, r.surname)", "gives BIGINT")]
    [InlineData("l.date_of_birth + 1 = r.date_of_birth", "cannot be computed")]
    [InlineData("true", "reads no field")]
    [InlineData("lnk_one_error(l.surname, r.surname)", "'lnk_one_error' may not be called")]
    [InlineData("length(l.surname::INTEGER::VARCHAR) = length(r.surname)", "fails on a value")]
    public void Link_SqlThatCannotBeUsed_IsRefused(string sql, string said)
    {
        using var session = MatchingSession.Open();
        var settings = LinkSettings.Dedupe().Compare(Compare.Of("surname").Exact().Sql(sql));

        var error = Assert.Throws<MatchingInputException>(() => Linker.Link(session, [People(session, 40)], settings, null, CancellationToken.None));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains("comparison", error.Where, StringComparison.Ordinal);
        Assert.DoesNotContain("ADAMS", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Bind_WhatDoesNotFitTheFields_IsRefused()
    {
        MatchingInputException Refused(ComparisonSettings comparison)
        {
            using var session = MatchingSession.Open();
            return Assert.Throws<MatchingInputException>(() => Linker.Link(session, [People(session, 10)], LinkSettings.Dedupe().Compare(comparison), null, CancellationToken.None));
        }

        Assert.Contains("The fields are forename, surname", Refused(Compare.Of("colour").Exact()).WhatToDo, StringComparison.Ordinal);
        Assert.Contains("No input has the field 'email'", Refused(Compare.Email()).What, StringComparison.Ordinal);
        Assert.Contains("'sameStart' is not for", Refused(Compare.Of("surname").Exact().SameStart(2)).What, StringComparison.Ordinal);
        Assert.Contains("forename and surname", Refused(Compare.Of("postcode", "nickname").Swapped()).What, StringComparison.Ordinal);
        Assert.Contains("date of birth", Refused(Compare.Of("postcode").Exact().DaysApart(3)).What, StringComparison.Ordinal);
        Assert.Contains("Term frequency", Refused(Compare.Of("surname").Sql("l.surname = r.surname").WithTermFrequency()).What, StringComparison.Ordinal);
        var named = new LevelSettings { Test = LevelKind.Function, Function = "mine", AtLeast = 1 };
        Assert.Contains("'mine' is not known", Refused(Compare.Of("surname").Exact().Level(named)).What, StringComparison.Ordinal);
        using var twice = MatchingSession.Open();
        Assert.Contains("called 'forename'", Assert.Throws<MatchingInputException>(() => Linker.Link(
            twice, [People(twice, 10)], LinkSettings.Dedupe().Compare(Compare.Forename()).Compare(Compare.Of("forename").Exact()), null, CancellationToken.None)).What, StringComparison.Ordinal);
    }

    [Fact]
    public void Bind_ProbabilitiesAndFixedOnes_StandOnTheLevels()
    {
        using var session = MatchingSession.Open();
        var settings = LinkSettings.Dedupe()
            .Compare(Compare.Of("surname").Exact(.7, .002).Fixed(u: .001).JaroWinkler(.9, m: .2).JaroWinkler(.8))
            .Compare(Compare.Surname().WithTermFrequency(false).Named("again"))
            .Compare(Compare.Of("nickname").Level(new LevelSettings { Test = LevelKind.Exact }).Level(new LevelSettings { Test = LevelKind.Function, Function = "mine", AtLeast = 1 }))
            .WithFunction("mine", (_, _) => 2);

        var result = Linker.Link(session, [People(session, 200)], settings, null, CancellationToken.None);

        var levels = result.Comparisons[0].Levels;
        Assert.Equal([.7, .2, .06, .04], levels.Select(l => Math.Round(l.DefaultM, 3)));
        Assert.Equal(1, levels.Sum(l => l.DefaultU), 9);
        Assert.Equal((null, .001, .001), (levels[0].FixedM, levels[0].FixedU, levels[0].DefaultU));
        Assert.Null(result.Comparisons[1].FrequencyColumn);
        Assert.Equal(["surname", "again", "nickname"], result.Comparisons.Select(c => c.Name));
    }

    [Fact]
    public void Link_SettingsFromAFile_LinkAsThoseInCSharp()
    {
        using var folder = new TestKit.TemporaryFolder();
        var settings = LinkSettings.Dedupe()
            .Column("forename", FieldMeaning.Forename).Column("surname", FieldMeaning.Surname).Column("dob", FieldMeaning.DateOfBirth)
            .Compare(Compare.ForenameAndSurname()).Compare(Compare.DateOfBirth()).Compare(Compare.Of("surname").Named("start").Exact().Sql("l.surname[1:2] = r.surname[1:2]"));
        settings.Save(folder.PathOf("settings.json"));

        IReadOnlyList<string> Links(LinkSettings with)
        {
            using var session = MatchingSession.Open();
            People(session, 500);
            var result = Linker.Link(session, [with.Input("people", new SqlName("people"), "id")], with, null, CancellationToken.None);
            return MatchingSession.Rows(session, $"SELECT * FROM {result.Links} ORDER BY ALL");
        }

        var links = Links(settings);
        Assert.True(links.Count > 100, $"{links.Count}");
        Assert.Equal(links, Links(LinkSettings.Load(folder.PathOf("settings.json"))));
    }

    private static LinkInput People(DuckSession session, int count, bool backwards = false)
    {
        string[] forenames = ["Ann", "Anna", "Bob", "Robert", "Carol", "Caroline", "Dev", "Devi", "Ed", "Edward"];
        string[] surnames = ["Adams", "Adamson", "Adeyemi", "Baker", "Bakerson", "Barker", "Okafor", "Okonkwo", "Singh", "Sinclair", "Smith", "Smythe", "Taylor"];
        string[] nicknames = ["al", "bee", "coco", "daisy", "elle", "fi", "gigi", "hal", "issy", "jojo", "kit", "lolly"];
        var rows = Enumerable.Range(0, count).Select(i =>
        {
            var (p, typo) = (i / 2, i % 2 == 1 && i % 6 == 1);
            return new string?[]
            {
                i.ToString("D5", CultureInfo.InvariantCulture), forenames[p * 7 % 10], surnames[p * 5 % 13] + (typo ? "e" : string.Empty),
                new DateOnly(1950, 1, 1).AddDays(p * 97).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), $"LS{p % 9 + 1} {p % 7 + 1}DY", nicknames[p % 12],
            };
        });
        MatchingSession.Table(session, "people", ["id", .. Columns.Select(c => c.Name)], backwards ? rows.Reverse() : rows);
        return MatchingSession.Input("people", Columns);
    }
}
