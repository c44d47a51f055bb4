using System.Globalization;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Blocking;

/// <summary>The blocking keys of every record: 64 bits a rule and record, 0 for none.</summary>
internal sealed class BlockingKeys
{
    private readonly ulong[][] _keys;

    private BlockingKeys(ulong[][] keys) => _keys = keys;

    /// <summary>Keys of one rule, by record.</summary>
    internal ulong[] OfRule(int rule) => _keys[rule];

    /// <summary>Computes the keys of some rules.</summary>
    internal static BlockingKeys Load(DuckSession session, IReadOnlyList<BlockingRule> rules, int records, CancellationToken cancellationToken)
    {
        var keys = string.Concat(rules.Select((rule, index) => string.Create(CultureInfo.InvariantCulture, $", coalesce({rule.KeySql}, 0) AS k{index}")));
        var names = (Uses(rules, "f.") ? " LEFT JOIN lnk_dict_name f ON f.code = x.fn" : string.Empty) + (Uses(rules, "s.") ? " LEFT JOIN lnk_dict_name s ON s.code = x.sn" : string.Empty);
        var loaded = rules.Select(_ => new ulong[records]).ToArray();
        session.ReadChunks(
            SqlStep.Load(typeof(BlockingKeys), "blocking_keys").With(("keys", keys), ("names", names)).Text,
            ["rid", .. rules.Select((_, index) => string.Create(CultureInfo.InvariantCulture, $"k{index}"))],
            chunk =>
            {
                var rids = chunk[0].Numbers<int>();
                foreach (var (rule, of) in loaded.Index())
                {
                    var found = chunk[rule + 1].Numbers<ulong>();
                    for (var row = 0; row < rids.Length; row++)
                    {
                        of[rids[row]] = found[row];
                    }
                }
            },
            cancellationToken);
        return new BlockingKeys(loaded);
    }

    private static bool Uses(IReadOnlyList<BlockingRule> rules, string alias) => rules.Any(r => r.Parts.Any(p => p.Contains(alias, StringComparison.Ordinal)));
}
