namespace Linkage.Matching.Settings;

/// <summary>Where comparisons begin: ready-made ones, and <see cref="Of"/> for levels of one's own.</summary>
public static class Compare
{
    /// <summary>A comparison of a field, or of several together, to which levels are added best first.</summary>
    /// <param name="fields">Names of fields, see <see cref="ComparisonSettings.Fields"/>.</param>
    public static ComparisonSettings Of(params IReadOnlyList<string> fields) => new() { Fields = fields };

    /// <inheritdoc cref="ReadyMade.Forename"/>
    public static ComparisonSettings Forename() => Ready(ReadyMade.Forename);

    /// <inheritdoc cref="ReadyMade.Surname"/>
    public static ComparisonSettings Surname() => Ready(ReadyMade.Surname);

    /// <inheritdoc cref="ReadyMade.ForenameAndSurname"/>
    public static ComparisonSettings ForenameAndSurname() => Ready(ReadyMade.ForenameAndSurname);

    /// <inheritdoc cref="ReadyMade.DateOfBirth"/>
    public static ComparisonSettings DateOfBirth() => Ready(ReadyMade.DateOfBirth);

    /// <inheritdoc cref="ReadyMade.Postcode"/>
    public static ComparisonSettings Postcode() => Ready(ReadyMade.Postcode);

    /// <inheritdoc cref="ReadyMade.Place"/>
    public static ComparisonSettings Place() => Ready(ReadyMade.Place);

    /// <inheritdoc cref="ReadyMade.Sex"/>
    public static ComparisonSettings Sex() => Ready(ReadyMade.Sex);

    /// <inheritdoc cref="ReadyMade.Email"/>
    public static ComparisonSettings Email() => Ready(ReadyMade.Email);

    /// <inheritdoc cref="ReadyMade.Phone"/>
    public static ComparisonSettings Phone() => Ready(ReadyMade.Phone);

    /// <inheritdoc cref="ReadyMade.NationalInsuranceNumber"/>
    public static ComparisonSettings NationalInsuranceNumber() => Ready(ReadyMade.NationalInsuranceNumber);

    /// <inheritdoc cref="ReadyMade.NhsNumber"/>
    public static ComparisonSettings NhsNumber() => Ready(ReadyMade.NhsNumber);

    /// <inheritdoc cref="ReadyMade.Text"/>
    public static ComparisonSettings Text(string field) => Ready(ReadyMade.Text, field);

    /// <inheritdoc cref="ReadyMade.PlaceText"/>
    public static ComparisonSettings PlaceText(string field) => Ready(ReadyMade.PlaceText, field);

    /// <inheritdoc cref="ReadyMade.Code"/>
    public static ComparisonSettings Code(string field) => Ready(ReadyMade.Code, field);

    /// <inheritdoc cref="ReadyMade.PlaceCode"/>
    public static ComparisonSettings PlaceCode(string field) => Ready(ReadyMade.PlaceCode, field);

    /// <inheritdoc cref="ReadyMade.IdentityNumber"/>
    public static ComparisonSettings IdentityNumber(string field) => Ready(ReadyMade.IdentityNumber, field);

    private static ComparisonSettings Ready(ReadyMade comparison, params string[] fields) => new() { Use = comparison, Fields = fields.Length == 0 ? null : fields };
}
