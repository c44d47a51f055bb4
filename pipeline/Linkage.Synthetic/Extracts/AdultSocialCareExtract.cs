using Linkage.Synthetic.Membership;
using Linkage.Synthetic.People;

namespace Linkage.Synthetic.Extracts;

/// <summary>Adult social care clients. The file itself is Parquet; the rows pass through a scratch CSV on their way there.</summary>
internal sealed class AdultSocialCareExtract : Extract
{
    private static readonly string[] Reasons =
    [
        "Physical support", "Physical support", "Physical support", "Memory and cognition", "Learning disability", "Mental health", "Sensory support", "Social support",
    ];

    /// <inheritdoc/>
    public override Source Source => Source.AdultSocialCare;

    /// <inheritdoc/>
    public override ExtractFormat Format { get; } = new(',', TextEncoding.Utf8, "\n", false);

    /// <inheritdoc/>
    public override string[] Header { get; } =
    [
        "client_id", "nhs_number", "given_name", "family_name", "date_of_birth", "gender", "address", "postcode", "uprn", "primary_support_reason", "open_case",
    ];

    /// <inheritdoc/>
    public override int DateColumn => 4;

    /// <inheritdoc/>
    public override string[] Fields(Entry entry)
    {
        var random = entry.Clerk.Random;
        var (name, home) = (entry.Name(), entry.Home());
        return
        [
            $"4{entry.RecordDigits}",
            entry.Clerk.Number(entry.Numbers.Nhs(entry.Household.Home.Area.Index, entry.Client)),
            name.Forename,
            name.Surname,
            entry.Born("yyyy-MM-dd"),
            entry.Person.Sex == Sex.Male ? "Male" : "Female",
            home.Address,
            home.Postcode,
            home.Uprn,
            random.Of(Reasons),
            random.Chance(0.72) ? "true" : "false",
        ];
    }
}
