using System.Globalization;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Comparisons;

/// <summary>
/// Turns pairs of records into comparison-vector patterns, a chunk at a time. Similarities are taken once for each distinct pair of values of a
/// chunk; a pattern holds one level for each comparison, four bits each, the first comparison in the lowest bits.
/// </summary>
internal sealed class PairComparer
{
    private readonly DuckSession _session;
    private readonly IReadOnlyList<Comparison> _comparisons;
    private readonly int _chunk;

    internal PairComparer(DuckSession session, IReadOnlyList<Comparison> comparisons, int pairsPerChunk)
    {
        _session = session;
        _comparisons = comparisons;
        _chunk = pairsPerChunk;
        PartRatio.Register(session);
    }

    /// <summary>Level of one comparison within a pattern.</summary>
    internal static int Level(long pattern, int comparison) => (int)(pattern >> (comparison * Comparison.BitsPerLevel)) & 15;

    /// <summary>Fills table <paramref name="target"/> (l, r, rule, pattern) from table <paramref name="pairs"/> (l, r, rule).</summary>
    internal void Compare(string pairs, string target, IProgress<MatchingProgress>? progress, CancellationToken cancellationToken)
    {
        _session.Execute($"CREATE OR REPLACE TEMP TABLE {target} (l INTEGER, r INTEGER, rule UTINYINT, pattern BIGINT)", cancellationToken);
        var total = _session.Scalar<long>($"SELECT count(*) FROM {pairs}", cancellationToken);
        for (var start = 0L; start < total; start += _chunk)
        {
            CompareChunk(pairs, target, start, start + _chunk, cancellationToken);
            progress?.Report(new MatchingProgress("compare", Math.Min(start + _chunk, total), total));
        }

        _session.Execute("DROP TABLE IF EXISTS lnk_wide", cancellationToken);
    }

    private void CompareChunk(string pairs, string target, long start, long end, CancellationToken cancellationToken)
    {
        var byValue = _comparisons.Index().Where(c => c.Item.CodeColumn is not null && c.Item.Levels.Any(l => l.ValueSql is not null)).ToList();
        var decided = string.Join(" | ", _comparisons.Index().Where(c => !byValue.Contains(c)).Select(c => $"(CAST({DecidedLevel(c.Item)} AS BIGINT) << {Shift(c.Index)})").Append("0::BIGINT"));
        var open = string.Concat(byValue.Select(c => $", CAST({DecidedLevel(c.Item)} AS UTINYINT) AS level{c.Index}, {OpenKey(c.Item)} AS key{c.Index}"));
        Run("compared_chunk", [("decided", decided), ("open", open), ("pairs", pairs)], [start, end], cancellationToken);
        foreach (var (index, comparison) in byValue)
        {
            var cases = string.Join(" ", comparison.Levels.Index().Where(l => l.Item.ValueSql is not null).Select(l => $"WHEN {ValueCondition(l.Item.ValueSql!)} THEN {Number(l.Index + 1)}"));
            Run("value_pair_levels", [("levels", $"lnk_level{index}"), ("cases", cases), ("key", $"key{index}"), ("dictionary", comparison.Dictionary!)], [], cancellationToken);
        }

        var levels = string.Concat(byValue.Select(c => $" | (CAST(least(w.level{c.Index}, coalesce(v{c.Index}.level, 15)) AS BIGINT) << {Shift(c.Index)})"));
        var joins = string.Concat(byValue.Select(c => $"\nLEFT JOIN lnk_level{c.Index} v{c.Index} ON v{c.Index}.key = w.key{c.Index}"));
        Run("pair_patterns", [("target", target), ("levels", levels), ("joins", joins)], [], cancellationToken);
        foreach (var (index, _) in byValue)
        {
            _session.Execute($"DROP TABLE lnk_level{index}", cancellationToken);
        }
    }

    /// <summary>The best level that the records alone decide; "other" when none holds.</summary>
    private static string DecidedLevel(Comparison comparison) =>
        $"CASE WHEN {comparison.MissingSql} THEN 0 "
        + string.Join(" ", comparison.Levels.Index().Where(l => l.Item.RecordSql is not null).Select(l => $"WHEN {l.Item.RecordSql} THEN {Number(l.Index + 1)}"))
        + $" ELSE {Number(comparison.Levels.Count)} END";

    /// <summary>The pair of value codes as one number, the lesser in the upper half; NULL where the values are equal or one is missing.</summary>
    private static string OpenKey(Comparison comparison)
    {
        var (l, r) = ($"l.{comparison.CodeColumn}", $"r.{comparison.CodeColumn}");
        return $"CASE WHEN {l} <> {r} AND NOT coalesce({comparison.MissingSql}, false) THEN (CAST(least({l}, {r}) AS BIGINT) << 32) | CAST(greatest({l}, {r}) AS BIGINT) END";
    }

    private static string ValueCondition(string sql) => sql.Replace("a.value", "av", StringComparison.Ordinal).Replace("b.value", "bv", StringComparison.Ordinal);

    private static string Shift(int comparison) => Number(comparison * Comparison.BitsPerLevel);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private void Run(string step, IEnumerable<(string, string)> fragments, IReadOnlyList<object?> values, CancellationToken cancellationToken) =>
        _session.Execute(SqlStep.Load(typeof(PairComparer), step).With(fragments).Text, values, cancellationToken);
}
