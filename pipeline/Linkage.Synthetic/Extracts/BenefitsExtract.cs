using Linkage.Synthetic.Membership;
using Linkage.Synthetic.People;

namespace Linkage.Synthetic.Extracts;

/// <summary>Council tax reduction and housing benefit claims: a mainframe's semicolon file in Latin-1, capitals, question marks for what it cannot hold.</summary>
internal sealed class BenefitsExtract : Extract
{
    private static readonly string[] Kinds = ["CTR", "CTR", "CTR", "HB", "BOTH", "BOTH"];

    /// <inheritdoc/>
    public override Source Source => Source.Benefits;

    /// <inheritdoc/>
    public override ExtractFormat Format { get; } = new(';', TextEncoding.Latin1, "\n", false);

    /// <inheritdoc/>
    public override string[] Header { get; } =
    [
        "claim_id", "nino", "surname", "forenames", "dob", "sex", "uprn", "address", "postcode", "benefit", "weekly_award", "household_type", "dependants", "ward",
    ];

    /// <inheritdoc/>
    public override int DateColumn => 4;

    /// <summary>The type of household as benefit systems group them.</summary>
    public static string TypeOf(Household household) => household switch
    {
        { Head.Age: >= 66 } => "PENSIONER",
        { HasPartner: true } when household.Children.Any() => "COUPLE_CHILDREN",
        { HasPartner: true } => "COUPLE",
        _ when household.Children.Any() => "LONE_PARENT",
        _ => "SINGLE",
    };

    /// <inheritdoc/>
    public override string[] Fields(Entry entry)
    {
        var random = entry.Clerk.Random;
        var (name, home) = (entry.Name(), entry.Home());
        return
        [
            $"HB{entry.RecordDigits}",
            entry.Clerk.Number(entry.Numbers.Nino(entry.Person.Id)),
            name.Surname.ToUpperInvariant(),
            name.Forename.ToUpperInvariant(),
            entry.Born("yyyyMMdd"),
            entry.Person.Sex == Sex.Male ? "M" : "F",
            home.Uprn,
            home.Address.ToUpperInvariant(),
            home.Postcode,
            random.Of(Kinds),
            Entry.Money(8 + 170 * entry.Household.Hardship * random.Unit()),
            TypeOf(entry.Household),
            Entry.Text(entry.Household.Children.Count()),
            entry.Household.Home.Area.WardCode,
        ];
    }
}
