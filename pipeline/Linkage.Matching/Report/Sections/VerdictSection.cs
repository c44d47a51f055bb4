namespace Linkage.Matching.Report.Sections;

/// <summary>The verdicts as a list, first things first.</summary>
internal static class VerdictSection
{
    internal static void Write(Page page, MatchReportData data)
    {
        var markup = page.Markup;
        using (page.Section("verdicts", "Verdicts"))
        using (markup.Open("ul", ("class", "verdicts")))
        {
            foreach (var verdict in Verdicts.On(data))
            {
                var (className, label) = verdict.Urgency switch
                {
                    Urgency.Act => ("act", "■ Act on it"),
                    Urgency.Look => ("look", "▲ Look at it"),
                    Urgency.Fine => ("fine", "○ Fine"),
                };
                markup.Line();
                using (markup.Open("li", ("class", className)))
                {
                    markup.Element("strong", label);
                    using (markup.Open("div"))
                    {
                        markup.Element("span", verdict.Says);
                        if (verdict.Advice.Length > 0)
                        {
                            markup.Element("span", verdict.Advice, ("class", "advice"));
                        }
                    }
                }
            }
        }
    }
}
