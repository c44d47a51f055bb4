using Linkage.Synthetic.Membership;

namespace Linkage.Synthetic.Extracts;

/// <summary>Calls to the contact centre about food vouchers, typed during the call: one name field in three shapes, free-text notes.</summary>
internal sealed class FoodVouchersExtract : Extract
{
    private static readonly string[] Channels = ["phone", "phone", "text", "text", "email", "letter"];
    private static readonly string[] Reasons = ["Benefit delay", "Low income", "Debt", "Sickness", "Unemployment", "School holidays", "Unexpected bill", "Other"];

    private static readonly string[] Notes =
    [
        "Advised of crisis grant; will call back",
        "UC payment late, nothing in until Friday",
        "Caller said \"cupboards are empty\" - voucher issued",
        "Voucher sent by text | checked twice",
        "2 children at home, school has asked as well",
        "Partner rang earlier, see other case",
        "Boiler broken; passed to repairs",
        "No recourse to other help. Signposted to food bank",
        "Asked for call after 3pm\r\nPrefers not to be written to",
        "Meter on emergency credit",
        string.Empty,
        string.Empty,
    ];

    /// <inheritdoc/>
    public override Source Source => Source.FoodVouchers;

    /// <inheritdoc/>
    public override ExtractFormat Format { get; } = new('|', TextEncoding.Windows1252, "\r\n", false);

    /// <inheritdoc/>
    public override string[] Header { get; } =
    [
        "CaseNumber", "Customer Name", "Date of Birth", "Address", "Post Code", "Mobile", "Preferred Channel", "Voucher Reason",
        "Vouchers Issued", "Call Date", "Call Notes",
    ];

    /// <inheritdoc/>
    public override int DateColumn => 2;

    /// <inheritdoc/>
    public override string[] Fields(Entry entry)
    {
        var random = entry.Clerk.Random;
        var (name, home) = (entry.Name(), entry.Home());
        var wholeName = random.Unit() switch
        {
            < 0.6 => name.Spoken,
            < 0.85 when name.Forename.Length > 0 => $"{name.Surname.ToUpperInvariant()}, {name.Forename}",
            _ => Recording.RecordedName.Join(" ", name.Forename, name.Surname),
        };
        return
        [
            $"CC/26/{entry.RecordDigits}",
            random.Chance(0.1) ? wholeName.Replace('\'', '’') : wholeName,
            entry.Born("yyyy-MM-dd"),
            home.Address,
            home.Postcode,
            random.Chance(0.9) ? entry.Numbers.Phone(entry.Person.Id, random.Below(3)) : string.Empty,
            random.Of(Channels),
            random.Of(Reasons),
            Entry.Text(random.Between(1, 6)),
            entry.Recent(31, "dd-MMM-yyyy"),
            random.Of(Notes),
        ];
    }
}
