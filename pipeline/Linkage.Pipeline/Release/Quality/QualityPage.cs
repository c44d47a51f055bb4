using System.Globalization;
using Linkage.Matching.Report;
using Linkage.Pipeline.Run;

namespace Linkage.Pipeline.Release.Quality;

/// <summary>
/// The page of a bundle for people: how sure its links are, which rows were left out at each stage and why, and what disclosure control did to each table. It names no person, shows no
/// count that the rule is too small for, and nothing that was suppressed. One file without script or network; the same release gives the same bytes.
/// </summary>
internal static class QualityPage
{
    /// <summary>The page's bytes.</summary>
    /// <param name="releaseId">Id of the release.</param>
    /// <param name="files">The data files.</param>
    /// <param name="request">What the release was made of.</param>
    /// <param name="terms">What is permitted.</param>
    /// <param name="stages">Rows by stage, in order, as the statement says them.</param>
    /// <param name="trial">What to say of the trial; null without one.</param>
    internal static byte[] Bytes(string releaseId, IReadOnlyList<WrittenFile> files, ReleaseRequest request, ReleaseTerms terms, IReadOnlyList<StageReport> stages, TrialFigures? trial)
    {
        using var stream = new MemoryStream();
        var counts = new GuardedCount(terms);
        ReportDocument.Write(stream, $"Quality of the release: {request.Project.Title}", ("release", "release"), page =>
        {
            Head(page, request, trial is not null);
            using (page.Markup.Open("main"))
            {
                Release(page, releaseId, files, request, terms);
                LinkSection.Write(page, request, counts);
                RowSection.Write(page, stages, counts);
                if (trial is not null)
                {
                    TrialSection.Write(page, trial, counts);
                }

                DisclosureSection.Write(page, files, terms, counts);
            }
        });
        return stream.ToArray();
    }

    private static void Head(Page page, ReleaseRequest request, bool hasTrial)
    {
        var markup = page.Markup;
        markup.Line();
        using (markup.Open("header"))
        {
            markup.Element("h1", $"Quality of the release: {request.Project.Title}");
            page.Paragraph($"Made {Date(request.Instant)} UTC. What may be relied on is the signed statement beside this page; the page tells no more of anybody than it does.", "lead");
            using (markup.Open("nav", ("aria-label", "Sections")))
            using (markup.Open("ul"))
            {
                foreach (var (id, title) in new[] { ("release", "The release"), ("links", "Links"), ("rows", "Rows"), ("trial", "Trial"), ("disclosure", "Disclosure control") }.Where(s => hasTrial || s.Item1 != "trial"))
                {
                    using (markup.Open("li"))
                    {
                        markup.Element("a", title, ("href", "#" + id));
                    }
                }
            }
        }
    }

    private static void Release(Page page, string releaseId, IReadOnlyList<WrittenFile> files, ReleaseRequest request, ReleaseTerms terms)
    {
        using (page.Section("release", "The release"))
        {
            IReadOnlyList<IReadOnlyList<string>> facts =
            [
                ["release", releaseId],
                ["project", $"{request.Project.Id}, version {Whole(request.Project.Version)}"],
                ["purpose", terms.Purpose],
                ["rule", $"{terms.RuleId}, version {Whole(terms.RuleVersion)}"],
                ["controller", request.Project.Controller],
                ["recipient", $"{terms.RecipientTeam} in {terms.RecipientEnvironment}{(terms.Channel is { } channel ? $", by {channel}" : string.Empty)}"],
                ["may be used until", $"{Date(ReleaseStatement.ExpiryOf(request, terms))} UTC"],
                ["release before this one", request.PreviousRelease ?? "none"],
            ];
            page.Table(new DataTable("What it is", ["what", "value"], facts));
            page.Table(new DataTable(
                "Data files",
                ["file", "kind", ">rows", ">columns"],
                [.. files.Select(f => (IReadOnlyList<string>)[f.Name, f.Made.Classification, Say.Count(f.Made.Part.Kept), Say.Count(f.Columns.Count)])]));
        }
    }

    private static string Date(DateTimeOffset instant) => instant.UtcDateTime.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture);

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);
}
