using System.CommandLine;
using Linkage.Jobs.Reporting;
using Linkage.Matching.Review;

namespace Linkage.Jobs.Commands;

/// <summary>Compares the two reviewers.</summary>
internal sealed class ReviewAgreeVerb : Verb
{
    private readonly Argument<string> _review = ReviewOptions.Review();

    /// <summary>Declares the verb.</summary>
    public ReviewAgreeVerb()
        : base(
            "agree",
            "Compares the labels of the two reviewers: how often they agree, Cohen's kappa, and the numbers of the pairs on which they differ. Prints no value of a record.",
            new Example("linkage review agree review", "When both have labelled")) => Add(_review);

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var review = ReviewFolder.Open(parse.GetRequiredValue(_review));
        var (first, second) = ReviewOptions.Both(review);
        var agreement = ReviewAgreement.Of(review.Pairs.Count, first, second);
        var adjudicator = review.Adjudicator;
        var decided = adjudicator is null ? null : review.Read(adjudicator, ReviewRole.Adjudicator);
        var document = new ReviewAgreeDocument(
            review.Path,
            agreement.Reviewers,
            agreement.Pairs,
            agreement.Labelled,
            agreement.Both,
            agreement.Table,
            agreement.Agreement,
            agreement.Kappa,
            agreement.Disagreements,
            agreement.BothUnsure,
            adjudicator,
            agreement.ToAdjudicate.Count(p => decided?.Standing.ContainsKey(p) != true),
            ReviewOptions.Heads(first, second, decided));
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => ReviewReport.Print(screen, document)));
    }
}
