using Linkage.Synthetic.Randomness;

namespace Linkage.Synthetic.People;

/// <summary>What a household has to live on. All of it assumed; see SOURCES.md.</summary>
internal static class HouseholdMeans
{
    /// <summary>How a household of that type holds its home in an area of that deprivation.</summary>
    public static Tenure TenureOf(HouseholdType type, double deprivation, SeededRandom random)
    {
        if (type is HouseholdType.Student or HouseholdType.CareHome)
        {
            return Tenure.Communal;
        }

        var isOlder = type is HouseholdType.SinglePensioner or HouseholdType.PensionerCouple;
        return (Tenure)random.Weighted(
        [
            (0.93 - 0.62 * deprivation) * (isOlder ? 1.25 : type is HouseholdType.LoneParent or HouseholdType.SharedHouse ? 0.45 : 1),
            0.19 * deprivation,
            0.14 * deprivation + 0.02,
            (0.12 + 0.16 * deprivation) * (isOlder ? 0.4 : type == HouseholdType.SharedHouse ? 4 : 1),
        ]);
    }

    /// <summary>How hard the household finds it to get by, 0 to 1.</summary>
    public static double HardshipOf(HouseholdType type, Tenure tenure, double deprivation, SeededRandom random)
    {
        var byTenure = tenure switch
        {
            Tenure.Owned => -0.14,
            Tenure.Private => 0.06,
            Tenure.Communal => -0.1,
            _ => 0.16,
        };
        var byType = type switch
        {
            HouseholdType.LoneParent => 0.16,
            HouseholdType.MultiGenerational or HouseholdType.CoupleWithChildren => 0.03,
            HouseholdType.Couple or HouseholdType.CoupleWithAdultChildren => -0.08,
            _ => 0,
        };
        return Math.Clamp(0.1 + 0.5 * deprivation + byTenure + byType + 0.13 * random.Normal(), 0, 1);
    }
}
