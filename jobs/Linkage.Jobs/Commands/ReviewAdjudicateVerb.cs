using System.CommandLine;
using Linkage.Jobs.Labelling;
using Linkage.Jobs.Reporting;
using Linkage.Matching.Review;

namespace Linkage.Jobs.Commands;

/// <summary>The labelling screen for the third person, who decides where the two reviewers differ or both are unsure.</summary>
internal sealed class ReviewAdjudicateVerb : Verb
{
    private readonly Argument<string> _review = ReviewOptions.Review();

    private readonly Option<string> _reviewer = ReviewOptions.Reviewer();

    private readonly Option<bool> _partial = new("--partial")
    {
        Description = "Begin although a reviewer has not labelled every pair; from then on the reviewers can label no more",
    };

    /// <summary>Declares the verb.</summary>
    public ReviewAdjudicateVerb()
        : base(
            "adjudicate",
            "Shows a third person the pairs on which the two reviewers differ, or of which both are unsure, in the same screen as 'linkage review label'. Labelling closes when it begins. You see personal data: let nobody look on.",
            new Example("linkage review adjudicate review --reviewer cat.jones", "Neither of the two reviewers"))
    {
        Add(_review);
        Add(_reviewer);
        Add(_partial);
    }

    /// <inheritdoc/>
    public override async Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var folder = parse.GetRequiredValue(_review);
        var review = ReviewFolder.Open(folder);
        var reviewer = ReviewerName.Check(parse.GetRequiredValue(_reviewer));
        review.Permit(reviewer, ReviewRole.Adjudicator);
        var (first, second) = ReviewOptions.Both(review);
        var agreement = ReviewAgreement.Of(review.Pairs.Count, first, second);
        if (!parse.GetValue(_partial) && agreement.Both < review.Pairs.Count)
        {
            var open = agreement.Reviewers.Zip(agreement.Labelled).Where(r => r.Second < review.Pairs.Count).Select(r => $"{r.First} has {Screen.Plural(review.Pairs.Count - r.Second, "pair")} to go");
            throw ProblemException.Refused(
                "REVIEW_NOT_READY", $"The reviewers have not labelled every pair: {string.Join(", ", open)}.", review.Path, "Wait until both have, or say --partial; the pairs that are not labelled by both are then left out.");
        }

        if (agreement.ToAdjudicate.Count == 0)
        {
            throw ProblemException.Refused("NOTHING_TO_DO", "The two reviewers agree on every pair; there is nothing to adjudicate.", review.Path, "Write the labels with 'linkage review labels'.");
        }

        var screen = LabelScreen.RequireTerminal(folder);
        using var journal = review.OpenJournal(reviewer, ReviewRole.Adjudicator, context.Clock);
        var session = new LabelSession(agreement.ToAdjudicate, journal);
        await LabelScreen.RunAsync(screen, review, session, Remark, cancellationToken).ConfigureAwait(false);
        var document = ReviewLabelDocument.Of(review, ReviewRole.Adjudicator, session.Queue, journal.State);
        return new VerbResult(ExitCode.Done, document, s => ReviewReport.Print(s, document));

        // In the order of the labels, so that it does not tell who said which.
        string Remark(int pair) =>
            $"the reviewers said [bold]{string.Join("[/] and [bold]", new[] { first.Standing[pair].Label, second.Standing[pair].Label }.Order().Select(LabelScreen.Word))}[/]";
    }
}
