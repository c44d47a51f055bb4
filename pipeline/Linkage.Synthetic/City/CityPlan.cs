using Linkage.Synthetic.People;
using Linkage.Synthetic.Randomness;
using Stream = Linkage.Synthetic.Randomness.SeededRandom.Stream;

namespace Linkage.Synthetic.City;

/// <summary>The city before anyone lives in it: wards, areas, streets, properties. Kept whole, because people have moved between any two of them.</summary>
internal sealed class CityPlan
{
    /// <summary>People in a full area; the last area has what is left.</summary>
    public const int PeopleInArea = 1600;

    /// <summary>Areas in a ward.</summary>
    public const int AreasInWard = 8;

    // How much likelier than on average a culture is in one ward or area. The mean is 1; the last value makes the clusters cities have.
    private static readonly double[] WardFactors = [0.1, 0.2, 0.35, 0.6, 1.0, 3.75];
    private static readonly double[] AreaFactors = [0.3, 0.5, 0.8, 1.1, 2.3];

    private CityPlan(long seed, Area[] areas)
    {
        Seed = seed;
        Areas = areas;
    }

    /// <summary>Seed of the city.</summary>
    public long Seed { get; }

    /// <summary>The areas, in order.</summary>
    public IReadOnlyList<Area> Areas { get; }

    /// <summary>Lays out a city for so many people.</summary>
    public static CityPlan For(int people, long seed, int threads, CancellationToken cancellationToken)
    {
        var names = ListFile.Lines("streets").ToDictionary(l => l.Key, l => ListFile.Items(l.Value));
        var count = (people + PeopleInArea - 1) / PeopleInArea;
        var areas = new Area[count];
        Parallel.For(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken },
            index =>
            {
                var area = Plan(seed, index, Math.Min(PeopleInArea, people - index * PeopleInArea), names);
                AreaLayout.Fill(area, seed, names);
                areas[index] = area;
            });
        return new CityPlan(seed, areas);
    }

    /// <summary>A dwelling anywhere in the city, or, two times in three, in the same ward: where someone lived before.</summary>
    public Home FormerHome(Area area, SeededRandom random)
    {
        var first = area.Ward * AreasInWard;
        var place = random.Chance(2.0 / 3)
            ? Areas[random.Between(first, Math.Min(first + AreasInWard, Areas.Count) - 1)]
            : random.Of(Areas);
        while (true)
        {
            var index = random.Below(place.Properties.Length);
            if (place.Properties[index].IsDwelling)
            {
                return new Home(place, index);
            }
        }
    }

    private static Area Plan(long seed, int index, int people, Dictionary<string, string[]> names)
    {
        var ward = index / AreasInWard;
        var wardRandom = new SeededRandom(seed, Stream.Ward, ward);
        var random = new SeededRandom(seed, Stream.Area, index);

        // Steps of the golden section spread the wards evenly from least to most deprived, however few or many there are.
        var wardDeprivation = (new SeededRandom(seed, Stream.Ward, -1).Unit() + ward * 0.6180339887498949) % 1;
        var weights = new double[NamingCultures.Count];
        for (var i = 0; i < weights.Length; i++)
        {
            var wardFactor = wardRandom.Of(WardFactors);
            var areaFactor = random.Of(AreaFactors);
            weights[i] = NamingCultures.Share((NamingCulture)i) * ((NamingCulture)i <= NamingCulture.Welsh ? 1 : wardFactor * areaFactor);
        }

        var total = weights.Sum();
        var wardName = names["ward"][ward % names["ward"].Length];
        var suffixes = names["locality.suffix"];
        var suffix = suffixes[ward / names["ward"].Length % suffixes.Length];
        return new Area
        {
            Index = index,
            Ward = ward,
            People = people,
            Deprivation = 0.6 * wardDeprivation + 0.4 * random.Unit(),
            Cultures = [.. weights.Select(w => w / total)],
            Locality = suffix.Length == 0 ? wardName : $"{wardName} {suffix}",
        };
    }
}
