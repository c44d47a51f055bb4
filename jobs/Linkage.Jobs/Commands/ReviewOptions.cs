using System.CommandLine;
using Linkage.Jobs.Reporting;
using Linkage.Matching.Review;

namespace Linkage.Jobs.Commands;

/// <summary>What the verbs of a clerical review have in common.</summary>
internal static class ReviewOptions
{
    /// <summary>The group of verbs.</summary>
    public static Command Group() => new("review", "Clerical review: people label pairs the model is unsure of, in a folder that holds personal data.")
    {
        new ReviewExportVerb(),
        new ReviewLabelVerb(),
        new ReviewSheetVerb(),
        new ReviewImportVerb(),
        new ReviewAgreeVerb(),
        new ReviewAdjudicateVerb(),
        new ReviewLabelsVerb(),
    };

    /// <summary>The review folder.</summary>
    public static Argument<string> Review() => new("REVIEW") { Description = "Folder that 'linkage review export' made; it holds personal data" };

    /// <summary>Who labels.</summary>
    public static Option<string> Reviewer() => new("--reviewer")
    {
        HelpName = "NAME",
        Description = "Who decides: small letters, such as ann.smith, and the same each time. Recorded with every label",
        Required = true,
    };

    /// <summary>The two reviewers' labels.</summary>
    /// <exception cref="ProblemException">There are not two.</exception>
    public static (LabelState First, LabelState Second) Both(ReviewFolder review) => review.Reviewers is [var first, var second]
        ? (review.Read(first, ReviewRole.Reviewer), review.Read(second, ReviewRole.Reviewer))
        : throw ProblemException.Refused(
            "REVIEW_NOT_READY",
            $"{Screen.Plural(review.Reviewers.Count, "person")} labelled this review; it takes two.".Replace("persons", "people", StringComparison.Ordinal),
            review.Path,
            "Let two people label it, each alone, with 'linkage review label'.");

    /// <summary>The digest of the last line of each journal, by whose it is.</summary>
    public static IReadOnlyDictionary<string, string> Heads(params IReadOnlyList<LabelState?> states) =>
        states.OfType<LabelState>().Where(s => s.Head is not null).ToDictionary(s => s.Reviewer, s => s.Head!, StringComparer.Ordinal);
}
