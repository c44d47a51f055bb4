using System.Globalization;
using Linkage.Synthetic.Randomness;

namespace Linkage.Synthetic.City;

/// <summary>Writes a property's address in one of the spellings that are in use for it.</summary>
internal static class AddressWriter
{
    /// <summary>Post town of every address.</summary>
    public const string Town = "Ashgrove";

    private static readonly string[] Floors = ["Ground", "First", "Second", "Top"];
    private static readonly string[] FloorLetters = ["GFF", "FFF", "SFF", "TFF"];
    private static readonly string[] BlockNames = ListFile.Items(ListFile.Lines("streets").First(l => l.Key == "stem").Value);

    private static readonly (string Long, string Short)[] StreetTypes =
    [
        ("Road", "Rd"), ("Street", "St"), ("Avenue", "Ave"), ("Close", "Cl"), ("Lane", "La"), ("Drive", "Dr"), ("Grove", "Gr."),
        ("Crescent", "Cres"), ("Court", "Ct"), ("Place", "Pl"), ("Gardens", "Gdns"), ("Terrace", "Terr"), ("Square", "Sq"),
    ];

    /// <summary>How the flats of one converted house are told apart in the gazetteer's approved entry: by number, by letter or by floor.</summary>
    public static int ApprovedStyle(Home home) => (int)(SeededRandom.Mix((ulong)(home.Area.Index * 10_000L + home.Property.Parent)) % 20) switch
    {
        < 13 => 0,
        < 17 => 1,
        _ => 2,
    };

    /// <summary>Secondary part (flat), or an empty string.</summary>
    /// <param name="home">The property.</param>
    /// <param name="style">0 by number, 1 by letter (which belongs to the house number and leaves this part empty), 2 by floor.</param>
    public static string Secondary(Home home, int style)
    {
        var property = home.Property;
        return property.Kind switch
        {
            PropertyKind.ConvertedFlat => style switch
            {
                0 => Invariant($"Flat {property.Flat}"),
                1 => string.Empty,
                _ => $"{Floors[property.Flat - 1]} Floor Flat",
            },
            PropertyKind.PurposeBuiltFlat => Invariant($"Flat {property.Flat}"),
            PropertyKind.StudentRoom => Invariant($"Room {property.Flat}"),
            _ => string.Empty,
        };
    }

    /// <summary>Primary part: house number or the building's name.</summary>
    /// <param name="home">The property.</param>
    /// <param name="style">As for <see cref="Secondary"/>.</param>
    public static string Primary(Home home, int style)
    {
        var property = home.Property;
        return property.Kind switch
        {
            PropertyKind.ConvertedFlat when style == 1 => Invariant($"{property.Number}{(char)('A' + property.Flat - 1)}"),
            PropertyKind.PurposeBuiltFlat or PropertyKind.BlockShell => $"{BlockNames[property.Number]} Court",
            PropertyKind.StudentRoom or PropertyKind.HallsShell => $"{BlockNames[property.Number]} Hall",
            PropertyKind.CareHome => $"{BlockNames[property.Number]} House Care Home",
            PropertyKind.CivicCentre => "Civic Centre",
            _ => Invariant($"{property.Number}"),
        };
    }

    /// <summary>Name of the property's street.</summary>
    public static string Street(Home home) => home.Area.Streets[home.Property.Street];

    /// <summary>The whole address on one line, as the approved entry has it: title case, no postcode.</summary>
    public static string Line(Home home) => Join(home, ApprovedStyle(home), Street(home), ", " + Town);

    /// <summary>The address as someone else would have written it.</summary>
    public static string Alias(Home home, SeededRandom random)
    {
        var style = random.Below(3);
        var street = Street(home);
        if (random.Chance(0.6))
        {
            street = Abbreviated(street);
        }
        else if (random.Chance(0.15))
        {
            street = Joined(street);
        }

        var ending = random.Below(5) switch
        {
            0 => string.Empty,
            1 => " " + Town,
            2 => $", {home.Area.Locality}, {Town}",
            3 => $", {home.Area.Locality}",
            _ => ", " + Town,
        };
        var property = home.Property;
        if (property.Kind == PropertyKind.ConvertedFlat && random.Chance(0.35))
        {
            return random.Below(3) switch
            {
                0 => Invariant($"FL {property.Flat} {property.Number} {street}{ending}"),
                1 => Invariant($"{FloorLetters[property.Flat - 1]}, {property.Number} {street}{ending}"),
                _ => Invariant($"{property.Flat}/{property.Number} {street}{ending}"),
            };
        }

        if (property.Kind == PropertyKind.PurposeBuiltFlat && random.Chance(0.5))
        {
            return $"{(random.Chance(0.5) ? string.Empty : "Apt ")}{property.Flat} {Primary(home, style)}, {street}{ending}";
        }

        var line = Join(home, style, street, ending);
        return random.Chance(0.2) ? line.ToUpperInvariant() : random.Chance(0.15) ? line.Replace(",", string.Empty, StringComparison.Ordinal) : line;
    }

    private static string Join(Home home, int style, string street, string ending)
    {
        var secondary = Secondary(home, style);
        var primary = Primary(home, style);
        var isNumber = char.IsAsciiDigit(primary[0]);
        return $"{(secondary.Length == 0 ? string.Empty : secondary + ", ")}{primary}{(isNumber ? " " : ", ")}{street}{ending}";
    }

    private static string Abbreviated(string street)
    {
        var space = street.LastIndexOf(' ');
        foreach (var (whole, part) in StreetTypes)
        {
            if (street.AsSpan(space + 1).SequenceEqual(whole))
            {
                return $"{street[..space]} {part}";
            }
        }

        return street;
    }

    private static string Joined(string street)
    {
        var space = street.IndexOf(' ', StringComparison.Ordinal);
        return street[..space] + street[(space + 1)..].ToLowerInvariant();
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
