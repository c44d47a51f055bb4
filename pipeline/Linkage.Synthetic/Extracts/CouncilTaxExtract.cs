using Linkage.Synthetic.City;
using Linkage.Synthetic.Membership;
using Linkage.Synthetic.People;
using Linkage.Synthetic.Recording;

namespace Linkage.Synthetic.Extracts;

/// <summary>Who is liable for council tax: an old revenues system, all in capitals, no date of birth, one name field in three shapes.</summary>
internal sealed class CouncilTaxExtract : Extract
{
    private static readonly string[] Bands = ["A", "B", "C", "D", "E", "F", "G", "H"];

    /// <inheritdoc/>
    public override Source Source => Source.CouncilTax;

    /// <inheritdoc/>
    public override ExtractFormat Format { get; } = new(',', TextEncoding.Utf8, "\n", false);

    /// <inheritdoc/>
    public override string[] Header { get; } =
    [
        "ACCOUNT_NO", "LIABLE_NAME", "JOINT_NAME", "PROPERTY_ADDRESS", "POSTCODE", "UPRN", "BAND", "DISCOUNT_CODE", "LIABLE_FROM", "BALANCE_GBP",
    ];

    /// <inheritdoc/>
    public override int DateColumn => 8;

    /// <inheritdoc/>
    public override string[] Fields(Entry entry)
    {
        var random = entry.Clerk.Random;
        var household = entry.Household;
        var (name, home) = (entry.Name(), entry.Home());
        var style = random.Unit();
        var joint = household.Partner is { } partner && random.Chance(0.7) ? Shape(NameRecording.Record(entry.Clerk, partner), style) : string.Empty;
        var adults = household.Members.Count(m => m.IsAdult);
        return
        [
            $"7{entry.RecordDigits}",
            Shape(name, style),
            joint,
            home.Address.ToUpperInvariant(),
            home.Postcode,
            home.Uprn,
            Band(household),
            adults == 1 ? "SPD25" : random.Unit() switch { < 0.04 => "DIS", < 0.06 => "STU", _ => string.Empty },
            Entry.Text(Calendar.ExtractDay.AddDays(-(household.Head.FormerHome is null ? random.Between(740, 9000) : random.Below(730))), "dd/MM/yyyy"),
            Entry.Money(random.Chance(0.1 + 0.4 * household.Hardship) ? 1500 * random.Unit() * (0.4 + household.Hardship) : 0),
        ];
    }

    private static string Shape(RecordedName name, double style)
    {
        var text = style switch
        {
            < 0.45 when name.Forename.Length > 0 => $"{name.Surname}/{RecordedName.Join(" ", name.Forename, name.Title)}",
            < 0.80 when name.Forename.Length > 0 => RecordedName.Join(" ", name.Title, name.Forename[..1], name.Surname),
            _ => name.Spoken,
        };
        return text.ToUpperInvariant();
    }

    private static string Band(Household household)
    {
        var byKind = household.Home.Property.Kind switch
        {
            PropertyKind.Detached => 3.5,
            PropertyKind.SemiDetached => 2.2,
            PropertyKind.Terraced => 1.2,
            _ => 0.5,
        };
        var band = byKind + 2 * (0.5 - household.Home.Area.Deprivation) + household.Home.Property.Street % 3 * 0.4;
        return Bands[Math.Clamp((int)band, 0, Bands.Length - 1)];
    }
}
