namespace Linkage.Governance.Disclosure;

/// <summary>The tables of a release after disclosure control.</summary>
/// <param name="Shown">As they may be published, in the order given.</param>
/// <param name="HiddenForEarlier">For each table how many cells are hidden that would be shown were nothing released before.</param>
public sealed record ControlledTables(IReadOnlyList<ShownTable> Shown, IReadOnlyList<int> HiddenForEarlier);
