using System.Globalization;

namespace Linkage.Synthetic.City;

/// <summary>
/// Postcodes that fit the national pattern and belong to no one: AG, AH, AK and so on are areas Royal Mail has not allocated.
/// A ward has its own district, an area of the ward its own sector.
/// </summary>
internal static class Postcodes
{
    /// <summary>How many units a sector has: two letters, of the twenty that the inward half may hold.</summary>
    public const int UnitsInSector = 400;

    /// <summary>Stands in place of the postcode of a protected address.</summary>
    public const string Protected = "ZZZSECUR";

    private const string InwardLetters = "ABDEFGHJLNPQRSTUWXYZ";
    private const string SecondLetters = "GHKMNPRSTUWXY";

    /// <summary>The postcode of a unit of an area.</summary>
    public static string Of(Area area, int unit)
    {
        var letter = SecondLetters[area.Ward / 99];
        var district = area.Ward % 99 + 1;
        var sector = area.Index % CityPlan.AreasInWard + 1;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"A{letter}{district} {sector}{InwardLetters[unit / 20]}{InwardLetters[unit % 20]}");
    }
}
