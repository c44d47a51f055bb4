using System.Globalization;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Review;

/// <summary>
/// Draws the pairs for a clerical review: a random sample without replacement within bands of match weight, dense around the threshold and thin where the model is
/// sure. Seeded and deterministic: neither the order of rows nor the number of threads changes it.
/// </summary>
public static class ReviewSampler
{
    /// <summary>Draws a sample.</summary>
    /// <param name="session">Holds the links and receives the sample.</param>
    /// <param name="links">Links as in <see cref="LinkResult.Links"/>; a pair given twice or both ways round counts once, with its greater weight.</param>
    /// <param name="settings">How many, from where.</param>
    /// <param name="cancellationToken">Interrupts the running statement.</param>
    /// <returns>The bands with what each gave; the pairs are in the temporary table <c>lnk_review_pair</c>.</returns>
    /// <exception cref="MatchingInputException">A setting is out of range, or there are no pairs.</exception>
    public static IReadOnlyList<ReviewStratum> Draw(DuckSession session, SqlName links, ReviewSettings settings, CancellationToken cancellationToken)
    {
        settings.Check();
        if (session.Scalar<long>($"SELECT count(*) FROM {links} WHERE match_weight IS NULL OR isnan(match_weight) OR match_probability IS NULL", cancellationToken) is > 0 and var bad)
        {
            throw new MatchingInputException(string.Create(CultureInfo.InvariantCulture, $"{bad} pairs have no match weight."), "links", "Give the links as a run wrote them.");
        }

        var edges = settings.BandEdges.Select(e => settings.ThresholdWeight + e).ToList();
        session.Execute(
            SqlStep.Load(typeof(ReviewSampler), "review_candidates")
                .With(
                    ("links", links.ToString()),
                    ("levels", string.Concat(LevelColumns(session, links, cancellationToken).Select(c => $", {new SqlName(c)}"))),
                    ("seed", settings.Seed.ToString(CultureInfo.InvariantCulture)),
                    ("stratum", Stratum(settings, edges)))
                .Text,
            cancellationToken);
        var sizes = session.Query("SELECT stratum, count(*) FROM lnk_review_candidate GROUP BY stratum", r => (Stratum: r.GetInt32(0), Pairs: r.GetInt64(1)), cancellationToken)
            .ToDictionary(s => s.Stratum, s => s.Pairs);
        if (sizes.Count == 0)
        {
            throw new MatchingInputException("The run holds no pairs.", "links", "There is nothing to review; look at the run's warnings.");
        }

        var pairs = Enumerable.Range(0, edges.Count + 1).Select(s => sizes.GetValueOrDefault(s)).ToList();
        var taken = Allocation.Of(pairs, settings.Pairs, settings.ClearShare);
        session.Execute(
            SqlStep.Load(typeof(ReviewSampler), "review_sample")
                .With(("quotas", string.Join(", ", taken.Select((t, s) => string.Create(CultureInfo.InvariantCulture, $"({s}, {t})")))))
                .Text,
            cancellationToken);
        session.Execute("DROP TABLE lnk_review_candidate", cancellationToken);
        return
        [
            .. pairs.Select((count, s) => new ReviewStratum(
                s, count, taken[s], s > 0 && settings.BandEdges[s - 1] >= 0, s == 0 ? null : edges[s - 1], s == edges.Count ? null : edges[s])),
        ];
    }

    /// <summary>The level columns of a link table.</summary>
    internal static IReadOnlyList<string> LevelColumns(DuckSession session, SqlName links, CancellationToken cancellationToken) =>
        session.Query($"SELECT column_name FROM (DESCRIBE {links}) WHERE starts_with(column_name, 'level_')", r => r.GetString(0), cancellationToken);

    // The band that begins at the threshold is decided by the probability, as the run decides, not by a weight that was rounded on its way.
    private static string Stratum(ReviewSettings settings, IReadOnlyList<double> edges)
    {
        string Number(double value) => $"CAST('{value.ToString("R", CultureInfo.InvariantCulture)}' AS DOUBLE)";
        var above = edges.Where((_, i) => settings.BandEdges[i] > 0).Select(e => $"CAST(match_weight >= {Number(e)} AS INTEGER)");
        var below = edges.Where((_, i) => settings.BandEdges[i] < 0).Select(e => $"CAST(match_weight >= {Number(e)} AS INTEGER)").ToList();
        return $"CASE WHEN match_probability >= {Number(settings.Threshold)} THEN {string.Join(" + ", above.Prepend((below.Count + 1).ToString(CultureInfo.InvariantCulture)))} "
            + $"ELSE {string.Join(" + ", below.DefaultIfEmpty("0"))} END";
    }
}
