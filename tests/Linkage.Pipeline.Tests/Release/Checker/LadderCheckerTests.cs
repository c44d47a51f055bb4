using System.Globalization;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release;
using Linkage.Pipeline.Release.Earlier;
using Linkage.Pipeline.Release.Generalise;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Tests.Release.Checker;

/// <summary>An independent checker, which tries every combination of levels, agrees with the levels and the rows of every output that has ladders.</summary>
public sealed class LadderCheckerTests : IDisposable
{
    private const int Tables = 10_000;
    private const int Files = 400;

    private static readonly string[] Periods = ["day", "month", "quarter", "year", "five-years", "decade"];

    private static readonly object?[] Texts =
    [
        "SW1A 1AA", "SW1A 2AB", "SW1P 3XX", "SW", "", "E1 6AN", "\U0001F468\u200D\U0001F469", "\U0001F468\U0001F468x", "\U0001F469", "e\u0301a", "\u00E9a", "*", "SW1A*", null, "O'Neill", "o'neill",
    ];

    private static readonly object?[] Numbers = [0L, 1L, 4L, 5L, 9L, 10L, 19L, 20L, -1L, -5L, -6L, -10L, -11L, long.MaxValue, long.MinValue, null, 23L, 24L, 25L];

    private static readonly object?[] Dates =
    [
        new DateOnly(1999, 12, 31), new DateOnly(2000, 1, 1), new DateOnly(2000, 2, 29), new DateOnly(2000, 3, 31), new DateOnly(2000, 4, 1), new DateOnly(2004, 12, 31), new DateOnly(2005, 1, 1),
        new DateOnly(2009, 12, 31), new DateOnly(2010, 1, 1), new DateOnly(1, 1, 1), new DateOnly(9999, 12, 31), null, new DateOnly(1984, 3, 17), new DateOnly(1984, 3, 18),
    ];

    private static readonly int[] WidthsTried = [2, 10, 30];
    private static readonly int[] PrefixesTried = [6, 4, 2, 1];
    private static readonly int[] BandsOfLadders = [5, 10, 20];
    private static readonly int[] PrefixesOfLadders = [4, 2, 1];
    private static readonly int[] Ks = [2, 3, 5];
    private static readonly int[] Percents = [0, 5, 20, 50];

    private readonly ReleaseWorld _world = new(10);

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Find_AnyTable_IsTheNodeOfLeastLoss()
    {
        var coarser = 0;
        var impossible = 0;
        for (var seed = 0; seed < Tables; seed++)
        {
            var table = new Table(new Random(seed), 24);
            var expected = table.Oracle.Best(table.Rows);
            var heights = table.Oracle.Steps.Index().Where(s => table.Oracle.Ladders[s.Index]).ToList();
            var search = new LatticeSearch([.. heights.Select(h => (0, h.Item.Count - 1))], levels => CountOf(table, [.. heights.Zip(levels, (h, level) => (h.Index, level))]));

            var chosen = search.Find(table.Rows.Count * table.Oracle.Percent / 100);

            Assert.True(heights.Select(h => expected.Levels[h.Index]).SequenceEqual(chosen.Levels), $"Seed {seed}: ({string.Join(", ", chosen.Levels)}) and not ({string.Join(", ", expected.Levels)})");
            Assert.True(Math.Abs(expected.Loss - (double)chosen.Loss) < 1e-5, $"Seed {seed}");
            coarser += chosen.Loss > 0 ? 1 : 0;
            impossible += table.Rows.Count - expected.Kept.Count > table.Rows.Count * table.Oracle.Percent / 100 ? 1 : 0;
        }

        // Tables that need no ladder, or that none helps, would prove nothing alone.
        Assert.True(coarser > Tables / 3 && impossible > Tables / 20, $"{coarser} made coarser, {impossible} that no node is enough for");
    }

    [Fact]
    public void Make_AnyRowsWithLadders_AreThoseOfTheNodeOfLeastLoss()
    {
        Table[] tables = [.. Enumerable.Range(0, Files).Select(seed => new Table(new Random(seed), 60))];
        var database = _world.PathOf("ladders.duckdb");
        using (var session = DuckSession.Open(new DuckOptions { Threads = 1, MemoryLimitMib = 512, DatabasePath = database }))
        {
            foreach (var statement in tables.SelectMany((table, seed) => table.Statements($"output_l{seed}")).Prepend("BEGIN").Append("COMMIT"))
            {
                session.Execute(statement, CancellationToken.None);
            }
        }

        var request = _world.Request([.. tables.Select((table, seed) => table.Output($"l{seed}"))]) with { Suppressions = [] };
        using var bench = ReleaseWorkbench.Open(request, database, new DuckOptions { Threads = 1, MemoryLimitMib = 512 }, CancellationToken.None);
        using var staged = _world.Store.Stage(Zone.Release, request.Project.Id, "checked");
        var (rows, coarser) = (0, 0);
        foreach (var (seed, table) in tables.Index())
        {
            var output = request.Project.Outputs[seed];
            var terms = ReleaseWorld.Terms(request) with { KAnonymity = table.Oracle.K, MaximumSuppressedPercent = table.Oracle.Percent, Dates = LadderStep.Period(table.Floor) };
            var columns = bench.Session.Query($"DESCRIBE results.output_{output.Name}", row => (row.GetString(0), row.GetString(1)), CancellationToken.None);

            var made = RowsOutput.Make(bench, request, terms, output, columns, [], EarlierReleases.None);

            var file = ReleaseWriter.Write(bench, made, request, terms, "checked", staged);
            var names = output.Columns.Skip(1).Select(c => c.Name).ToList();
            var released = bench.Session.Query(
                $"SELECT hex(person_key), {string.Join(", ", names.Select(n => $"CAST({n} AS VARCHAR)"))} FROM read_parquet('{staged.PathOf(file.Name)}')",
                row => string.Join('|', Enumerable.Range(0, row.FieldCount).Select(c => row.IsDBNull(c) ? "(none)" : row.GetString(c))),
                CancellationToken.None);
            var best = table.Oracle.Best(table.Rows);
            var expected = best.Kept.Select(k => string.Join('|', k.Groups.Append(k.Value).Prepend(RandomRows.PersonOf(k.Row)).Select(v => v ?? "(none)")));
            Assert.True(
                expected.Order(StringComparer.Ordinal).SequenceEqual(released.Order(StringComparer.Ordinal), StringComparer.Ordinal),
                $"Seed {seed}: levels {string.Join(", ", best.Levels)} and {string.Join(", ", made.Generalisation.Columns.Select(c => c.Level))}; {best.Kept.Count} and {released.Count} rows");
            rows += released.Count;
            coarser += made.Generalisation.Columns.Any(c => c.Level > 0) ? 1 : 0;
        }

        Assert.True(rows > 2_000 && coarser > Files / 4, $"{rows} rows, {coarser} outputs made coarser");
    }

    [Fact]
    public void Steps_AnyValue_NestAndAreWhatIsDocumented()
    {
        using var session = DuckSession.Open(new DuckOptions { Threads = 1, MemoryLimitMib = 256 });
        (LadderStep Step, Func<object?, string?> Text)[] dates = [.. Periods.Select(p => (LadderStep.Period(p), LadderOracle.Period(p)))];
        (LadderStep Step, Func<object?, string?> Text)[] widths = [.. WidthsTried.Select(w => (new LadderStep(LadderKind.Widths, w), LadderOracle.Band(w)))];
        (LadderStep Step, Func<object?, string?> Text)[] prefixes = [.. PrefixesTried.Select(p => (new LadderStep(LadderKind.Prefixes, p), LadderOracle.Prefix(p)))];
        foreach (var (type, values, steps) in new[] { ("DATE", Dates, dates), ("TIMESTAMP", Dates, dates), ("BIGINT", Numbers, widths), ("VARCHAR", Texts, prefixes) })
        {
            foreach (var value in values)
            {
                var given = steps.Select(s => session.Query($"SELECT {StepSql.Of(s.Step, "v")} FROM (SELECT CAST({Literal(value)} AS {type}) AS v)", r => r.IsDBNull(0) ? null : r.GetString(0), CancellationToken.None)[0]).ToList();
                Assert.Equal(steps.Select(s => s.Text(value)), given);
            }

            foreach (var (finer, next) in steps.Zip(steps.Skip(1)))
            {
                Assert.True(next.Step.IsAtLeastAsCoarseAs(finer.Step) && !finer.Step.IsAtLeastAsCoarseAs(next.Step));
                Assert.All(values.GroupBy(finer.Text), group => Assert.Single(group.Select(next.Text).Distinct()));
            }
        }

        Assert.Equal(["1984-03", "1984-Q1", "1984", "1980 to 1984", "1980s"], dates.Skip(1).Select(d => d.Text(new DateOnly(1984, 3, 17))));
        Assert.Equal("-10 to -1", LadderOracle.Band(10)(-1L));
        Assert.False(new LadderStep(LadderKind.Widths, 15).IsAtLeastAsCoarseAs(new LadderStep(LadderKind.Widths, 10)));
    }

    private static NodeCount CountOf(Table table, List<(int Column, int Level)> levels)
    {
        var node = table.Oracle.Steps.Select((_, column) => levels.Find(l => l.Column == column).Level).ToArray();
        var kept = table.Oracle.Kept(table.Rows, node).Count;
        var few = table.Oracle.Kept([.. table.Rows.Select(r => (r.Groups, (string?)null))], node).Count;
        return new NodeCount(table.Rows.Count - few, few - kept);
    }

    private static string Literal(object? value) => value switch
    {
        null => "NULL",
        string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        DateOnly date => $"'{date.ToString("O", CultureInfo.InvariantCulture)}'",
        var other => $"'{Convert.ToString(other, CultureInfo.InvariantCulture)}'",
    };

    // One to five columns that group, with and without ladders, and a value; a row a person.
    private sealed class Table
    {
        private readonly List<(string Type, object?[] Pool, GeneralisationLadder? Ladder)> _columns = [];

        public Table(Random random, int people)
        {
            Floor = Periods[random.Next(4)];
            List<IReadOnlyList<Func<object?, string?>>> steps = [];
            for (var columns = random.Next(1, 5); columns > 0; columns--)
            {
                steps.Add(Add(random));
            }

            Oracle = new LadderOracle(steps, [.. _columns.Select(c => c.Ladder is not null)], Ks[random.Next(Ks.Length)], Percents[random.Next(Percents.Length)]);
            var answers = random.Next(1, 4);
            var pools = _columns.Select(c => c.Pool.OrderBy(_ => random.Next()).Take(random.Next(1, 9)).ToArray()).ToList();
            Rows = [.. Enumerable.Range(0, random.Next(10) == 0 ? 0 : random.Next(1, people)).Select(_ => (pools.Select(p => p[random.Next(p.Length)]).ToArray(), random.Next(8) == 0 ? null : $"a{random.Next(answers)}"))];
        }

        public string Floor { get; }

        public LadderOracle Oracle { get; }

        public IReadOnlyList<(object?[] Groups, string? Value)> Rows { get; }

        public ProjectOutput Output(string name) => new(
            name,
            OutputKind.PseudonymisedRows,
            "Row",
            new ProjectQuery($"{name}.sql", "SELECT 1", ReleaseWorld.HashOf(name)),
            [
                new ProjectOutputColumn("person_key", "Key", []),
                .. _columns.Select((c, index) => new ProjectOutputColumn($"c{index}", "Dimension", []) { Generalise = c.Ladder }),
                new ProjectOutputColumn("answer", "Value", ["rent-arrears-panel.tenure"]),
            ],
            []);

        public IEnumerable<string> Statements(string table)
        {
            yield return $"CREATE TABLE {table} (person_key BLOB, {string.Concat(_columns.Select((c, index) => $"c{index} {c.Type}, "))}answer VARCHAR)";
            if (Rows.Count > 0)
            {
                yield return $"INSERT INTO {table} VALUES {string.Join(", ", Rows.Select((row, index) => $"(from_hex('{RandomRows.PersonOf(index)}'), {string.Concat(row.Groups.Select(g => Literal(g) + ", "))}{Literal(row.Value)})"))}";
            }
        }

        private List<Func<object?, string?>> Add(Random random)
        {
            var kind = random.Next(4);
            var isBare = random.Next(5) == 0;
            switch (kind)
            {
                case 0:
                    var words = Periods.Where(_ => random.Next(2) == 0).ToList();
                    _columns.Add(("DATE", Dates, isBare ? null : new GeneralisationLadder(LadderKind.Dates, [.. words.Select(LadderStep.Period)])));
                    var floor = Array.IndexOf(Periods, Floor);
                    return [LadderOracle.Period(Floor), .. isBare ? [] : words.Where(w => Array.IndexOf(Periods, w) > floor).Select(LadderOracle.Period).Append(LadderOracle.Any)];
                case 1:
                    int[] widths = [.. BandsOfLadders.Where(_ => random.Next(2) == 0)];
                    _columns.Add(("BIGINT", Numbers, isBare ? null : new GeneralisationLadder(LadderKind.Widths, [.. widths.Select(w => new LadderStep(LadderKind.Widths, w))])));
                    return [LadderOracle.AsItIs, .. isBare ? [] : widths.Select(LadderOracle.Band).Append(LadderOracle.Any)];
                default:
                    int[] prefixes = [.. PrefixesOfLadders.Where(_ => random.Next(2) == 0)];
                    _columns.Add(("VARCHAR", Texts, isBare ? null : new GeneralisationLadder(LadderKind.Prefixes, [.. prefixes.Select(p => new LadderStep(LadderKind.Prefixes, p))])));
                    return [LadderOracle.AsItIs, .. isBare ? [] : prefixes.Select(LadderOracle.Prefix).Append(LadderOracle.Any)];
            }
        }
    }
}
