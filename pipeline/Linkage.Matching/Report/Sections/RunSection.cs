namespace Linkage.Matching.Report.Sections;

/// <summary>What ran, exactly: datasets, settings, model, time, warnings, and what the report could not say.</summary>
internal static class RunSection
{
    internal static void Write(Page page, MatchReportData data)
    {
        var markup = page.Markup;
        using (page.Section("run", "The run in detail"))
        {
            page.Table(new DataTable("Datasets", ["dataset", ">records"], [.. data.Datasets.Select(d => (IReadOnlyList<string>)[d.Name, Say.Count(d.Records)])]));
            page.Table(new DataTable("Settings and model", ["what", "value"], [.. Facts(data)]));
            if (data.Seconds.Count > 0)
            {
                page.Table(new DataTable("Wall time by step", ["step", ">time"], [.. data.Seconds.Select(s => (IReadOnlyList<string>)[s.Key, Say.Seconds(s.Value)])]));
            }

            markup.Element("h3", "Warnings of the run");
            Items(markup, data.Warnings.Count == 0 ? ["None."] : data.Warnings);
            if (Absent(data) is { Count: > 0 } absent)
            {
                markup.Element("h3", "Not in this report");
                Items(markup, absent);
            }
        }
    }

    private static IEnumerable<IReadOnlyList<string>> Facts(MatchReportData data)
    {
        yield return ["pairs of records possible", Say.Count(data.PossiblePairs)];
        yield return ["pairs compared", Say.Count(data.PairsCompared)];
        yield return ["threshold", $"probability {Say.Probability(data.Threshold)}, match weight {Say.Weight(Verdicts.Weight(data.Threshold))}"];
        yield return ["prior: a match before anything is compared", $"{Say.OneIn(data.Prior)} pairs"];
        yield return ["training", !data.Model.Trained ? "not trained" : data.Model.Converged ? $"converged after {Say.Count(data.Model.Rounds, "round")}" : $"stopped after {Say.Count(data.Model.Rounds, "round")}, not converged"];
        yield return ["seed", data.Model.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture)];
        yield return ["model, SHA-256", data.Model.Digest()];
        if (data.PairsWithOwnModels > 0)
        {
            yield return ["pairs of datasets with models of their own", $"{Say.Count(data.PairsWithOwnModels)}; the figures of levels below are of the model above, the explained pairs of theirs"];
        }

        if (data.SettingsDigest is { } settings)
        {
            yield return ["settings, SHA-256", settings];
        }
    }

    private static List<string> Absent(MatchReportData data)
    {
        var absent = new List<string>();
        if (data.Evaluation?.Truth is null && data.Evaluation?.Labels is null)
        {
            absent.Add("Precision and recall: they need a truth or labelled pairs.");
        }

        if (data.Evaluation is null or { Completeness.Count: 0 })
        {
            absent.Add("Missing values and records that hold too little: they need an evaluation of a run that kept its records.");
        }

        if (data.Evaluation is null or { Groups.Count: 0 })
        {
            absent.Add("Groups compared: that needs a truth and a column to group by.");
        }

        if (data.ClusterSizes.Count == 0)
        {
            absent.Add("Clusters: nothing was clustered.");
        }

        return absent;
    }

    private static void Items(Markup markup, IReadOnlyList<string> items)
    {
        using (markup.Open("ul"))
        {
            foreach (var item in items)
            {
                markup.Element("li", item);
            }
        }
    }
}
