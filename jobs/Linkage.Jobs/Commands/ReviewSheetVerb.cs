using System.CommandLine;
using Linkage.Jobs.Reporting;
using Linkage.Matching.Review;

namespace Linkage.Jobs.Commands;

/// <summary>The pairs of a review as a CSV sheet, for a reviewer without a terminal.</summary>
internal sealed class ReviewSheetVerb : Verb
{
    private readonly Argument<string> _review = ReviewOptions.Review();

    private readonly Option<string> _out = new("--out")
    {
        HelpName = "FILE.csv",
        Description = "The sheet to write, readable by its owner only; must not be there yet",
        Required = true,
    };

    /// <summary>Declares the verb.</summary>
    public ReviewSheetVerb()
        : base(
            "sheet",
            "Writes the pairs of a review as a CSV sheet with an empty column 'label', to be filled in a spreadsheet and taken in with 'linkage review import'. The sheet holds personal data.",
            new Example("linkage review sheet review --out ann.csv", "A sheet to fill"))
    {
        Add(_review);
        Add(_out);
    }

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var review = ReviewFolder.Open(parse.GetRequiredValue(_review));
        var path = Path.GetFullPath(parse.GetRequiredValue(_out));
        ReviewSheet.Write(review, review.Pairs.Select(p => p.Number), new Dictionary<int, ReviewDecision>(), path);
        var document = new ReviewSheetDocument(review.Path, path, review.Pairs.Count);
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => ReviewReport.Print(screen, document)));
    }
}
