using System.Globalization;
using DuckDB.NET.Data;
using Linkage.Matching.Blocking;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Duck;
using Linkage.Matching.Normalise;
using Linkage.Matching.Scoring;

namespace Linkage.Matching.Tests.Scoring;

/// <summary>The records of a session, scanned: every pair with its rule and pattern.</summary>
internal sealed class Scanned
{
    private Scanned(DuckSession session, IReadOnlyList<LinkInput> inputs, LinkSettings settings, IReadOnlyList<DatasetPair> permitted)
    {
        Fields = RecordFields.Of(inputs);
        Comparisons = ComparisonBinder.Bind(session, Fields, settings, CancellationToken.None);
        var table = new RecordTable(session, inputs, Fields);
        table.Build(PermittedPairs.Of([.. inputs.Select(i => i.Dataset)], permitted), 80, CancellationToken.None);
        Store = RecordStore.Load(session, Fields, table.Dictionaries, PairKernel.Starts(Comparisons), PairKernel.Tuples(Comparisons), CancellationToken.None);
        Kernel = new PairKernel(Store, Comparisons, new SqlWorkers(session));
        Session = session;
    }

    internal DuckSession Session { get; }

    internal IReadOnlyList<RecordField> Fields { get; }

    internal IReadOnlyList<Comparison> Comparisons { get; }

    internal RecordStore Store { get; }

    internal PairKernel Kernel { get; }

    internal static Scanned Prepare(DuckSession session, IReadOnlyList<LinkInput> inputs, params IReadOnlyList<DatasetPair> permitted) => new(session, inputs, new LinkSettings(), permitted);

    internal static Scanned Prepare(DuckSession session, IReadOnlyList<LinkInput> inputs, LinkSettings settings, params IReadOnlyList<DatasetPair> permitted) =>
        new(session, inputs, settings, permitted);

    /// <summary>The patterns of some pairs over codes, SQL levels in batches.</summary>
    internal IReadOnlyDictionary<(int, int), long> Patterns(IEnumerable<(int Left, int Right)> pairs)
    {
        var collector = new Collector();
        var waiting = new WaitingPairs(Kernel, Store, collector, CancellationToken.None);
        foreach (var (left, right) in pairs)
        {
            if (Kernel.AsksSql)
            {
                waiting.Compare(left, right, 0, Store.RowOf(left), Store.RowOf(right));
            }
            else
            {
                collector.Visit(left, right, 0, Kernel.Compare(Store.RowOf(left), Store.RowOf(right)));
            }
        }

        waiting.Flush();
        return collector.Pairs.ToDictionary(p => (p.Item1, p.Item2), p => p.Item4);
    }

    /// <summary>Scans and gives every pair, in the order of the records.</summary>
    internal (IReadOnlyList<(int Left, int Right, int Rule, long Pattern)> Pairs, IReadOnlyList<BlockingCount> Counts) Run(
        IReadOnlyList<BlockingRule> rules, LinkSettings settings, int threads = 2)
    {
        var keys = Keys(rules);
        var scan = new PairScan(Store, Kernel, rules.Count, threads);
        var plan = BlockingPlan.Make(settings, Store, rules, everyPair: false, keys, scan, null, CancellationToken.None);
        var collectors = Enumerable.Range(0, threads).Select(_ => new Collector()).ToList();
        var found = scan.Run(scan.Pieces(), new ScanOptions(), collectors, null, CancellationToken.None);
        var yielded = scan.Rules.Zip(found).ToDictionary(r => r.First.Rule, r => r.Second);
        var counts = plan.Rules.Select((r, i) => new BlockingCount(r.Rule.Name, r.Rule.IsLoose, r.PairsInBlocks, yielded.GetValueOrDefault(i), r.BlocksLeftOut, r.PairsLeftOut, r.LargestBlock)).ToList();
        Assert.All(plan.Rules.Zip(counts).Where(r => !r.First.IsEstimate), r => Assert.Equal(r.Second.PairsYielded, r.First.PairsNew));
        var again = Enumerable.Range(0, threads).Select(_ => new Collector()).ToList();
        scan.Run(scan.Pieces(), new ScanOptions(), again, null, CancellationToken.None);
        var pairs = Sorted(collectors);
        Assert.Equal(pairs, Sorted(again));
        return (pairs, counts);
    }

    /// <summary>The keys of some rules.</summary>
    internal BlockingKeys Keys(IReadOnlyList<BlockingRule> rules) =>
        BlockingKeys.Load(Session, RuleSource.Check(Session, rules, Fields, [], CancellationToken.None), Store.Count, 20, CancellationToken.None);

    /// <summary>The patterns of all pairs l &lt; r by the SQL that defines the levels.</summary>
    internal IReadOnlyDictionary<(int, int), long> Oracle(string where)
    {
        Session.Connection.RegisterScalarFunction<string, string, double>("lnk_part_ratio", PartRatio.Of);
        // Under the names of columns for the levels of the catalogue, of fields for SQL levels, and of columns together.
        string Value(RecordField f) => f.Dictionary is null ? $"x.{f.Column}::VARCHAR" : $"d_{f.Column}.value";
        var columns = string.Concat(Fields.Select(f => $", {Value(f)} AS {f.Column}"))
            + string.Concat(Fields.Where(f => f.Field != f.Column).Select(f => $", {Value(f)} AS {new SqlName(f.Field)}"))
            + string.Concat(Comparisons.Select(c => c.ValueColumn).OfType<string>().Where(ValueTuples.IsTuple).Distinct().Select(
                t => $", {string.Join(" || ' ' || ", t.Split(' ').Select(c => Value(Fields.Single(f => f.Column == c))))} AS {new SqlName(t)}"));
        var joins = string.Concat(Fields.Where(f => f.Dictionary is not null).Select(f => $" LEFT JOIN {f.Dictionary} d_{f.Column} ON d_{f.Column}.code = x.{f.Column}"));
        Session.Execute($"CREATE OR REPLACE TABLE oracle AS SELECT x.rid{columns} FROM lnk_rec x{joins}", CancellationToken.None);
        var pattern = string.Join(" | ", Comparisons.Select((c, i) => string.Create(CultureInfo.InvariantCulture, $"(CAST({Level(c)} AS BIGINT) << {i * Comparison.BitsPerLevel})")));
        return Session.Query(
            $"SELECT l.rid, r.rid, {pattern} FROM oracle l JOIN oracle r ON l.rid < r.rid WHERE {where}",
            r => (Key: (r.GetInt32(0), r.GetInt32(1)), Pattern: r.GetInt64(2)),
            CancellationToken.None).ToDictionary(p => p.Key, p => p.Pattern);
    }

    private static string Level(Comparison comparison)
    {
        string Case(bool ofValues) => $"CASE {string.Concat(comparison.Levels.Select((l, i) => l.Test is { } test && test.IsOfValues == ofValues
            ? string.Create(CultureInfo.InvariantCulture, $"WHEN {OverValues(l.Sql!, comparison.ValueColumn is { } name ? new SqlName(name).ToString() : null, ofValues)} THEN {i + 1} ") : string.Empty))}WHEN true THEN {(ofValues ? 15 : comparison.Levels.Count)} END";
        var values = comparison.ValueColumn is { } name && new SqlName(name).ToString() is var column && comparison.Levels.Any(l => l.Test is { IsOfValues: true })
            ? $"CASE WHEN l.{column} <> r.{column} THEN {Case(true)} ELSE 15 END"
            : "15";
        return $"CASE WHEN {comparison.MissingSql} THEN 0 ELSE least({Case(false)}, {values}) END";
    }

    private static string OverValues(string sql, string? column, bool ofValues)
    {
        if (!ofValues)
        {
            return sql;
        }

        var (a, b) = ($"least(l.{column}, r.{column})", $"greatest(l.{column}, r.{column})");
        return sql.Replace("a.value", a, StringComparison.Ordinal).Replace("b.value", b, StringComparison.Ordinal)
            .Replace("jw", $"jaro_winkler_similarity({a}, {b})", StringComparison.Ordinal);
    }

    private static List<(int Left, int Right, int Rule, long Pattern)> Sorted(List<Collector> collectors) => [.. collectors.SelectMany(c => c.Pairs).Order()];

    private sealed class Collector : PairScan.IVisitor
    {
        internal List<(int, int, int, long)> Pairs { get; } = [];

        public void Visit(int left, int right, int rule, long pattern) => Pairs.Add((left, right, rule, pattern));
    }
}
