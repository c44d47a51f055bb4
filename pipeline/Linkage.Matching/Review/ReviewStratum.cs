using System.Text.Json.Serialization;

namespace Linkage.Matching.Review;

/// <summary>One band of match weights the sample is drawn from.</summary>
/// <param name="Number">0 for the lowest band.</param>
/// <param name="Pairs">Pairs of the run in the band.</param>
/// <param name="Sampled">Pairs drawn.</param>
/// <param name="IsLink">True when the pairs of the band are at or above the threshold.</param>
/// <param name="From">Least match weight, included; absent for the lowest band.</param>
/// <param name="To">Upper end, not included; absent for the highest band.</param>
public sealed record ReviewStratum(int Number, long Pairs, int Sampled, bool IsLink, double? From = null, double? To = null)
{
    /// <summary>How many pairs of the run one drawn pair stands for; 0 when none was drawn.</summary>
    [JsonIgnore]
    public double Weight => Sampled == 0 ? 0 : (double)Pairs / Sampled;
}

/// <summary>A pair that was drawn.</summary>
/// <param name="Number">From 1, in the order in which reviewers see it, which tells nothing of the weight.</param>
/// <param name="Stratum">Number of its band.</param>
/// <param name="MatchWeight">log2 of the odds.</param>
/// <param name="MatchProbability">0 to 1.</param>
public sealed record ReviewScore(int Number, int Stratum, double MatchWeight, double MatchProbability);

/// <summary>
/// The file <c>scores.json</c> of a review: what the model thinks of the pairs, kept apart from what reviewers see, and the bands with their sizes, from which
/// error rates are estimated without bias.
/// </summary>
/// <param name="Format">The file format's number.</param>
/// <param name="Threshold">The match probability at which the run calls a pair a link.</param>
/// <param name="Strata">The bands, lowest first.</param>
/// <param name="Pairs">The pairs in the order of their numbers.</param>
public sealed record ReviewScores(int Format, double Threshold, IReadOnlyList<ReviewStratum> Strata, IReadOnlyList<ReviewScore> Pairs);
