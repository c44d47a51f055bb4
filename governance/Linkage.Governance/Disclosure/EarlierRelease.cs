namespace Linkage.Governance.Disclosure;

/// <summary>What a release before this one told. It must not leave the process.</summary>
/// <param name="Tables">Its tables of counts.</param>
/// <param name="Extracts">Dataset to the digest of the extract it was made from. Where all datasets that two releases share have the same extract, both count the same people at the same time.</param>
/// <param name="MinimumCell">Smallest count it showed; people.</param>
/// <param name="RoundingBase">Its rounding base; people.</param>
public sealed record EarlierRelease(IReadOnlyList<EarlierTable> Tables, IReadOnlyDictionary<string, string> Extracts, int MinimumCell, int RoundingBase);
