using Linkage.Synthetic.Randomness;
using Stream = Linkage.Synthetic.Randomness.SeededRandom.Stream;

namespace Linkage.Synthetic.City;

/// <summary>Streets and properties of one area: terraces, semis, converted houses, blocks, now and then a care home or a student hall.</summary>
internal sealed class AreaLayout
{
    private const int DwellingsOnStreet = 60;
    private readonly SeededRandom _random;
    private readonly Area _area;
    private readonly List<Property> _properties = [];
    private readonly List<string> _streets = [];
    private readonly HashSet<string> _used = [];
    private readonly string[] _stems;
    private readonly string[] _suffixes;
    private int _dwellings;
    private short _unit = -1;
    private int _inUnit;

    private AreaLayout(Area area, long seed, Dictionary<string, string[]> names)
    {
        _area = area;
        _random = new SeededRandom(seed, Stream.Layout, area.Index);
        _stems = names["stem"];
        _suffixes = names["suffix"];
    }

    /// <summary>Fills the streets and properties of an area.</summary>
    public static void Fill(Area area, long seed, Dictionary<string, string[]> names) => new AreaLayout(area, seed, names).Build();

    /// <summary>True if this area has a care home.</summary>
    public static bool HasCareHome(Area area) => area.Index % 3 == 1 && area.People == CityPlan.PeopleInArea;

    /// <summary>True if this area has a student hall.</summary>
    public static bool HasHalls(Area area) => area.Index % 20 == 7 && area.People == CityPlan.PeopleInArea;

    private void Build()
    {
        // English households average 2.4 people; a twentieth of homes stand empty, and the rest is room for areas of small households.
        var wanted = (int)(_area.People * 0.475) + 8;
        if (_area.Index == 0)
        {
            NewStreet();
            Add(PropertyKind.CivicCentre, 1, 0, -1);
        }

        while (_dwellings < wanted)
        {
            Street(Math.Min(DwellingsOnStreet, wanted - _dwellings));
        }

        if (HasCareHome(_area))
        {
            NewUnit();
            Add(PropertyKind.CareHome, (short)_random.Below(_stems.Length), 0, -1);
        }

        if (HasHalls(_area))
        {
            Shell(PropertyKind.HallsShell, PropertyKind.StudentRoom, (short)_random.Below(_stems.Length), 240);
        }

        _area.Streets = [.. _streets];
        _area.Properties = [.. _properties];
    }

    private void Street(int most)
    {
        NewStreet();
        var style = _random.Unit() + (_area.Deprivation - 0.5) * 0.5;
        var dwellingsBefore = _dwellings;
        short number = 0;
        while (_dwellings - dwellingsBefore < most)
        {
            number++;
            var kind = style switch
            {
                < 0.2 => PropertyKind.Detached,
                < 0.5 => PropertyKind.SemiDetached,
                _ => PropertyKind.Terraced,
            };
            if (style > 0.55 && _random.Chance(0.09))
            {
                Shell(PropertyKind.ConvertedHouseShell, PropertyKind.ConvertedFlat, number, _random.Between(2, 4));
            }
            else if (style > 0.6 && _random.Chance(0.02))
            {
                Shell(PropertyKind.BlockShell, PropertyKind.PurposeBuiltFlat, (short)_random.Below(_stems.Length), _random.Between(6, 36));
            }
            else if (_random.Chance(0.02))
            {
                Add(PropertyKind.Shop, number, 0, -1);
            }
            else
            {
                Add(kind, number, 0, -1);
            }
        }
    }

    private void Shell(PropertyKind shell, PropertyKind inside, short number, int flats)
    {
        NewUnit();
        var parent = (short)_properties.Count;
        Add(shell, number, 0, -1);
        for (short flat = 1; flat <= flats; flat++)
        {
            Add(inside, number, flat, parent);
        }
    }

    private void Add(PropertyKind kind, short number, short flat, short parent)
    {
        // Royal Mail gives about fifteen delivery points to a postcode; a building keeps one.
        if (parent < 0 && ++_inUnit > 16)
        {
            NewUnit();
        }

        var property = new Property(kind, (byte)(_streets.Count - 1), number, flat, parent, _unit);
        _properties.Add(property);
        _dwellings += property.IsDwelling ? 1 : 0;
    }

    private void NewUnit()
    {
        _unit = (short)Math.Min(_unit + 1, Postcodes.UnitsInSector - 1);
        _inUnit = 0;
    }

    private void NewStreet()
    {
        string name;
        do
        {
            name = $"{_random.Of(_stems)} {_random.Of(_suffixes)}";
        }
        while (!_used.Add(name));
        _streets.Add(name);
        NewUnit();
    }
}
