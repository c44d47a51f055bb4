namespace Linkage.Synthetic.Membership;

/// <summary>Names of the sources as datasets and files.</summary>
internal static class Sources
{
    /// <summary>How many sources are about people.</summary>
    public const int Count = 9;

    /// <summary>Every source.</summary>
    public static IReadOnlyList<Source> All { get; } = Enum.GetValues<Source>();

    /// <summary>Dataset id.</summary>
    public static string Dataset(Source source) => source switch
    {
        Source.RentArrears => "rent-arrears-panel",
        Source.FoodVouchers => "food-vouchers",
        Source.ThinkFamily => "think-family",
        Source.CouncilTax => "council-tax",
        Source.Benefits => "benefits-ctr-hb",
        Source.AdultSocialCare => "adult-social-care",
        Source.Dwp => "dwp-lcf-monthly",
        Source.OptOut => "opt-out",
        Source.Unsafe => "unsafe-to-contact",
        _ => throw new ArgumentOutOfRangeException(nameof(source)),
    };

    /// <summary>File name.</summary>
    public static string File(Source source) => source switch
    {
        Source.RentArrears => "rent_arrears_panel_2026-10.csv",
        Source.FoodVouchers => "contact_centre_food_vouchers_202610.csv",
        Source.ThinkFamily => "ThinkFamily_List_Oct26.csv",
        Source.CouncilTax => "ctax_liability.csv",
        Source.Benefits => "ctr_hb_caseload.txt",
        Source.AdultSocialCare => "asc_clients.parquet",
        Source.Dwp => "dwp_lcf_202610.csv",
        Source.OptOut => "data_objections.csv",
        Source.Unsafe => "unsafe_to_contact.csv",
        _ => throw new ArgumentOutOfRangeException(nameof(source)),
    };
}
