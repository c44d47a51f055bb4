using Linkage.Synthetic.Membership;
using Linkage.Synthetic.People;

namespace Linkage.Synthetic.Extracts;

/// <summary>People put before the rent arrears panel: an Excel export with a byte-order mark, surnames in capitals.</summary>
internal sealed class RentArrearsExtract : Extract
{
    private static readonly string[] MailHosts = ["example.com", "example.org", "example.net"];

    /// <inheritdoc/>
    public override Source Source => Source.RentArrears;

    /// <inheritdoc/>
    public override ExtractFormat Format { get; } = new(',', TextEncoding.Utf8WithMark, "\r\n", false);

    /// <inheritdoc/>
    public override string[] Header { get; } =
    [
        "PANEL_REF", "TENANCY_REF", "TITLE", "FORENAME", "SURNAME", "DOB", "ADDR", "POSTCODE", "UPRN", "TEL_NO", "EMAIL",
        "ARREARS_GBP", "WEEKS_IN_ARREARS", "PANEL_DATE", "TENURE", "WARD_CODE",
    ];

    /// <inheritdoc/>
    public override int DateColumn => 5;

    /// <inheritdoc/>
    public override string[] Fields(Entry entry)
    {
        var random = entry.Clerk.Random;
        var (name, home) = (entry.Name(), entry.Home());
        var weeks = random.Between(4, 52);
        var mailName = new string([.. entry.Person.Name.Given.ToLowerInvariant().Select(Recording.Accents.Fold).Where(char.IsAsciiLetter)]);
        return
        [
            $"RAP-{entry.RecordDigits}",
            $"T{entry.Numbers.Household(entry.Household.Id)}",
            random.Chance(0.9) ? name.Title : string.Empty,
            name.Forename,
            name.Surname.ToUpperInvariant(),
            entry.Born("dd/MM/yyyy"),
            home.Address,
            home.Postcode,
            home.Uprn,
            random.Chance(0.8) ? entry.Numbers.Phone(entry.Person.Id, random.Below(3)) : string.Empty,
            random.Chance(0.55) ? $"{mailName}.{entry.RecordDigits[..4]}@{random.Of(MailHosts)}" : string.Empty,
            Entry.Money(weeks * (40 + 120 * random.Unit())),
            Entry.Text(weeks),
            entry.Recent(31, "dd/MM/yyyy"),
            entry.Household.Tenure switch { Tenure.Council => "COUNCIL", Tenure.HousingAssociation => "HA", _ => "PRIVATE" },
            entry.Household.Home.Area.WardCode,
        ];
    }
}
