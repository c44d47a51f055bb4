using Linkage.Matching.Report.Sections;

namespace Linkage.Matching.Report;

/// <summary>
/// Writes the report of a linking run as one HTML file that needs no network and no script, for the data engineer and the information governance officer. The
/// same data give the same bytes.
/// </summary>
public static class MatchReport
{
    /// <summary>Writes a report to a file for its owner only: whole, in the place of one that is there.</summary>
    /// <exception cref="MatchingInputException">The file cannot be written.</exception>
    public static void Write(string path, MatchReportData data)
    {
        try
        {
            OwnerOnly.Replace(path, file => Write(file, data));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MatchingInputException("The report cannot be written.", path, "Check that the folder exists and may be written to.");
        }
    }

    /// <summary>Writes a report as UTF-8. The stream stays open.</summary>
    public static void Write(Stream stream, MatchReportData data) =>
        ReportDocument.Write(stream, data.ShowsIdentifiers ? $"{data.Title} (personal data)" : data.Title, ("verdicts", "verdicts"), page =>
        {
            var sections = Of(data);
            HeadSection.Write(page, data, [.. sections.Select(s => (s.Id, s.Title))]);
            using (page.Markup.Open("main"))
            {
                VerdictSection.Write(page, data);
                foreach (var section in sections)
                {
                    using (page.Section(section.Id, section.Title))
                    {
                        section.Write(page, data);
                    }
                }

                RunSection.Write(page, data);
            }
        });

    private static List<(string Id, string Title, Action<Page, MatchReportData> Write)> Of(MatchReportData data)
    {
        var sections = new List<(string, string, Action<Page, MatchReportData>)>();

        void Add(bool given, string id, string title, Action<Page, MatchReportData> write)
        {
            if (given)
            {
                sections.Add((id, title, write));
            }
        }

        Add(data.Evaluation?.Truth is { Curve.Count: > 0 } || data.Evaluation?.Labels is { Curve.Count: > 0 }, "quality", "Quality by threshold", QualitySection.Write);
        Add(data.Weights.Count > 0, "distribution", "How sure the links are", DistributionSection.Write);
        Add(data.Pairs.Count > 0, "pairs", "Some pairs explained", PairSection.Write);
        Add(data.Comparisons.Count > 0, "weights", "What agreement is worth", LevelSection.Write);
        Add(data.Blocking.Count > 0, "blocking", "Which pairs were compared", BlockingSection.Write);
        Add(data.ClusterSizes.Count > 0, "clusters", "Clusters", ClusterSection.Write);
        Add(data.Evaluation?.Completeness.Count > 0, "missing", "Missing values", MissingSection.Write);
        Add(data.Evaluation?.Unlinkable.Count > 0, "unlinkable", "Records that hold too little", UnlinkableSection.Write);
        Add(data.Evaluation?.Groups.Count > 0, "groups", "Groups compared", GroupSection.Write);
        return sections;
    }
}
