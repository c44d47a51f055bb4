using System.CommandLine;
using Linkage.Jobs.Reporting;
using Linkage.Matching.Review;

namespace Linkage.Jobs.Commands;

/// <summary>Takes in labels that were given elsewhere: a filled sheet, or the journal of a reviewer who worked on a copy of the review.</summary>
internal sealed class ReviewImportVerb : Verb
{
    private readonly Argument<string> _review = ReviewOptions.Review();

    private readonly Argument<string> _file = new("FILE") { Description = "A filled sheet (CSV), or labels/NAME.jsonl of a copy of the same review" };

    private readonly Option<string> _reviewer = ReviewOptions.Reviewer();

    /// <summary>Declares the verb.</summary>
    public ReviewImportVerb()
        : base(
            "import",
            "Takes in labels of one reviewer: a sheet with its column 'label' filled, or the journal of a copy of the review. Labels of another review are refused; a row without a label is passed over.",
            new("linkage review import review ann.csv --reviewer ann.smith", "A filled sheet"),
            new("linkage review import review copy/labels/ben.jsonl --reviewer ben", "From a reviewer under another account"))
    {
        Add(_review);
        Add(_file);
        Add(_reviewer);
    }

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var review = ReviewFolder.Open(parse.GetRequiredValue(_review));
        var path = Path.GetFullPath(parse.GetRequiredValue(_file));
        if (!File.Exists(path))
        {
            throw ProblemException.BadConfiguration("NO_FILE", "There is no such file.", path, "Check the path.");
        }

        var reviewer = parse.GetRequiredValue(_reviewer);
        var document = Path.GetExtension(path).Equals(".jsonl", StringComparison.OrdinalIgnoreCase) ? Journal(review, path, reviewer) : Sheet(review, path, reviewer, context.Clock, cancellationToken);
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => ReviewReport.Print(screen, document)));
    }

    private static ReviewLabelDocument Journal(ReviewFolder review, string path, string reviewer)
    {
        var (state, role) = review.TakeIn(path, reviewer);
        var queue = role == ReviewRole.Reviewer ? review.Pairs.Select(p => p.Number) : state.Standing.Keys.Order();
        return ReviewLabelDocument.Of(review, role, [.. queue], state, state.Standing.Count);
    }

    private static ReviewLabelDocument Sheet(ReviewFolder review, string path, string reviewer, TimeProvider clock, CancellationToken cancellationToken)
    {
        var labels = ReviewSheet.Read(review, path, cancellationToken);
        using var journal = review.OpenJournal(reviewer, ReviewRole.Reviewer, clock);
        var taken = 0;
        foreach (var (pair, label) in labels.OrderBy(l => l.Key).Where(l => journal.State.Standing.GetValueOrDefault(l.Key)?.Label != l.Value))
        {
            journal.Record(pair, label, "sheet");
            taken++;
        }

        return ReviewLabelDocument.Of(review, ReviewRole.Reviewer, [.. review.Pairs.Select(p => p.Number)], journal.State, taken);
    }
}
