using Linkage.Synthetic.City;
using Linkage.Synthetic.Randomness;
using Stream = Linkage.Synthetic.Randomness.SeededRandom.Stream;

namespace Linkage.Synthetic.People;

/// <summary>Makes the households of one area, until exactly its number of people live there.</summary>
internal sealed class AreaPopulation
{
    private const int CareHomeResidents = 36;
    private const int Students = 200;
    private readonly CityPlan _city;
    private readonly Area _area;
    private readonly Queue<int> _houses = new();
    private readonly Queue<int> _flats = new();
    private readonly List<int> _dwellings = [];
    private readonly SeededRandom _random;
    private int _people;
    private int _households;

    /// <summary>A population for one area.</summary>
    public AreaPopulation(CityPlan city, Area area)
    {
        _city = city;
        _area = area;
        _random = new SeededRandom(city.Seed, Stream.Rows, area.Index);
        for (var i = 0; i < area.Properties.Length; i++)
        {
            if (area.Properties[i].IsDwelling)
            {
                _dwellings.Add(i);
            }
        }

        _random.Shuffle(_dwellings);
        foreach (var index in _dwellings)
        {
            (area.Properties[index].IsChild ? _flats : _houses).Enqueue(index);
        }
    }

    /// <summary>The households, in order of their number.</summary>
    public IEnumerable<Household> Households()
    {
        if (AreaLayout.HasCareHome(_area))
        {
            var home = Array.FindIndex(_area.Properties, p => p.Kind == PropertyKind.CareHome);
            yield return Communal(HouseholdType.CareHome, CareHomeResidents, home);
        }

        if (AreaLayout.HasHalls(_area))
        {
            var room = Array.FindIndex(_area.Properties, p => p.Kind == PropertyKind.StudentRoom);
            for (var i = 0; i < Students; i++)
            {
                yield return Communal(HouseholdType.Student, 1, room + i);
            }
        }

        while (_people < _area.People)
        {
            var (id, builder) = Next();
            yield return Counted(builder.Private(id, _area.People - _people, FindHome));
        }
    }

    private Household Communal(HouseholdType type, int people, int property)
    {
        var (id, builder) = Next();
        return Counted(builder.Communal(id, type, people, new Home(_area, property)));
    }

    private (long Id, HouseholdBuilder Builder) Next()
    {
        var id = (_area.Index + 1) * 10_000L + _households++;
        return (id, new HouseholdBuilder(_city, _area, _area.FirstPerson + _people, new SeededRandom(_city.Seed, Stream.Household, id)));
    }

    private Household Counted(Household household)
    {
        _people += household.Members.Count;
        return household;
    }

    private Home FindHome(int size)
    {
        var prefersFlat = _random.Chance(size switch { 1 => 0.6, 2 => 0.3, _ => 0.12 });
        var (first, second) = prefersFlat ? (_flats, _houses) : (_houses, _flats);

        // An area of small households can fill up; then two households share an address, as they do.
        var index = first.TryDequeue(out var found) || second.TryDequeue(out found) ? found : _random.Of(_dwellings);
        return new Home(_area, index);
    }
}
