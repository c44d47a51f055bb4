namespace Linkage.Governance.Disclosure;

/// <summary>A table that a reader has: one of the release that is being made, or one that was published before.</summary>
/// <param name="Counts">Its true counts, in an order of their own.</param>
/// <param name="Rounding">How it is rounded, and its minimum.</param>
/// <param name="IsShown">Which cells were shown; null for a table of this release, where that is to be found out.</param>
/// <param name="Extracts">Dataset to the digest of the extract the people were counted in.</param>
internal sealed record KnownTable(CountTable Counts, Rounding Rounding, IReadOnlyList<bool>? IsShown, IReadOnlyDictionary<string, string> Extracts)
{
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    /// <summary>A table of the release that is being made.</summary>
    internal static KnownTable New(CountTable counts, Rounding rounding) => New(counts, rounding, None);

    /// <inheritdoc cref="New(CountTable, Rounding)"/>
    internal static KnownTable New(CountTable counts, Rounding rounding, IReadOnlyDictionary<string, string> extracts) => new(counts, rounding, null, extracts);

    /// <summary>Whether the cells of the table can still be hidden.</summary>
    internal bool IsNew => IsShown is null;

    /// <summary>Whether both count at the same time, so that sums over one can be taken from sums over the other.</summary>
    internal bool IsOfOneTimeWith(KnownTable other) => Extracts.All(extract => !other.Extracts.TryGetValue(extract.Key, out var digest) || digest == extract.Value);

    /// <summary>Whether both show people of a dataset.</summary>
    internal bool SharesPeopleWith(IReadOnlyDictionary<string, string> extracts) => Extracts.Keys.Any(extracts.ContainsKey);

    /// <summary>Whether the other table says the same again: the same cells with the same counts, rounded alike.</summary>
    internal bool Repeats(KnownTable other) =>
        Rounding.MinimumCell == other.Rounding.MinimumCell
        && Rounding.Base == other.Rounding.Base
        && Counts.DimensionNames.SequenceEqual(other.Counts.DimensionNames, StringComparer.Ordinal)
        && Counts.Cells.Count == other.Counts.Cells.Count
        && Counts.Cells.Zip(other.Counts.Cells).All(pair => pair.First.Count == pair.Second.Count && pair.First.Dimensions.SequenceEqual(pair.Second.Dimensions, StringComparer.Ordinal));
}
