using System.Globalization;

namespace Linkage.Matching.Report.Sections;

/// <summary>The head of the page: title, the banner where identifiers are shown, the figures of the run, and the way to each section.</summary>
internal static class HeadSection
{
    internal static void Write(Page page, MatchReportData data, IReadOnlyList<(string Id, string Title)> sections)
    {
        var markup = page.Markup;
        markup.Line();
        using (markup.Open("header"))
        {
            if (data.ShowsIdentifiers)
            {
                using (markup.Open("div", ("class", "banner"), ("role", "note"), ("aria-label", "Personal data")))
                {
                    page.Paragraph("Personal data. This report shows record ids and values of people. Keep it inside the identity zone; do not send, print or copy it.");
                }
            }

            markup.Element("h1", data.Title);
            page.Paragraph(Lead(data), "lead");
            using (markup.Open("dl", ("class", "tiles")))
            {
                Tile(markup, "Records", Say.Count(data.Datasets.Sum(d => d.Records)), Say.Count(data.Datasets.Count, "dataset"));
                Tile(markup, "Pairs compared", Say.Short(data.PairsCompared), $"of {Say.Short(data.PossiblePairs)} possible");
                Tile(markup, "Links", Say.Count(data.LinkCount), $"at probability {Say.Probability(data.Threshold)} or more");
                if (Verdicts.At(data, data.Evaluation?.Truth) is { Precision: { } precision, Recall: { } recall })
                {
                    Tile(markup, "Precision", Say.Share(precision), "links that are right");
                    Tile(markup, "Recall", Say.Share(recall), "true pairs that are linked");
                }

                if (data.Seconds.Count > 0)
                {
                    Tile(markup, "Time", Say.Seconds(data.Seconds.Sum(s => s.Value)), "wall clock");
                }
            }

            using (markup.Open("nav", ("aria-label", "Sections")))
            using (markup.Open("ul"))
            {
                foreach (var (id, title) in new[] { ("verdicts", "Verdicts") }.Concat(sections).Append(("run", "The run in detail")))
                {
                    using (markup.Open("li"))
                    {
                        markup.Element("a", title, ("href", "#" + id));
                    }
                }
            }
        }
    }

    private static string Lead(MatchReportData data)
    {
        var names = data.Datasets.Select(d => d.Name).ToList();
        var what = names.Count switch
        {
            0 => "No dataset was read.",
            1 => $"Records of one person were looked for within {names[0]}.",
            _ => $"Records of one person were looked for across {Say.List(names)}.",
        };
        var when = data.RunAt is { } at ? at.ToUniversalTime().ToString(" 'Run of' d MMMM yyyy, HH:mm 'UTC.'", CultureInfo.InvariantCulture) : string.Empty;
        var masked = data.ShowsIdentifiers
            ? string.Empty
            : " Records are named by codes made for this report alone, and values appear only as levels of agreement.";
        return what + when + masked;
    }

    private static void Tile(Markup markup, string name, string value, string note)
    {
        using (markup.Open("div"))
        {
            markup.Element("dt", name);
            using (markup.Open("dd"))
            {
                markup.Text(value);
                markup.Element("small", note);
            }
        }
    }
}
