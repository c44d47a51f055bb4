namespace Linkage.Synthetic.City;

/// <summary>A property by its place in the city.</summary>
/// <param name="Area">The area it lies in.</param>
/// <param name="Index">Its place among the area's properties.</param>
internal readonly record struct Home(Area Area, int Index)
{
    /// <summary>The property itself.</summary>
    public Property Property => Area.Properties[Index];

    /// <summary>Its UPRN: twelve digits that begin with 990, a range given to no authority we know of.</summary>
    public string Uprn => Uprns.Of(Area.Index, Index);

    /// <summary>The UPRN of its building, or null.</summary>
    public string? ParentUprn => Property.IsChild ? Uprns.Of(Area.Index, Property.Parent) : null;

    /// <summary>Its postcode with the space in its place.</summary>
    public string Postcode => Postcodes.Of(Area, Property.Unit);
}
