using System.Globalization;

namespace Linkage.Synthetic.City;

/// <summary>The fictional number ranges of properties, streets and areas.</summary>
internal static class Uprns
{
    /// <summary>UPRN of nothing, typed by clerks to get past a mandatory field.</summary>
    public const string Nothing = "999999999999";

    /// <summary>UPRN of the civic centre, property 0 of area 0: the care-of address of people without one.</summary>
    public static string CivicCentre => Of(0, 0);

    /// <summary>UPRN of a property: 990, the area in five digits, the property in four (at most 9,999 in an area).</summary>
    public static string Of(int area, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{990_000_000_000L + area * 10_000L + index + 1}");

    /// <summary>USRN of a street: eight digits that begin with 9.</summary>
    public static string Street(int area, int street) =>
        string.Create(CultureInfo.InvariantCulture, $"{90_000_000L + area * 64L + street + 1}");

    /// <summary>Ward code, shaped as the ONS shapes them, in a range it has not used.</summary>
    public static string Ward(int ward) => string.Create(CultureInfo.InvariantCulture, $"E0599{ward + 1:0000}");

    /// <summary>LSOA code, shaped as the ONS shapes them, in a range it has not used.</summary>
    public static string Lsoa(int area) => string.Create(CultureInfo.InvariantCulture, $"E0199{area + 1:0000}");
}
