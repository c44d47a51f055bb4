using Linkage.Synthetic.City;

namespace Linkage.Synthetic.People;

/// <summary>People who share a home.</summary>
internal sealed class Household
{
    /// <summary>Number in the city: the area in its upper digits, four digits within it.</summary>
    public required long Id { get; init; }

    /// <summary>How it is made up.</summary>
    public required HouseholdType Type { get; init; }

    /// <summary>The members; the one the household is known by comes first, a partner second.</summary>
    public required IReadOnlyList<Person> Members { get; init; }

    /// <summary>The second member is the partner of the first.</summary>
    public required bool HasPartner { get; init; }

    /// <summary>Where they live.</summary>
    public required Home Home { get; init; }

    /// <summary>How they hold it.</summary>
    public required Tenure Tenure { get; init; }

    /// <summary>How hard the household finds it to get by, 0 to 1. Drives which sources know it; never written to any file.</summary>
    public required double Hardship { get; init; }

    /// <summary>The member the household is known by.</summary>
    public Person Head => Members[0];

    /// <summary>The partner, or null.</summary>
    public Person? Partner => HasPartner ? Members[1] : null;

    /// <summary>Members under 18.</summary>
    public IEnumerable<Person> Children => Members.Where(m => m.Age < 18);
}
