using System.Globalization;
using DuckDB.NET.Data;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Blocking;

/// <summary>The blocking keys of every record: 64 bits a rule and record, 0 for none; of a rule that takes a list apart several a record.</summary>
internal sealed class BlockingKeys
{
    private readonly ulong[][] _keys;
    private readonly int[]?[] _owners;
    private readonly long[] _capped;

    private BlockingKeys(int rules) => (_keys, _owners, _capped) = (new ulong[rules][], new int[]?[rules], new long[rules]);

    /// <summary>Keys of one rule, by record; of a rule that takes a list apart one after the other, see <see cref="OwnersOfRule"/>.</summary>
    internal ulong[] OfRule(int rule) => _keys[rule];

    /// <summary>The records of the keys of a rule that takes a list apart, ascending; null for other rules.</summary>
    internal int[]? OwnersOfRule(int rule) => _owners[rule];

    /// <summary>Records of whose list not every element was used.</summary>
    internal long CappedOfRule(int rule) => _capped[rule];

    /// <summary>Computes the keys of some rules.</summary>
    /// <param name="session">Holds the record table.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="records">Number of records.</param>
    /// <param name="mostElements">Most elements of a record's list that are used.</param>
    /// <param name="cancellationToken">Interrupts the statements.</param>
    /// <exception cref="MatchingInputException">An expression of a user fails on a value.</exception>
    internal static BlockingKeys Load(DuckSession session, IReadOnlyList<RuleSource> rules, int records, int mostElements, CancellationToken cancellationToken)
    {
        var loaded = new BlockingKeys(rules.Count);
        foreach (var kind in rules.Index().Where(r => r.Item.Rule.Explode is null).GroupBy(r => r.Item.ByField))
        {
            var together = kind.ToList();
            try
            {
                loaded.LoadPlain(session, together, records, cancellationToken);
            }
            catch (DuckDBException)
            {
                // Which one it was is found by asking one at a time. The engine's message may quote a value of a record.
                foreach (var rule in together)
                {
                    Guard(rule.Item, () => loaded.LoadPlain(session, [rule], records, cancellationToken));
                }
            }
        }

        foreach (var (index, rule) in rules.Index().Where(r => r.Item.Rule.Explode is not null))
        {
            Guard(rule, () => loaded.LoadExploded(session, index, rule, mostElements, cancellationToken));
        }

        return loaded;
    }

    /// <summary>What the keys of some records say, for people: the values of the parts, parted by bars.</summary>
    internal static IReadOnlyList<string> TextOf(DuckSession session, RuleSource rule, IReadOnlyList<Blocks.Big> blocks, CancellationToken cancellationToken)
    {
        if (blocks.Count == 0)
        {
            return [];
        }

        var rids = string.Join(", ", blocks.Select(b => b.Record.ToString(CultureInfo.InvariantCulture)));
        var parts = string.Join(", ", rule.PartNames.Select(p => $"CAST({p} AS VARCHAR)"));
        var texts = new Dictionary<(int, ulong), string>();
        var places = new Dictionary<(int, long), ulong>();
        if (rule.Rule.Explode is null)
        {
            session.Read(
                $"SELECT lnk_rid, concat_ws(' | ', {parts}) FROM (SELECT {rule.Rid} AS lnk_rid{rule.PartColumns} FROM {rule.From(valued: true)} WHERE {rule.Rid} IN ({rids}))",
                r => texts[(r.GetInt32(0), 0)] = r.GetString(1),
                cancellationToken);
            return [.. blocks.Select(b => texts.GetValueOrDefault((b.Record, 0UL), string.Empty))];
        }

        // The keys are over codes where the rule is over codes: an element is told by its place in the list, which is the same for codes and values.
        foreach (var valued in new[] { false, true })
        {
            var elements = new Dictionary<(int, long), (ulong Key, string Text)>();
            session.Read(
                $"""
                SELECT lnk_rid, lnk_at, {RuleSource.Hash(rule.PartNames.Append("lnk_es[lnk_at]"))}, concat_ws(' | ', {string.Join(", ", rule.PartNames.Append("lnk_es[lnk_at]").Select(p => $"CAST({p} AS VARCHAR)"))})
                FROM (SELECT *, unnest(range(1, len(lnk_es) + 1)) AS lnk_at FROM (SELECT {rule.Rid} AS lnk_rid{rule.PartColumns}, {rule.ElementsSql} AS lnk_es FROM {rule.From(valued)} WHERE {rule.Rid} IN ({rids})))
                """,
                r => elements[(r.GetInt32(0), r.GetInt64(1))] = (r.GetFieldValue<ulong>(2), r.GetString(3)),
                cancellationToken);
            foreach (var ((rid, at), (key, text)) in elements)
            {
                if (!valued)
                {
                    texts[(rid, key)] = string.Empty;
                    places[(rid, at)] = key;
                }
                else if (places.TryGetValue((rid, at), out var original))
                {
                    texts[(rid, original)] = text;
                }
            }
        }

        return [.. blocks.Select(b => texts.GetValueOrDefault((b.Record, b.Key), string.Empty))];
    }

    private static void Guard(RuleSource rule, Action compute)
    {
        try
        {
            compute();
        }
        catch (DuckDBException)
        {
            throw new MatchingInputException("Its expressions cannot be computed.", rule.Where, "Check the functions it calls, and that it fits every value, as with TRY_CAST.");
        }
    }

    /// <summary>Several rules at once: a part that stands in several is computed once.</summary>
    private void LoadPlain(DuckSession session, List<(int Index, RuleSource Item)> rules, int records, CancellationToken cancellationToken)
    {
        List<string> parts = [.. rules.SelectMany(r => r.Item.Rule.Parts).Distinct(StringComparer.Ordinal)];
        string Columns(Func<string, int, string> column) => string.Concat(parts.Select((part, index) => ", " + column(part, index)));
        var targets = rules.Select(r => (Keys: _keys[r.Index] = new ulong[records], Parts: r.Item.Rule.Parts.Select(p => parts.IndexOf(p)).ToArray())).ToArray();
        session.ReadChunks(
            SqlStep.Load(typeof(BlockingKeys), "blocking_keys").With(
                ("rid", rules[0].Item.Rid),
                ("parts", Columns((part, index) => string.Create(CultureInfo.InvariantCulture, $"({part}\n) AS lnk_p{index}"))),
                ("hashes", Columns((_, index) => string.Create(CultureInfo.InvariantCulture, $"CASE WHEN lnk_p{index} IS NULL THEN 0::UBIGINT ELSE {RuleSource.Hash($"lnk_p{index}")} END AS lnk_h{index}"))),
                ("records", RuleSource.FromOfAll([.. rules.Select(r => r.Item)]))).Text,
            ["lnk_rid", .. parts.Select((_, index) => string.Create(CultureInfo.InvariantCulture, $"lnk_h{index}"))],
            chunk =>
            {
                var rids = chunk[0].Numbers<int>();
                var together = new ulong[rids.Length];
                foreach (var (keys, of) in targets)
                {
                    chunk[of[0] + 1].Numbers<ulong>().CopyTo(together);
                    foreach (var part in of.AsSpan(1))
                    {
                        var next = chunk[part + 1].Numbers<ulong>();
                        for (var row = 0; row < together.Length; row++)
                        {
                            together[row] = Both(together[row], next[row]);
                        }
                    }

                    for (var row = 0; row < together.Length; row++)
                    {
                        keys[rids[row]] = together[row];
                    }
                }
            },
            cancellationToken);
    }

    /// <summary>The hash of two values together; 0 where one is missing.</summary>
    private static ulong Both(ulong one, ulong other)
    {
        if (one == 0 || other == 0)
        {
            return 0;
        }

        var high = Math.BigMul(one ^ 0x9E3779B97F4A7C15, other ^ 0xD6E8FEB86659FD93, out var low);
        return (high ^ low ^ one) | 1;
    }

    private void LoadExploded(DuckSession session, int index, RuleSource rule, int mostElements, CancellationToken cancellationToken)
    {
        var present = string.Concat(rule.PartNames.Select(p => $" AND {p} IS NOT NULL"));
        session.Execute(
            SqlStep.Load(typeof(BlockingKeys), "exploded_records").With(("rid", rule.Rid), ("parts", rule.PartColumns), ("elements", rule.ElementsSql), ("records", rule.From()), ("present", present)).Text,
            cancellationToken);
        var (keys, owners) = (new List<ulong>(), new List<int>());
        session.Read(
            SqlStep.Load(typeof(BlockingKeys), "exploded_keys").With(
                ("key", RuleSource.Hash(rule.PartNames.Append("lnk_e"))), ("most", mostElements.ToString(CultureInfo.InvariantCulture))).Text,
            row =>
            {
                var (rid, key) = (row.GetInt32(0), row.GetFieldValue<ulong>(1));
                // Two elements of one record with one key are one element.
                if (owners.Count == 0 || owners[^1] != rid || keys[^1] != key)
                {
                    owners.Add(rid);
                    keys.Add(key);
                }
            },
            cancellationToken);
        _capped[index] = session.Scalar<long>(string.Create(CultureInfo.InvariantCulture, $"SELECT count(*) FROM lnk_exploded WHERE len(lnk_es) > {mostElements}"), cancellationToken);
        session.Execute("DROP TABLE lnk_exploded", cancellationToken);
        (_keys[index], _owners[index]) = ([.. keys], [.. owners]);
    }
}
