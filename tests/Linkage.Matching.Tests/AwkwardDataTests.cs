using System.Globalization;

namespace Linkage.Matching.Tests;

/// <summary>Data that break matchers.</summary>
public sealed class AwkwardDataTests
{
    private static readonly LinkColumn[] Columns = [new("forename", FieldMeaning.Forename), new("surname", FieldMeaning.Surname), new("dob", FieldMeaning.DateOfBirth), new("postcode", FieldMeaning.Postcode)];

    private static readonly string[] Header = ["id", "forename", "surname", "dob", "postcode"];

    [Fact]
    public void Link_NoValueAnywhere_LinksNothingAndSaysSo()
    {
        var (result, _) = Deduplicate(Enumerable.Range(0, 2_000).Select(i => new string?[] { $"r{i}", null, i % 2 == 0 ? "" : "UNKNOWN", null, " " }));

        Assert.Equal(0, result.LinkCount);
        Assert.Contains(result.Warnings, w => w.Contains("no usable value", StringComparison.Ordinal));
    }

    [Fact]
    public void Link_NamesOfTenThousandCharacters_AreCompared()
    {
        var name = string.Concat(Enumerable.Range(0, 10_000).Select(i => (char)('A' + i * 7 % 26)));
        var (result, links) = Deduplicate(Enumerable.Range(0, 40).Select(i => new string?[] { $"r{i:D2}", Made(i / 2 + 60), Made(i / 2) + name, Born(i / 2), "LS1 4DY" }));

        Assert.True(result.LinkCount >= 20, string.Join(' ', links));
        Assert.All(Enumerable.Range(0, 20), i => Assert.Contains($"r{2 * i:D2}|r{2 * i + 1:D2}", links));
    }

    [Fact]
    public void Link_NamesInArabicAndChinese_AreLinkedByThem()
    {
        string[] forenames = ["محمد", "فاطمة", "عائشة", "伟", "秀英", "Łukasz", "Νίκος", "Олена"];
        string[] surnames = ["الحسن", "خان", "王", "李", "Żak", "Παπάς", "Шевченко", "Nguyễn"];
        var (_, links) = Deduplicate(Enumerable.Range(0, 600).Select(i => new string?[]
        {
            $"r{i:D3}", forenames[i / 2 % 8], surnames[i / 16 % 8], Born(i / 2), $"LS{i / 2 % 9 + 1} {i / 2 % 7 + 1}DY",
        }));

        Assert.Equal(300, links.Count(l => int.Parse(l[1..4], CultureInfo.InvariantCulture) / 2 == int.Parse(l[6..9], CultureInfo.InvariantCulture) / 2));
        Assert.Equal(300, links.Count);
    }

    [Fact]
    public void Link_NobodyTheSame_LinksAlmostNobody()
    {
        var (result, _) = Deduplicate(Enumerable.Range(0, 3_000).Select(i => new string?[] { $"r{i}", Made(i * 31 % 997), Made(i), Born(i * 13), $"LS{i % 9 + 1} {i % 7 + 1}{(char)('A' + i % 20)}{(char)('A' + i / 20 % 20)}" }));

        Assert.InRange(result.LinkCount, 0, 15);
    }

    [Fact]
    public void Link_TwoIdenticalFiles_LinksEveryRecordWithItself()
    {
        using var session = MatchingSession.Open();
        foreach (var name in new[] { "a", "b" })
        {
            MatchingSession.Table(session, name, Header, Enumerable.Range(0, 2_000).Select(i => new string?[] { $"r{i:D4}", Made(i % 300), Made(i * 7 % 1_900), Born(i * 17), $"LS{i % 9 + 1} {i % 7 + 1}DY" }));
        }

        var result = Linker.Link(session, [MatchingSession.Input("a", Columns), MatchingSession.Input("b", Columns)], new LinkSettings(), null, CancellationToken.None);

        Assert.Equal(2_000, session.Scalar<long>($"SELECT count(*) FROM {result.Links} WHERE left_id = right_id AND match_probability >= 0.95", CancellationToken.None));
        Assert.Equal(0, session.Scalar<long>($"SELECT count(*) FROM {result.Links} WHERE left_id <> right_id AND match_probability >= 0.95", CancellationToken.None));
    }

    /// <summary>
    /// Twins share surname, date of birth and address; everybody stands there twice, one time in ten with a slip in the forename. Three births in a hundred
    /// are of twins in life; in a city of twins half the people are, or all.
    /// </summary>
    [Theory]
    [InlineData(33, 0)]
    [InlineData(33, 10)]
    [InlineData(4, 0)]
    [InlineData(4, 10)]
    [InlineData(2, 10)]
    public void Link_Twins_AreKeptApartByTheirForenames(int oneIn, int slipsInAHundred)
    {
        var (result, links) = Deduplicate(Enumerable.Range(0, 6_000).Select(i =>
        {
            var (person, birth) = (i / 2, i / 2 % oneIn == oneIn - 1 ? i / 2 - 1 : i / 2);
            var forename = Made(person * 31 % 900 + 5_000);
            var slips = i % 2 == 1 && person * 7919 % 100 < slipsInAHundred;
            return new string?[] { $"r{i:D4}", slips ? forename[..2] + "x" + forename[3..] : forename, Made(birth), Born(birth * 3), $"LS{birth % 9 + 1} {birth % 7 + 1}{(char)('A' + birth % 20)}B" };
        }));

        var apart = links.Count(l => int.Parse(l[1..5], CultureInfo.InvariantCulture) / 2 != int.Parse(l[7..11], CultureInfo.InvariantCulture) / 2);
        Assert.InRange(links.Count - apart, 2_900, 3_000);
        Assert.InRange(apart, 0, 10);
        Assert.InRange(result.Model.Comparisons[0].Levels[^1].M, 0, .1);
    }

    /// <summary>Nobody stands there twice, so that nothing in the data tells twins from one person with two forenames.</summary>
    [Fact]
    public void Link_OnlyTwins_AreNotLinked()
    {
        var (result, _) = Deduplicate(Enumerable.Range(0, 3_000).Select(person =>
        {
            var birth = person % 4 == 3 ? person - 1 : person;
            return new string?[] { $"r{person:D4}", Made(person * 31 % 900 + 5_000), Made(birth), Born(birth * 3), $"LS{birth % 9 + 1} {birth % 7 + 1}{(char)('A' + birth % 20)}{(char)('A' + birth / 20 % 20)}" };
        }));

        Assert.InRange(result.LinkCount, 0, 15);
    }

    private static (LinkResult Result, IReadOnlyList<string> Links) Deduplicate(IEnumerable<string?[]> rows)
    {
        using var session = MatchingSession.Open();
        MatchingSession.Table(session, "a", Header, rows);
        var result = Linker.Link(session, [MatchingSession.Input("a", Columns)], new LinkSettings(), null, CancellationToken.None);
        return (result, MatchingSession.Rows(session, $"SELECT left_id, right_id FROM {result.Links} WHERE match_probability >= 0.95 ORDER BY ALL"));
    }

    private static string Born(int day) => new DateOnly(1930, 1, 2).AddDays(day * 37 % 30_000).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // Names that do not resemble each other.
    private static string Made(int number)
    {
        string[] parts = ["ka", "lo", "mi", "wen", "tu", "shar", "be", "jo", "pha", "qui", "dro", "vex", "zan", "gur"];
        var random = new Random(number * 7919 + 13);
        return string.Concat(Enumerable.Range(0, 3).Select(_ => parts[random.Next(parts.Length)]));
    }
}
