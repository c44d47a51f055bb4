using Linkage.Matching.Normalise;

namespace Linkage.Matching.Tests.Normalise;

/// <summary>Which records hold too little to be found by.</summary>
public sealed class UnlinkableRecordsTests
{
    private static readonly string[] Columns = ["id", "forename", "surname", "born", "uprn", "postcode", "address", "nhs"];

    [Theory]
    [InlineData(null, "Okafor", "1980-02-01", null, null, null, null, false)]
    [InlineData("Ada", "Okafor", null, null, "LS1 4DY", null, null, false)]
    [InlineData("Ada", "Okafor", null, null, null, "4 High St", null, false)]
    [InlineData(null, "Okafor", null, "100023336956", null, null, null, false)]
    [InlineData(null, null, "1980-02-01", "100023336956", null, null, null, false)]
    [InlineData(null, null, null, null, null, null, "943 476 5919", false)]
    [InlineData("Ada", "Okafor", null, null, null, null, null, true)]
    [InlineData("Ada", "Okafor", null, null, "ZZZSECUR", null, null, true)]
    [InlineData("Ada", "Okafor", null, null, "ZZ99 9ZZ", "ADDRESS WITHHELD", null, true)]
    [InlineData("Unknown", "Unknown", "1980-02-01", null, "LS1 4DY", null, null, true)]
    [InlineData("Ada", null, "01/01/1900", null, "LS1 4DY", null, null, true)]
    [InlineData(null, null, null, "100023336956", "LS1 4DY", "4 High St", null, true)]
    [InlineData(null, null, null, null, null, null, "943 476 5918", true)]
    [InlineData("", " ", "", "0", "", "", "", true)]
    public void Of_OneRecord_SaysWhetherItCanBeFound(
        string? forename, string? surname, string? born, string? uprn, string? postcode, string? address, string? nhs, bool unlinkable)
    {
        using var session = MatchingSession.Open();
        MatchingSession.Table(session, "list", Columns, [["7", forename, surname, born, uprn, postcode, address, nhs]]);
        var input = MatchingSession.Input(
            "list",
            new LinkColumn("forename", FieldMeaning.Forename),
            new LinkColumn("surname", FieldMeaning.Surname),
            new LinkColumn("born", FieldMeaning.DateOfBirth),
            new LinkColumn("uprn", FieldMeaning.Uprn),
            new LinkColumn("postcode", FieldMeaning.Postcode),
            new LinkColumn("address", FieldMeaning.Address),
            new LinkColumn("nhs", FieldMeaning.NhsNumber));

        Assert.Equal(unlinkable ? ["7"] : [], UnlinkableRecords.Of(session, input, CancellationToken.None));
    }

    [Fact]
    public void Of_InputWithoutSomeOfTheFields_TakesThemAsMissing()
    {
        using var session = MatchingSession.Open();
        MatchingSession.Table(session, "list", ["id", "name"], [["1", "Ada Okafor"], ["2", null]]);

        Assert.Equal(["1", "2"], UnlinkableRecords.Of(session, MatchingSession.Input("list", new LinkColumn("name", FieldMeaning.FullName)), CancellationToken.None));
    }
}
