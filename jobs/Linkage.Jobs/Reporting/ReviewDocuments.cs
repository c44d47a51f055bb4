using Linkage.Matching.Review;

namespace Linkage.Jobs.Reporting;

/// <summary>What <c>review export --json</c> prints; <c>schemas/formats/review-export-output.schema.json</c>. No value of a record.</summary>
/// <param name="Review">The review folder.</param>
/// <param name="Digest">The review's identity.</param>
/// <param name="Pairs">Pairs drawn.</param>
/// <param name="Seed">Seed of the draw.</param>
/// <param name="Threshold">The run's threshold.</param>
/// <param name="Strata">The bands, lowest first.</param>
internal sealed record ReviewExportDocument(string Review, string Digest, int Pairs, long Seed, double Threshold, IReadOnlyList<ReviewStratum> Strata);

/// <summary>What <c>review label</c>, <c>adjudicate</c> and <c>import</c> print with <c>--json</c>; <c>schemas/formats/review-label-output.schema.json</c>.</summary>
/// <param name="Review">The review folder.</param>
/// <param name="Reviewer">Who.</param>
/// <param name="Role">In what capacity.</param>
/// <param name="Pairs">Pairs to label.</param>
/// <param name="Labelled">Those with a label.</param>
/// <param name="Matches">Labelled match.</param>
/// <param name="NoMatches">Labelled no match.</param>
/// <param name="Unsure">Labelled unsure.</param>
/// <param name="Taken">Labels written down from a file; absent for the screen.</param>
internal sealed record ReviewLabelDocument(string Review, string Reviewer, ReviewRole Role, int Pairs, int Labelled, int Matches, int NoMatches, int Unsure, int? Taken)
{
    /// <summary>Counts a person's labels over the pairs they are to label.</summary>
    public static ReviewLabelDocument Of(ReviewFolder review, ReviewRole role, IReadOnlyList<int> queue, LabelState state, int? taken = null)
    {
        var labels = queue.Select(p => state.Standing.GetValueOrDefault(p)?.Label).ToList();
        int Count(ReviewLabel label) => labels.Count(l => l == label);
        return new ReviewLabelDocument(
            review.Path, state.Reviewer, role, queue.Count, labels.Count(l => l is not null), Count(ReviewLabel.Match), Count(ReviewLabel.NoMatch), Count(ReviewLabel.Unsure), taken);
    }
}

/// <summary>What <c>review sheet --json</c> prints; <c>schemas/formats/review-sheet-output.schema.json</c>.</summary>
/// <param name="Review">The review folder.</param>
/// <param name="Sheet">The file that was written.</param>
/// <param name="Pairs">Its rows.</param>
internal sealed record ReviewSheetDocument(string Review, string Sheet, int Pairs);

/// <summary>What <c>review agree --json</c> prints; <c>schemas/formats/review-agree-output.schema.json</c>.</summary>
/// <param name="Review">The review folder.</param>
/// <param name="Reviewers">The two reviewers.</param>
/// <param name="Pairs">Pairs of the review.</param>
/// <param name="Labelled">Pairs each has labelled.</param>
/// <param name="Both">Pairs both have labelled.</param>
/// <param name="Table">Pairs by the first reviewer's label (row) and the second's (column): match, no match, unsure.</param>
/// <param name="Agreement">The share with one label; absent when there is no such pair.</param>
/// <param name="Kappa">Cohen's kappa; absent when it is not defined.</param>
/// <param name="Disagreements">Numbers of the pairs with two labels.</param>
/// <param name="BothUnsure">Numbers of the pairs of which both are unsure.</param>
/// <param name="Adjudicator">Who decides; absent when nobody has begun.</param>
/// <param name="ToAdjudicate">How many pairs the adjudicator still has to decide.</param>
/// <param name="Heads">Digest of the last line of each person's journal, by name.</param>
internal sealed record ReviewAgreeDocument(
    string Review,
    IReadOnlyList<string> Reviewers,
    int Pairs,
    IReadOnlyList<int> Labelled,
    int Both,
    IReadOnlyList<IReadOnlyList<int>> Table,
    double? Agreement,
    double? Kappa,
    IReadOnlyList<int> Disagreements,
    IReadOnlyList<int> BothUnsure,
    string? Adjudicator,
    int ToAdjudicate,
    IReadOnlyDictionary<string, string> Heads);

/// <summary>What <c>review labels --json</c> prints; <c>schemas/formats/review-labels-output.schema.json</c>.</summary>
/// <param name="Review">The review folder.</param>
/// <param name="Digest">The review's identity.</param>
/// <param name="Files">The files that were written.</param>
/// <param name="Pairs">Pairs of the review.</param>
/// <param name="Matches">Labels match.</param>
/// <param name="NoMatches">Labels no match.</param>
/// <param name="Unsure">Pairs nobody could decide, left out.</param>
/// <param name="Open">Pairs not settled, left out.</param>
/// <param name="Agreed">Pairs on which both reviewers agreed.</param>
/// <param name="Adjudicated">Pairs the adjudicator settled.</param>
/// <param name="OneReviewer">Pairs settled by one reviewer alone.</param>
/// <param name="Precision">Of the run's links, with its interval; absent when it cannot be told.</param>
/// <param name="RecallOfKept">Of the matches among the pairs the run kept; absent when it cannot be told.</param>
/// <param name="Heads">Digest of the last line of each person's journal, by name.</param>
internal sealed record ReviewLabelsDocument(
    string Review,
    string Digest,
    IReadOnlyList<string> Files,
    int Pairs,
    int Matches,
    int NoMatches,
    int Unsure,
    int Open,
    int Agreed,
    int Adjudicated,
    int OneReviewer,
    ReviewShare? Precision,
    ReviewShare? RecallOfKept,
    IReadOnlyDictionary<string, string> Heads);
