using System.Globalization;
using Linkage.Matching.Duck;

namespace Linkage.Pipeline.Release.Earlier;

/// <summary>
/// Leaves out of rows under a person key the people who are new beside an earlier release where they are fewer than k: whoever has both picks them out as surely as a group of
/// fewer than k. Their rows come with a later release, when there are k of them. People who left cannot be put back - some objected - and are counted.
/// </summary>
internal static class FewNewcomers
{
    /// <summary>Makes earlier_people ready for the outputs of a release.</summary>
    internal static void Prepare(ReleaseWorkbench bench, EarlierReleases earlier) => bench.Execute(
        "CREATE OR REPLACE TABLE earlier_people AS " + string.Join(" UNION ALL ", earlier.People
            .OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => $"SELECT {SqlName.Literal(p.Key)} AS release, output, person, dataset, record_key FROM read_parquet({SqlName.File(p.Value)}, hive_partitioning = false)")
            .DefaultIfEmpty("SELECT '' AS release, '' AS output, CAST(0 AS BIGINT) AS person, '' AS dataset, CAST(NULL AS BLOB) AS record_key WHERE false")));

    /// <summary>Marks such rows of judged_rows as DIFFERENCE_SUPPRESSED; how many were marked.</summary>
    internal static long LeaveOut(ReleaseWorkbench bench, ReleaseTerms terms)
    {
        var before = Marked(bench);
        bench.Run("few_newcomers", ("k", K(terms)));
        return Marked(bench) - before;
    }

    /// <summary>Takes the marks away again.</summary>
    internal static void PutBack(ReleaseWorkbench bench) => bench.Execute("UPDATE judged_rows SET left_out_because = NULL WHERE left_out_because = 'DIFFERENCE_SUPPRESSED'");

    /// <summary>The most people, fewer than k, that an earlier release had and the rows that are left have not; 0 when there are none or many.</summary>
    internal static long Leavers(ReleaseWorkbench bench, ReleaseTerms terms) =>
        bench.Session.Scalar<long>(SqlStep.Load(typeof(ReleaseWorkbench), "few_leavers").With(("k", K(terms))).Text, bench.CancellationToken);

    private static string K(ReleaseTerms terms) => terms.KAnonymity.ToString(CultureInfo.InvariantCulture);

    private static long Marked(ReleaseWorkbench bench) =>
        bench.Session.Scalar<long>("SELECT count(*) FROM judged_rows WHERE left_out_because = 'DIFFERENCE_SUPPRESSED'", bench.CancellationToken);
}
