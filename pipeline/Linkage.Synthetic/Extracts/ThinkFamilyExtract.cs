using Linkage.Synthetic.Membership;
using Linkage.Synthetic.People;

namespace Linkage.Synthetic.Extracts;

/// <summary>The Think Family list, kept by hand in Excel and saved as Unicode text: one row for each member of a family.</summary>
internal sealed class ThinkFamilyExtract : Extract
{
    private static readonly string[] Teams = ["Early Help North", "Early Help South", "Early Help East", "Family Support", "Housing Options", "Youth Offer"];

    /// <inheritdoc/>
    public override Source Source => Source.ThinkFamily;

    /// <inheritdoc/>
    public override ExtractFormat Format { get; } = new('\t', TextEncoding.Utf16, "\r\n", false);

    /// <inheritdoc/>
    public override string[] Header { get; } =
    [
        "TF ID", "Family ID", "First Name", "Last Name", "DOB", "Gender", "UPRN", "Address", "Postcode", "Vulnerability Factors", "Lead Worker Team", "Ward",
    ];

    /// <inheritdoc/>
    public override int DateColumn => 4;

    /// <inheritdoc/>
    public override string[] Fields(Entry entry)
    {
        var random = entry.Clerk.Random;
        var (name, home) = (entry.Name(), entry.Home());
        var sex = entry.Person.Sex == Sex.Male ? "Male" : "Female";
        return
        [
            $"TF{entry.RecordDigits}",
            $"FAM{entry.Numbers.Household(entry.Household.Id)}",
            name.Forename,
            name.Surname,
            entry.Born("dd/MM/yyyy"),
            random.Unit() switch { < 0.02 => string.Empty, < 0.3 => sex[..1], _ => sex },
            home.Uprn,
            home.Address,
            home.Postcode,
            Entry.Text(random.Between(1, 3) + random.Below(5)),
            Teams[(int)(entry.Household.Id % Teams.Length)],
            entry.Household.Home.Area.WardCode,
        ];
    }
}
