namespace Linkage.Synthetic.City;

/// <summary>What stands at a property.</summary>
internal enum PropertyKind : byte
{
    Detached,
    SemiDetached,
    Terraced,
    ConvertedFlat,
    PurposeBuiltFlat,
    StudentRoom,
    CareHome,
    ConvertedHouseShell,
    BlockShell,
    HallsShell,
    Shop,
    CivicCentre,
}
