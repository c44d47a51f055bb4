using System.Text.Json.Nodes;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release.Quality;

namespace Linkage.Pipeline.Release;

/// <summary>
/// How much of an output was held back, as its recipient may know it. Cells and suppressed cells are exact, for whoever has the file can count them. All else is rounded, and null where it is
/// small: how many rows were left out because their cell is hidden tells that cell, how many people are new or gone tells them from those of before. How many empty cells were added
/// is not told: nought would say that there is somebody in each hidden cell.
/// </summary>
internal static class SuppressionCounts
{
    /// <summary>Of an output.</summary>
    internal static JsonObject Of(MadeOutput made, GuardedCount counts)
    {
        var facts = new JsonObject { ["leftOut"] = Guarded(made.Part.RejectedByReason, counts) };
        if (made.Output.Kind == OutputKind.Aggregate)
        {
            facts["cells"] = new JsonObject
            {
                ["all"] = made.Tables.Sum(t => (long)t.Shown.Cells.Count),
                ["suppressed"] = made.Tables.Sum(t => (long)t.Shown.Suppressed),
                ["hiddenForEarlierReleases"] = counts.Value(made.Tables.Sum(t => (long)t.HiddenForEarlier)),
            };
            if (made.Sums.Count > 0)
            {
                facts["sums"] = new JsonObject { ["all"] = made.Sums.Sum(s => (long)s.Cells.Count), ["suppressed"] = made.Sums.Sum(s => s.Cells.LongCount(c => c.Shown is null)) };
            }
        }

        if (made.Output.Kind != OutputKind.Outreach)
        {
            facts["earlierReleasesNotTested"] = made.Part.WarnedByReason.GetValueOrDefault("EARLIER_RELEASES_NOT_TESTED");
        }

        return facts;
    }

    /// <summary>Rows by reason, in the order of the reasons: the order of the counts must not tell which of two small ones is the larger.</summary>
    internal static JsonObject Guarded(IReadOnlyDictionary<string, long> rows, GuardedCount counts) =>
        new(rows.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => KeyValuePair.Create(r.Key, (JsonNode?)counts.Value(r.Value))));
}
