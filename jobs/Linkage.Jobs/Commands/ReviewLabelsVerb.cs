using System.CommandLine;
using Linkage.Jobs.Reporting;
using Linkage.Matching.Review;

namespace Linkage.Jobs.Commands;

/// <summary>Ends a review: writes its labels for training and evaluation.</summary>
internal sealed class ReviewLabelsVerb : Verb
{
    private readonly Argument<string> _review = ReviewOptions.Review();

    private readonly Option<bool> _one = new("--one-reviewer")
    {
        Description = "Take the labels of the only reviewer there is, though nobody checked them",
    };

    private readonly Option<bool> _partial = new("--partial")
    {
        Description = "Write what is settled although pairs are open; those are left out and counted",
    };

    /// <summary>Declares the verb.</summary>
    public ReviewLabelsVerb()
        : base(
            "labels",
            "Writes the settled labels of a review into its folder: labels.parquet and labels.csv for training and evaluation, and decisions.parquet with who said what and when. Estimates the precision of the whole run from them.",
            new("linkage review labels review", "When the reviewers agree, or the adjudicator has decided"),
            new("linkage review labels review --one-reviewer", "When there is one reviewer only"))
    {
        Add(_review);
        Add(_one);
        Add(_partial);
    }

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var review = ReviewFolder.Open(parse.GetRequiredValue(_review));
        var (first, second) = review.Reviewers is [var only] && parse.GetValue(_one) ? (review.Read(only, ReviewRole.Reviewer), null) : ReviewOptions.Both(review);
        var adjudicator = review.Adjudicator is { } name ? review.Read(name, ReviewRole.Adjudicator) : null;
        var outcomes = ReviewOutcome.Of(review.Pairs.Count, first, second, adjudicator);
        int Count(ReviewSettlement settlement) => outcomes.Count(o => o.Settlement == settlement);
        if (Count(ReviewSettlement.Open) is > 0 and var open && !parse.GetValue(_partial))
        {
            throw ProblemException.Refused(
                "REVIEW_NOT_READY",
                $"{Screen.Plural(open, "pair")} of {Screen.Count(outcomes.Count)} {(open == 1 ? "is" : "are")} not settled.",
                review.Path,
                "'linkage review agree' shows what is missing. To leave them out, say --partial: what is then written is not a fair sample.");
        }

        var files = ReviewLabels.Write(review, outcomes, cancellationToken);
        var decided = ReviewLabels.Decided(outcomes);
        var estimate = ReviewEstimate.Of(review.Scores, decided);
        var document = new ReviewLabelsDocument(
            review.Path,
            review.Digest,
            files,
            outcomes.Count,
            decided.Values.Count(m => m),
            decided.Values.Count(m => !m),
            outcomes.Count(o => o.Label == ReviewLabel.Unsure),
            Count(ReviewSettlement.Open),
            Count(ReviewSettlement.Agreed),
            Count(ReviewSettlement.Adjudicated),
            Count(ReviewSettlement.OneReviewer),
            estimate.Precision,
            estimate.RecallOfKept,
            ReviewOptions.Heads(first, second, adjudicator));
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => ReviewReport.Print(screen, document)));
    }
}
