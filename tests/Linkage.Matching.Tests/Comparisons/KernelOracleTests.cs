using System.Globalization;
using DuckDB.NET.Data;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Settings;
using Linkage.Matching.Tests.Scoring;

namespace Linkage.Matching.Tests.Comparisons;

/// <summary>The levels over codes are those of the SQL that defines them, for every pair of awkward records.</summary>
public sealed class KernelOracleTests
{
    private static readonly LinkColumn[] Columns =
    [
        new("forename", FieldMeaning.Forename), new("surname", FieldMeaning.Surname), new("dob", FieldMeaning.DateOfBirth), new("sex", FieldMeaning.Sex),
        new("uprn", FieldMeaning.Uprn), new("postcode", FieldMeaning.Postcode), new("address", FieldMeaning.Address), new("phone", FieldMeaning.Phone),
        new("email", FieldMeaning.Email), new("nino", FieldMeaning.NationalInsuranceNumber), new("nhs", FieldMeaning.NhsNumber),
        new("job", FieldMeaning.Text, "job"), new("town", FieldMeaning.PlaceText, "town"), new("code", FieldMeaning.Code, "code"), new("ref", FieldMeaning.IdentityNumber, "ref"),
    ];

    private static readonly string?[][] Values =
    [
        ["John", "Jon", "J", "Johnny", "Smith", "Maria da Silva", "Silva Maria", "Łukasz", "Lukasz", "محمد", "Mohammed", "Muhammad", "Anna-Maria", "O'Brien", "Zoë", "Stephen", "Steven", "Dwayne", "Duane", "William", "Bill John", "Liam", null, "X"],
        ["Smith", "Smyth", "Smith Jones", "Jones-Smith", "John", "da Silva", "Okonkwo", "O'Brien", "OBrien", "Nguyễn", "Nguyen", "Brown", "Browne", "Pugh", "Hughes", "Mac Kay", "McKie", null],
        ["1980-02-01", "1980-01-02", "1980-02-11", "1980-02-10", "1985-02-01", "1980-12-31", "0280-02-01", "1981-03-11", "2001-02-03", "2010-02-03", "1967-02-01", null],
        ["M", "F", null],
        ["100023336956", "100023336957", "1", null],
        ["LS1 4DY", "LS1 4DZ", "LS1 5AA", "LS11 4DY", "M1 1AA", null],
        ["4 High Street, Leeds", "Flat 2, 4 High St", "4 High St Leeds", "The Old Mill", "14 Low Road", null],
        ["07700 900123", "07700 900132", "07700 900124", "0113 4960000", null],
        ["a.b@x.org", "a.b@y.com", "ab@x.org", "zedekiah@q.net", "zedekia@q.net", null],
        ["AB123456C", "AB123465C", "CE123456A", null],
        ["943 476 5919", "9434765919", "943 476 5870", null],
        ["plumber", "plumbr", "heating and plumbing engineer", "engineer heating plumbing", "nurse", "plumbing", "numbers", "dixon", "dicksonx", null],
        ["Leeds", "Leeds West", "York", "Yorke", "Yorkshire", "Dwayne", "Duane", "Leigh", null],
        ["AB-12", "AB-13", "A", "B", "AB-21", null],
        ["5304218", "5304281", "5304219", "99", null],
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Compare_EveryPairOfAwkwardRecords_HasTheLevelsOfTheSql(int seed)
    {
        var random = new Random(seed);
        using var session = MatchingSession.Open();
        MatchingSession.Table(
            session,
            "a",
            ["id", .. Columns.Select(c => c.Name)],
            Enumerable.Range(0, 260).Select(i => (string?[])[i.ToString("D4", CultureInfo.InvariantCulture), .. Values.Select(v => v[random.Next(v.Length)])]));
        var scanned = Scanned.Prepare(session, [MatchingSession.Input("a", Columns)], new DatasetPair("a", "a"));
        Assert.Equal(13, scanned.Comparisons.Count);

        var expected = scanned.Oracle("true");

        Assert.Equal(260 * 259 / 2, expected.Count);
        var seen = new HashSet<(int, int)>();
        foreach (var ((l, r), pattern) in expected)
        {
            var found = scanned.Kernel.Compare(scanned.Store.RowOf(l), scanned.Store.RowOf(r));
            for (var c = 0; c < scanned.Comparisons.Count; c++)
            {
                Assert.True(Pattern.Level(pattern, c) == Pattern.Level(found, c), Explain(scanned, c, l, r, pattern, found));
                seen.Add((c, Pattern.Level(found, c)));
            }

            Assert.Equal(found, scanned.Kernel.Compare(scanned.Store.RowOf(r), scanned.Store.RowOf(l)));
        }

        // The test is worth as much as the levels it meets.
        var never = scanned.Comparisons.SelectMany((c, i) => Enumerable.Range(0, c.Levels.Count + 1).Where(l => !seen.Contains((i, l))).Select(l => $"{c.Name} {l}")).ToList();
        Assert.True(never.Count <= 3, string.Join(", ", never));
    }

    private static readonly string?[] ParentUprns = ["100023330000", "100023330001", null];

    private static readonly string?[] Usrns = ["33900123", "33900124", "8", null];

    private static double LengthRatio(string a, string b) => (double)Math.Min(a.Length, b.Length) / Math.Max(a.Length, b.Length);

    /// <summary>Every kind of level there is, SQL levels of one and of several fields among them.</summary>
    private static LinkSettings OfEveryKind() => new LinkSettings()
        .Compare(Compare.ForenameAndSurname())
        .Compare(Compare.Postcode().WithTermFrequency())
        .Compare(Compare.Place())
        .Compare(Compare.Of("forename", "surname").Named("together").Exact().Swapped().BothJaroWinkler(.9).BothJaroWinkler(.8).JaroWinkler(.85).PartsShared(2).EditDistance(4).Crosswise())
        .Compare(Compare.Of("surname").Exact().JaroWinkler(.95).EditDistance(1).EditDistance(4).Function("length_ratio", LengthRatio, .8).Function("length_ratio", LengthRatio, .5).EditDistance(9))
        .Compare(Compare.Of("job").Exact().PartsShared(3).PartsShared(1).OneCharacterDiffers(4).JaroWinkler(.5))
        .Compare(Compare.Of("date_of_birth").Exact().DaysApart(1).DaysApart(31).SameYear().DateDigits(6, 2).DaysApart(3_650).PlacesDiffer(3))
        .Compare(Compare.Of("code").Exact().SameStart(1).SameStart(2).PlacesDiffer(1))
        .Compare(Compare.Of("email").Exact().SameBefore('@').OneCharacterDiffers())
        .Compare(Compare.Of("forename").Named("first").Sql("l.forename = r.forename AND length(l.forename) > 4").Exact().Sql("starts_with(l.forename, r.forename) AND length(r.forename) > 1").JaroWinkler(.9).InitialAgrees()
            .Sql("levenshtein(l.forename, r.forename) <= 3"))
        .Compare(Compare.Of("phone", "email").Sql("l.phone = r.phone OR l.email = r.email").Sql("coalesce(l.phone, '') <> '' AND split_part(r.email, '@', 2) = 'x.org'"))
        .Compare(Compare.Of("date_of_birth").Named("older").Sql("l.date_of_birth < r.date_of_birth AND l.surname = r.forename").Sql("l.date_of_birth[1:4] = r.date_of_birth[1:4] AND l.surname[1] = r.surname[1]"));

    [Fact]
    public void Compare_LevelsOfEveryKind_AreThoseOfTheSql()
    {
        var random = new Random(5);
        using var session = MatchingSession.Open();
        LinkColumn[] columns = [.. Columns, new("parent", FieldMeaning.ParentUprn), new("usrn", FieldMeaning.Usrn)];
        MatchingSession.Table(
            session,
            "a",
            ["id", .. columns.Select(c => c.Name)],
            Enumerable.Range(0, 220).Select(i => (string?[])[i.ToString("D4", CultureInfo.InvariantCulture), .. Values.Append(ParentUprns).Append(Usrns).Select(v => v[random.Next(v.Length)])]));
        session.Connection.RegisterScalarFunction<string, string, double>("length_ratio", LengthRatio);
        var scanned = Scanned.Prepare(session, [MatchingSession.Input("a", columns)], OfEveryKind(), new DatasetPair("a", "a"));
        Assert.Equal(12, scanned.Comparisons.Count);

        var expected = scanned.Oracle("true");
        var found = scanned.Patterns(expected.Keys);
        var reversed = scanned.Patterns(expected.Keys.Select(k => (k.Item2, k.Item1)));

        Assert.Equal(220 * 219 / 2, found.Count);
        var seen = new HashSet<(int, int)>();
        foreach (var ((l, r), pattern) in expected)
        {
            for (var c = 0; c < scanned.Comparisons.Count; c++)
            {
                Assert.True(Pattern.Level(pattern, c) == Pattern.Level(found[(l, r)], c), Explain(scanned, c, l, r, pattern, found[(l, r)]));
                seen.Add((c, Pattern.Level(pattern, c)));
            }

            Assert.Equal(found[(l, r)], reversed[(r, l)]);
        }

        var never = scanned.Comparisons.SelectMany((c, i) => Enumerable.Range(0, c.Levels.Count + 1).Where(l => !seen.Contains((i, l))).Select(l => $"{c.Name} {(l == 0 ? "missing" : c.Levels[l - 1].Label)}")).ToList();
        Assert.True(never.Count == 0, string.Join(", ", never));
    }

    [Fact]
    public void Compare_BlockedPairsOfPeople_HaveTheLevelsOfTheSql()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 1_500);
        LinkInput[] inputs = [MatchingSession.Input("a", SyntheticPeople.Columns), MatchingSession.Input("b", SyntheticPeople.Columns)];
        var scanned = Scanned.Prepare(session, inputs, new DatasetPair("a", "b"));

        var expected = scanned.Oracle("(l.rid * 7919 + r.rid) % 5 = 0 OR l.fn = r.fn OR l.pc = r.pc");

        Assert.True(expected.Count > 100_000);
        Assert.All(expected, e => Assert.Equal(e.Value, scanned.Kernel.Compare(scanned.Store.RowOf(e.Key.Item1), scanned.Store.RowOf(e.Key.Item2))));
    }

    private static string Explain(Scanned scanned, int comparison, int l, int r, long expected, long found) =>
        $"{scanned.Comparisons[comparison].Name} of {l} and {r}: {Pattern.Level(expected, comparison)} by SQL, {Pattern.Level(found, comparison)} over codes";
}
