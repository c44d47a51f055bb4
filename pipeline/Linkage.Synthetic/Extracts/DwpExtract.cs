using Linkage.Synthetic.Membership;

namespace Linkage.Synthetic.Extracts;

/// <summary>The monthly low-income file derived from DWP data: every field quoted, capitals, clean, and without UPRN or sex.</summary>
internal sealed class DwpExtract : Extract
{
    // Sixty per cent of a median weekly income of about 650 pounds before housing costs, for a couple without children.
    private const double LowIncome = 390;

    /// <inheritdoc/>
    public override Source Source => Source.Dwp;

    /// <inheritdoc/>
    public override ExtractFormat Format { get; } = new(',', TextEncoding.Utf8, "\n", true);

    /// <inheritdoc/>
    public override string[] Header { get; } =
    [
        "DWP_ID", "NINO", "SURNAME", "FIRST_NAME", "DOB", "ADDRESS_LINE", "POSTCODE", "HOUSEHOLD_TYPE", "YOUNGEST_CHILD_DOB", "CHILDREN",
        "INCOME_BHC", "IN_RELATIVE_LOW_INCOME",
    ];

    /// <inheritdoc/>
    public override int DateColumn => 4;

    /// <inheritdoc/>
    public override string[] Fields(Entry entry)
    {
        var random = entry.Clerk.Random;
        var household = entry.Household;
        var (name, home) = (entry.Name(), entry.Home());
        var children = household.Children.ToList();
        var scale = (household.HasPartner ? 1.0 : 0.67) + 0.2 * children.Count;
        var equivalised = 620 * (1.05 - household.Hardship) * (0.6 + 0.5 * random.Unit());
        return
        [
            $"LCF{entry.RecordDigits}",
            entry.Clerk.Number(entry.Numbers.Nino(entry.Person.Id)),
            name.Surname.ToUpperInvariant(),
            name.Forename.ToUpperInvariant(),
            entry.Born("ddMMyyyy"),
            home.Address.ToUpperInvariant(),
            home.Postcode,
            BenefitsExtract.TypeOf(household),
            children.Count == 0 ? string.Empty : Entry.Text(children.Max(c => c.Born), "ddMMyyyy"),
            Entry.Text(children.Count),
            Entry.Money(Math.Max(90, equivalised * scale)),
            equivalised < LowIncome ? "Y" : "N",
        ];
    }
}
