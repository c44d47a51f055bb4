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
        session.Read(
            SqlStep.Load(typeof(BlockingKeys), "blocking_keys").With(("keys", keys), ("names", names)).Text,
            row =>
            {
                var rid = row.GetInt32(0);
                for (var rule = 0; rule < loaded.Length; rule++)
                {
                    loaded[rule][rid] = row.GetFieldValue<ulong>(rule + 1);
                }
            },
            cancellationToken);
        return new BlockingKeys(loaded);
    }

    private static bool Uses(IReadOnlyList<BlockingRule> rules, string alias) => rules.Any(r => r.Parts.Any(p => p.Contains(alias, StringComparison.Ordinal)));
}
