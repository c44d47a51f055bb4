using System.CommandLine;
using Linkage.Jobs.Labelling;
using Linkage.Jobs.Reporting;
using Linkage.Matching.Review;

namespace Linkage.Jobs.Commands;

/// <summary>The labelling screen for one of the two reviewers.</summary>
internal sealed class ReviewLabelVerb : Verb
{
    private readonly Argument<string> _review = ReviewOptions.Review();

    private readonly Option<string> _reviewer = ReviewOptions.Reviewer();

    /// <summary>Declares the verb.</summary>
    public ReviewLabelVerb()
        : base(
            "label",
            "Shows the pairs of a review one by one on the terminal and records what you say of each. Goes on where you stopped; nothing is lost when it is killed. You see personal data: let nobody look on, and do not record the terminal.",
            new Example("linkage review label review --reviewer ann.smith", "m match, n no match, u unsure, s skip, b back, z undo, q quit"))
    {
        Add(_review);
        Add(_reviewer);
    }

    /// <inheritdoc/>
    public override async Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var folder = parse.GetRequiredValue(_review);
        var screen = LabelScreen.RequireTerminal(folder);
        var review = ReviewFolder.Open(folder);
        using var journal = review.OpenJournal(parse.GetRequiredValue(_reviewer), ReviewRole.Reviewer, context.Clock);
        var session = new LabelSession([.. review.Pairs.Select(p => p.Number)], journal);
        await LabelScreen.RunAsync(screen, review, session, _ => null, cancellationToken).ConfigureAwait(false);
        var document = ReviewLabelDocument.Of(review, ReviewRole.Reviewer, session.Queue, journal.State);
        return new VerbResult(ExitCode.Done, document, s => ReviewReport.Print(s, document));
    }
}
