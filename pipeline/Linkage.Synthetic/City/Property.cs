namespace Linkage.Synthetic.City;

/// <summary>One property, kept compact: a city of a million people holds half a million for as long as it is being made.</summary>
/// <param name="Kind">What stands there.</param>
/// <param name="Street">Index into the area's streets.</param>
/// <param name="Number">House number; for a named block the index of its name.</param>
/// <param name="Flat">Flat number within the parent, 0 for none.</param>
/// <param name="Parent">Index of the parent property, -1 for none.</param>
/// <param name="Unit">Postcode unit within the area's sector, 0 to 399.</param>
internal readonly record struct Property(PropertyKind Kind, byte Street, short Number, short Flat, short Parent, short Unit)
{
    /// <summary>People can live here.</summary>
    public bool IsDwelling => Kind <= PropertyKind.PurposeBuiltFlat;

    /// <summary>A shell with flats or rooms inside.</summary>
    public bool IsShell => Kind is PropertyKind.ConvertedHouseShell or PropertyKind.BlockShell or PropertyKind.HallsShell;

    /// <summary>A flat or room with a parent.</summary>
    public bool IsChild => Parent >= 0;

    /// <summary>Classification code of the AddressBase scheme.</summary>
    public string Classification => Kind switch
    {
        PropertyKind.Detached => "RD02",
        PropertyKind.SemiDetached => "RD03",
        PropertyKind.Terraced => "RD04",
        PropertyKind.ConvertedFlat or PropertyKind.PurposeBuiltFlat => "RD06",
        PropertyKind.StudentRoom => "RI02",
        PropertyKind.CareHome => "RI01",
        PropertyKind.ConvertedHouseShell or PropertyKind.BlockShell or PropertyKind.HallsShell => "PP",
        PropertyKind.Shop => "CR08",
        PropertyKind.CivicCentre => "CO01",
        _ => throw new InvalidOperationException($"Unknown property kind {(byte)Kind}."),
    };
}
