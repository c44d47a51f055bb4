namespace Linkage.Synthetic.Membership;

/// <summary>The sources about people, in the order of the columns of the rate table.</summary>
internal enum Source : byte
{
    RentArrears,
    FoodVouchers,
    ThinkFamily,
    CouncilTax,
    Benefits,
    AdultSocialCare,
    Dwp,
    OptOut,
    Unsafe,
}
