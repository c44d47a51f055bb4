using Linkage.Synthetic.People;

namespace Linkage.Synthetic.City;

/// <summary>One LSOA: about 1,600 people, the unit the city is made by.</summary>
internal sealed class Area
{
    /// <summary>Place in the city, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Place of its ward in the city, from 0.</summary>
    public required int Ward { get; init; }

    /// <summary>How many people live here.</summary>
    public required int People { get; init; }

    /// <summary>Deprivation, 0 (least) to 1 (most), spread evenly over the city's areas.</summary>
    public required double Deprivation { get; init; }

    /// <summary>Share of households by naming culture, in the order of <see cref="NamingCulture"/>.</summary>
    public required double[] Cultures { get; init; }

    /// <summary>Name of the locality in the gazetteer.</summary>
    public required string Locality { get; init; }

    /// <summary>Street names, in title case.</summary>
    public string[] Streets { get; set; } = [];

    /// <summary>The properties; a parent stands before its children.</summary>
    public Property[] Properties { get; set; } = [];

    /// <summary>Id of the first person who lives here.</summary>
    public long FirstPerson => (long)Index * CityPlan.PeopleInArea + 1;

    /// <summary>The ward's code.</summary>
    public string WardCode => Uprns.Ward(Ward);
}
