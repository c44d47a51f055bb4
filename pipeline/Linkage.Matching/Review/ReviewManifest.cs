namespace Linkage.Matching.Review;

/// <summary>The file <c>review.json</c>: what a review is about. Its digest is the review's identity, to which every label is bound.</summary>
/// <param name="Format">The file format's number.</param>
/// <param name="Run">The run the pairs are from.</param>
/// <param name="Seed">Seed of the draw.</param>
/// <param name="Pairs">Number of pairs.</param>
/// <param name="PairsSha256">Digest of <c>pairs.json</c>.</param>
/// <param name="ScoresSha256">Digest of <c>scores.json</c>.</param>
/// <param name="Comparisons">What the levels say.</param>
public sealed record ReviewManifest(
    int Format, ReviewRun Run, long Seed, int Pairs, string PairsSha256, string ScoresSha256, IReadOnlyList<ReviewComparison> Comparisons)
{
    /// <summary>The file format's number, also of the other files of a review.</summary>
    public const int CurrentFormat = 1;
}

/// <summary>What a run is known by: SHA-256 digests, lower-case hex.</summary>
/// <param name="Links">Of its links.</param>
/// <param name="Model">Of its model.</param>
/// <param name="Settings">Of its settings.</param>
/// <param name="Inputs">Of its files, in the order of the datasets.</param>
public sealed record ReviewRun(string Links, string Model, string Settings, IReadOnlyList<string> Inputs);
