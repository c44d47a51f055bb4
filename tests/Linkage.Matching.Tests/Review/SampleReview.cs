using System.Globalization;
using Linkage.Matching.Duck;
using Linkage.Matching.Review;
using Linkage.TestKit;

namespace Linkage.Matching.Tests.Review;

/// <summary>Links and records made up for a test, and a review of them.</summary>
internal static class SampleReview
{
    internal static readonly SqlName Links = new("made_links");

    private static readonly string[] Datasets = ["left", "right"];

    internal static ReviewRun Run { get; } = new(new string('a', 64), new string('b', 64), new string('c', 64), [new string('d', 64)]);

    internal static IReadOnlyList<ReviewComparison> Comparisons { get; } = [new("forename", ["exact", "anything else"]), new("surname", ["exact", "anything else"])];

    /// <summary>Links with weights spread evenly from -20 to 20, one a record.</summary>
    internal static DuckSession WithLinks(int links, int threads = 2, string order = "i")
    {
        var session = MatchingSession.Open(threads);
        session.Execute(
            $"CREATE TABLE {Links} AS SELECT 'left' AS left_dataset, 'l' || i AS left_id, 'right' AS right_dataset, 'r' || i AS right_id, "
                + "1 / (1 + pow(2, -w)) AS match_probability, w AS match_weight, CAST(1 + i % 2 AS UTINYINT) AS level_forename, CAST(i % 3 AS UTINYINT) AS level_surname "
                + string.Create(CultureInfo.InvariantCulture, $"FROM (SELECT i, -20 + 40 * i / {links}.0 AS w FROM range({links}) t(i)) ORDER BY {order}"),
            CancellationToken.None);
        return session;
    }

    internal static ReviewFolder Export(DuckSession session, string folder, ReviewSettings settings, ReviewRun? run = null)
    {
        session.Execute(
            $"CREATE OR REPLACE TABLE \"left\" AS SELECT left_id AS id, 'Ann' || left_id AS first, 'Smith' AS last FROM {Links};"
                + $"CREATE OR REPLACE TABLE \"right\" AS SELECT right_id AS id, 'Anne' || right_id AS first, NULL::VARCHAR AS last FROM {Links}",
            CancellationToken.None);
        return ReviewExporter.Export(session, Links, Inputs("id", "first", "last"), Comparisons, run ?? Run, settings, folder, CancellationToken.None);
    }

    internal static ReviewFolder Small(TemporaryFolder folder, string name = "review", int pairs = 10, long seed = 1, ReviewRun? run = null)
    {
        using var session = WithLinks(400);
        return Export(session, folder.PathOf(name), new ReviewSettings { Pairs = pairs, Seed = seed }, run);
    }

    internal static IReadOnlyList<LinkInput> Inputs(string id, string forename, string surname) =>
    [
        .. Datasets.Select(d => new LinkInput
        {
            Dataset = d,
            Relation = new SqlName(d),
            RecordIdColumn = id,
            Columns = [new LinkColumn(forename, FieldMeaning.Forename), new LinkColumn(surname, FieldMeaning.Surname)],
        }),
    ];
}
