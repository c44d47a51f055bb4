namespace Linkage.Pipeline.Release.Earlier;

/// <summary>What the workspace keeps of a release in the plain seal of its set: ids, digests and sizes.</summary>
/// <param name="Release">Id of the release.</param>
/// <param name="Instant">Its instant.</param>
/// <param name="Extracts">Dataset to the digest of the file it was extracted from.</param>
/// <param name="MinimumCell">Smallest count it showed; 0 when its rule sets none.</param>
/// <param name="RoundingBase">Its rounding base; 0 when its rule sets none.</param>
/// <param name="Cells">Cells of its tables.</param>
/// <param name="HasPeople">Whether people are kept of it.</param>
/// <param name="TestedAgainst">The releases that it was tested against, so that it is tested against no others when it is made again.</param>
/// <param name="NotTested">How many it was not tested against because there were too many.</param>
internal sealed record RememberedRelease(
    string Release,
    DateTimeOffset Instant,
    SortedDictionary<string, string> Extracts,
    int MinimumCell,
    int RoundingBase,
    long Cells,
    bool HasPeople,
    IReadOnlyList<string> TestedAgainst,
    int NotTested)
{
    /// <summary>Whether it is kept what people added to its sums.</summary>
    public bool HasContributions { get; init; }
}
