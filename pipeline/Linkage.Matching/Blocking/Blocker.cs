using System.Globalization;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Blocking;

/// <summary>Makes the pairs to compare: every rule in turn, each pair once, runaway blocks left out and reported.</summary>
internal sealed class Blocker
{
    private readonly DuckSession _session;
    private readonly LinkSettings _settings;

    internal Blocker(DuckSession session, LinkSettings settings)
    {
        _session = session;
        _settings = settings;
    }

    internal IReadOnlyList<BlockingCount> Block(IReadOnlyList<BlockingRule> rules, bool everyPair, long records, CancellationToken cancellationToken)
    {
        Execute("CREATE OR REPLACE TEMP TABLE lnk_pair (l INTEGER, r INTEGER, rule UTINYINT)", [], cancellationToken);
        var keys = string.Concat(rules.Select((rule, index) => $", {rule.KeySql} AS {Key(index)}"));
        var names = (rules.Any(r => r.Parts.Any(p => p.Contains("f.", StringComparison.Ordinal))) ? " LEFT JOIN lnk_dict_name f ON f.code = x.fn" : string.Empty)
            + (rules.Any(r => r.Parts.Any(p => p.Contains("s.", StringComparison.Ordinal))) ? " LEFT JOIN lnk_dict_name s ON s.code = x.sn" : string.Empty);
        Run("blocking_keys", [("keys", keys), ("names", names)], [], cancellationToken);

        var counts = new List<BlockingCount>();
        var used = new List<int>();
        var left = everyPair ? long.MaxValue : Math.Max(4_000_000, records * _settings.MaxPairsPerRecord);
        foreach (var (index, rule) in rules.Index())
        {
            Run("block_sizes", [("key", Key(index))], [], cancellationToken);
            var (pairs, largest) = _session.Query(
                "SELECT coalesce(sum(pairs), 0)::BIGINT, coalesce(max(pairs), 0)::BIGINT FROM lnk_block", r => (r.GetInt64(0), r.GetInt64(1)), cancellationToken)[0];
            var (blocksOut, pairsOut) = (0L, 0L);
            var limit = everyPair ? long.MaxValue : Math.Min(left, Math.Max(rule.IsLoose ? 0 : 1_000_000, records * (rule.IsLoose ? _settings.MaxPairsPerRecordAndLooseRule : _settings.MaxPairsPerRecordAndRule)));
            var blockLimit = everyPair ? long.MaxValue : _settings.MaxPairsPerBlock;
            if (rule.IsLoose && pairs > limit)
            {
                // What a loose rule adds beyond the others is not worth going through large blocks for.
                (blocksOut, pairsOut) = (_session.Scalar<long>("SELECT count(*) FROM lnk_block", cancellationToken), pairs);
            }
            else if (pairs > limit || largest > blockLimit)
            {
                Run("blocks_left_out", [], [blockLimit, limit], cancellationToken);
                Execute($"UPDATE lnk_key SET {Key(index)} = NULL WHERE {Key(index)} IN (SELECT key FROM lnk_block_out)", [], cancellationToken);
                (blocksOut, pairsOut) = _session.Query("SELECT count(*), coalesce(sum(pairs), 0)::BIGINT FROM lnk_block_out", r => (r.GetInt64(0), r.GetInt64(1)), cancellationToken)[0];
            }

            var yielded = 0L;
            if (pairs > pairsOut)
            {
                var earlier = string.Concat(used.Select(u => $" AND (l.{Key(u)} <> r.{Key(u)} OR l.{Key(u)} IS NULL OR r.{Key(u)} IS NULL)"));
                yielded = Run("blocked_pairs", [("rule", index.ToString(CultureInfo.InvariantCulture)), ("key", Key(index)), ("earlier", earlier)], [], cancellationToken);
                used.Add(index);
            }

            left -= yielded;
            counts.Add(new BlockingCount(rule.Name, rule.IsLoose, pairs, yielded, blocksOut, pairsOut, largest));
        }

        Execute("DROP TABLE lnk_key; DROP TABLE lnk_block", [], cancellationToken);
        return counts;
    }

    private static string Key(int rule) => string.Create(CultureInfo.InvariantCulture, $"k{rule}");

    private long Execute(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken) => _session.Execute(sql, values, cancellationToken);

    private long Run(string step, IEnumerable<(string, string)> fragments, IReadOnlyList<object?> values, CancellationToken cancellationToken) =>
        Execute(SqlStep.Load(typeof(Blocker), step).With(fragments).Text, values, cancellationToken);
}
