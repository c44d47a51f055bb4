using Linkage.Matching.Comparisons;

namespace Linkage.Matching.Tests.Comparisons;

public sealed class ComparisonLevelTests
{
    [Theory]
    [InlineData("john", "smith", "john", "smith", "exact", "exact")]
    [InlineData("john", "smith", "smith", "john", "forename and surname swapped", null)]
    [InlineData("michaela", "smith", "michaella", "smith", "Jaro-Winkler 0.92", "exact")]
    [InlineData("j", "smith", "john", "smith", "initial agrees", "exact")]
    [InlineData("john", "smith", "peter", "okonkwo", "other", "other")]
    [InlineData("maria da silva", "smith", "silva maria da", "smith", "several parts agree", "exact")]
    [InlineData("john", "smith jones", "john", "jones", "exact", "several parts agree")]
    [InlineData(null, "smith", "smith", "adams", "found as the other's surname", "other")]
    [InlineData(null, "smith", "john", "smith", null, "exact")]
    public void Names_Pair_HasLevel(string? leftForename, string? leftSurname, string? rightForename, string? rightSurname, string? forename, string? surname)
    {
        LinkColumn[] columns = [new("forename", FieldMeaning.Forename), new("surname", FieldMeaning.Surname)];
        var levels = Levels(columns, [leftForename, leftSurname], [rightForename, rightSurname]);

        Assert.Equal(forename, levels["forename"]);
        Assert.Equal(surname, levels["surname"]);
    }

    [Theory]
    [InlineData("1951-02-03", "03/02/1951", "exact")]
    [InlineData("1951-02-03", "1951-03-02", "day and month swapped")]
    [InlineData("1951-02-03", "1951-02-04", "one digit differs")]
    [InlineData("1951-02-03", "1915-02-03", "one digit differs")]
    [InlineData("1951-02-03", "1987-02-03", "month and day agree")]
    [InlineData("1951-02-03", "1951-02-14", "two digits differ")]
    [InlineData("1951-02-03", "1951-11-27", "same year")]
    [InlineData("1951-02-03", "1987-11-27", "other")]
    [InlineData("1951-02-03", "01/01/1900", null)]
    public void DateOfBirth_Pair_HasLevel(string left, string right, string? level) =>
        Assert.Equal(level, Levels([new("dob", FieldMeaning.DateOfBirth)], [left], [right])["date_of_birth"]);

    [Theory]
    [InlineData("100", null, "NW2 3LN", "100", null, "NW2 3LN", "same UPRN")]
    [InlineData(null, "Flat 1, 21 Ash Grove", "NW2 3LN", null, "FL 1 21 Ash Gr.", "NW2 3LN", "same address")]
    [InlineData("100", null, "NW2 3LN", null, null, "nw23ln", "same postcode, no more known")]
    [InlineData("100", null, "NW2 3LN", "101", null, "NW2 3LN", "same postcode")]
    [InlineData(null, null, "NW2 3LN", null, null, "NW2 3XY", "same postcode sector")]
    [InlineData(null, null, "NW2 3LN", null, null, "NW2 8XY", "same postcode district")]
    [InlineData("100", null, "NW2 3LN", "101", null, "B1 1AA", "other")]
    [InlineData("100", null, null, null, null, "B1 1AA", null)]
    public void Place_Pair_HasLevel(string? uprn, string? address, string? postcode, string? otherUprn, string? otherAddress, string? otherPostcode, string? level)
    {
        LinkColumn[] columns = [new("forename", FieldMeaning.Forename), new("uprn", FieldMeaning.Uprn), new("address", FieldMeaning.Address), new("postcode", FieldMeaning.Postcode)];

        Assert.Equal(level, Levels(columns, ["ann", uprn, address, postcode], ["ann", otherUprn, otherAddress, otherPostcode])["place"]);
    }

    [Theory]
    [InlineData(FieldMeaning.Phone, "07700 900123", "+447700900123", "exact")]
    [InlineData(FieldMeaning.Phone, "07700 900123", "07700 900132", "one character differs")]
    [InlineData(FieldMeaning.NationalInsuranceNumber, "AB123456C", "AB123456", "exact")]
    [InlineData(FieldMeaning.NhsNumber, "943 476 5919", "9434765919", "exact")]
    [InlineData(FieldMeaning.Email, "a.b@x.org", "A.B@X.ORG", "exact")]
    [InlineData(FieldMeaning.Email, "a.b@x.org", "a.b@y.com", "same name before @")]
    [InlineData(FieldMeaning.Sex, "Male", "1", "same")]
    [InlineData(FieldMeaning.Text, "plumber", "plumbr", "Jaro-Winkler 0.92")]
    [InlineData(FieldMeaning.Text, "ash grove house", "house ash grove", "most parts agree")]
    [InlineData(FieldMeaning.Code, "AB-12", "ab12", "exact")]
    [InlineData(FieldMeaning.Code, "4223", "4232", "one character differs")]
    [InlineData(FieldMeaning.Code, "1", "2", "other")]
    [InlineData(FieldMeaning.IdentityNumber, "5304218", "5304218", "exact")]
    public void Field_Pair_HasLevel(FieldMeaning meaning, string left, string right, string level) =>
        Assert.Equal(level, Levels([new("value", meaning, "value")], [left], [right]).Single().Value);

    [Fact]
    public void PartRatio_SameParts_IsHundred()
    {
        Assert.Equal(100, PartRatio.Of("ANNA MARIA", "MARIA ANNA"));
        Assert.Equal(100, PartRatio.Of("SMITH", "SMITH JONES"));
        Assert.True(PartRatio.Of("ANNA MARIA", "PETER PAUL") < 60);
        Assert.True(PartRatio.Of(new string('A', 10_000), new string('B', 10_000)) < 10);
    }

    /// <summary>Label of the level of each comparison for one pair of records; null for missing.</summary>
    private static Dictionary<string, string?> Levels(LinkColumn[] columns, string?[] left, string?[] right)
    {
        using var session = MatchingSession.Open();
        string[] names = ["id", .. columns.Select(c => c.Name)];
        MatchingSession.Table(session, "a", names, ["l", .. left]);
        MatchingSession.Table(session, "b", names, ["r", .. right]);

        var result = Linker.Link(session, [MatchingSession.Input("a", columns), MatchingSession.Input("b", columns)], new LinkSettings { MinimumProbability = 0 }, null, CancellationToken.None);

        return result.Comparisons.ToDictionary(
            c => c.Name,
            c => session.Scalar<int>($"SELECT level_{c.Name}::INTEGER FROM {result.Links}", CancellationToken.None) is var level and > 0 ? c.Levels[level - 1].Label : null,
            StringComparer.Ordinal);
    }
}
