using System.Globalization;
using Linkage.Synthetic.City;
using Linkage.Synthetic.Randomness;
using Stream = Linkage.Synthetic.Randomness.SeededRandom.Stream;

namespace Linkage.Synthetic.Extracts;

/// <summary>The local land and property gazetteer: an approved or provisional entry for each property, and for some its other names.</summary>
internal static class Gazetteer
{
    /// <summary>Dataset id.</summary>
    public const string Dataset = "gazetteer";

    /// <summary>File name.</summary>
    public const string File = "llpg_gazetteer.csv";

    /// <summary>Share of properties that are new and whose entry is not yet approved. Assumed.</summary>
    private const double ProvisionalShare = 0.01;

    private static readonly string[] OldNames = ["Rose Cottage", "The Old Forge", "Ivy House", "The Laurels", "Hill View", "Mill Cottage", "Fairholme", "The Bungalow"];

    /// <summary>How the file is written.</summary>
    public static ExtractFormat Format { get; } = new(',', TextEncoding.Utf8, "\n", false);

    /// <summary>The header.</summary>
    public static string[] Header { get; } =
    [
        "LPI_KEY", "UPRN", "PARENT_UPRN", "USRN", "LPI_STATUS", "SAO", "PAO", "STREET", "LOCALITY", "TOWN", "POSTCODE", "ADDRESS", "CLASSIFICATION",
        "WARD_CODE", "LSOA_CODE", "EASTING", "NORTHING",
    ];

    /// <summary>The entries of one area, in order of UPRN.</summary>
    public static IEnumerable<string> Rows(CityPlan city, Area area)
    {
        var random = new SeededRandom(city.Seed, Stream.Rows, -1L - area.Index);
        var key = area.Index * 32_768L;
        for (var index = 0; index < area.Properties.Length; index++)
        {
            var home = new Home(area, index);
            var property = home.Property;
            var style = property.Kind == PropertyKind.ConvertedFlat ? AddressWriter.ApprovedStyle(home) : 0;
            yield return Row(++key, home, random.Chance(ProvisionalShare) ? "PROVISIONAL" : "APPROVED", style, null);

            // Not every alias reached the gazetteer: a flat without one has to go to clerical review.
            if (property.Kind == PropertyKind.ConvertedFlat)
            {
                for (var other = 0; other < 3; other++)
                {
                    if (other != style && random.Chance(0.55))
                    {
                        yield return Row(++key, home, "ALTERNATIVE", other, null);
                    }
                }
            }
            else if (property.IsDwelling && !property.IsChild && random.Chance(0.03))
            {
                yield return Row(++key, home, random.Chance(0.5) ? "HISTORICAL" : "ALTERNATIVE", 0, random.Of(OldNames));
            }
        }
    }

    private static string Row(long key, Home home, string status, int style, string? name)
    {
        var property = home.Property;
        var area = home.Area;
        var secondary = AddressWriter.Secondary(home, style);
        var primary = name ?? AddressWriter.Primary(home, style);
        var street = AddressWriter.Street(home);
        var comma = char.IsAsciiDigit(primary[0]) ? " " : ", ";
        var address = $"{(secondary.Length == 0 ? string.Empty : secondary + ", ")}{primary}{comma}{street}, {area.Locality}, {AddressWriter.Town}, {home.Postcode}";

        // A grid in the North Sea, east of Flamborough Head: coordinates of the right shape with no houses at them.
        var easting = 600_000 + area.Index % 40 * 1000 + property.Street * 61 % 900 + (home.Index * 7 % 50);
        var northing = 450_000 + area.Index / 40 * 1000 + property.Street * 37 % 900 + (home.Index * 11 % 50);
        return Format.Row(
            string.Create(CultureInfo.InvariantCulture, $"9900L{key:000000000}"),
            home.Uprn,
            home.ParentUprn ?? string.Empty,
            Uprns.Street(area.Index, property.Street),
            status,
            secondary.ToUpperInvariant(),
            primary.ToUpperInvariant(),
            street.ToUpperInvariant(),
            area.Locality.ToUpperInvariant(),
            AddressWriter.Town.ToUpperInvariant(),
            home.Postcode,
            address.ToUpperInvariant(),
            property.Classification,
            area.WardCode,
            Uprns.Lsoa(area.Index),
            easting.ToString(CultureInfo.InvariantCulture),
            northing.ToString(CultureInfo.InvariantCulture));
    }
}
