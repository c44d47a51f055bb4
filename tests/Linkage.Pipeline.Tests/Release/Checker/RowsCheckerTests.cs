using System.Data.Common;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release;
using Linkage.Pipeline.Release.Earlier;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Tests.Release.Checker;

/// <summary>An independent checker agrees with every output of rows: nothing unsafe is in the file, and nothing safe is left out.</summary>
public sealed class RowsCheckerTests : IDisposable
{
    private const int Outputs = 400;

    // Not taken from the product, so that a change there is noticed here.
    private const int L = 2;

    private static readonly HashSet<string> QuasiIdentifiers = ["rent-arrears-panel.ward_code", "food-vouchers.ward_code"];

    private static readonly string[] FileColumns = ["person_key", "ward_code", "tenure", "arrears_gbp"];

    private readonly ReleaseWorld _world = new(10);

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Make_AnyRows_LeavesOutWhatIsUnsafeAndNothingElse()
    {
        HashSet<string> objected = [.. Enumerable.Range(0, RandomRows.People).Where(i => i % 29 == 0).Select(RandomRows.PersonOf)];
        var (random, request, bench) = Open(objected);
        using var session = bench;
        using var staged = _world.Store.Stage(Zone.Release, request.Project.Id, "checked");
        var (kept, few, shared) = (0, 0, 0);
        foreach (var (seed, rows) in random.Index())
        {
            var released = Released(bench, request, rows, staged, out var reasons);
            var checker = new RowsChecker(rows.Output, QuasiIdentifiers, rows.K, L);

            var failures = checker.Failures(rows.Rows, released, objected);

            Assert.True(failures.Count == 0, $"Seed {seed} ({string.Join(", ", rows.Output.Columns.Select(column => column.Name))}): {string.Join("; ", failures)}");
            ChangedFile_IsFound(checker, rows, released, objected, seed);
            kept += released.Count;
            few += reasons.GetValueOrDefault("BELOW_K") > 0 ? 1 : 0;
            shared += reasons.GetValueOrDefault("HOMOGENEOUS_GROUP") > 0 ? 1 : 0;
        }

        // Tables that never meet a rule would prove nothing.
        Assert.True(kept > 10_000 && few > Outputs / 4 && shared > Outputs / 4, $"{kept} rows kept, {few} outputs with groups of few, {shared} with a shared value.");
    }

    [Fact]
    public void Execute_AnyRows_LeavesOutWhatIsUnsafeAndNothingElse()
    {
        var kept = 0L;
        for (var seed = 0; seed < 12; seed++)
        {
            using var world = new ReleaseWorld();
            var random = new Random(seed);
            // People may come in several rows of the panel; tenure is a value here, and arrears are one too.
            var sql = $"SELECT person_key, ward_code, tenure, arrears_gbp FROM rent_arrears_panel WHERE arrears_gbp > {random.Next(300, 500)}";
            var rows = ReleaseWorld.Families(
                sql,
                new("ward_code", "Value", ["rent-arrears-panel.ward_code"]),
                new("tenure", seed % 2 == 0 ? "Value" : "Dimension", ["rent-arrears-panel.tenure"]),
                new("arrears_gbp", "Value", ["rent-arrears-panel.arrears_gbp"]));
            var request = world.Request(rows);
            var panel = world.PathOf("panel.parquet");
            ReleaseWorld.Read(Panel(random, panel), _ => 0);
            request = request with { Mounted = new Dictionary<DatasetId, string>(request.Mounted) { [WorldContracts.Arrears.Id] = panel } };
            var k = random.Next(2, 16);

            var bundle = world.Release(request, ReleaseWorld.Terms(request) with { KAnonymity = k });

            var query = Read($"(SELECT * FROM (SELECT * FROM read_parquet('{panel}') ORDER BY ALL) {sql[sql.IndexOf("WHERE", StringComparison.Ordinal)..]})", FileColumns);
            var released = Read($"read_parquet('{bundle.Bundle.Path}/data/families.parquet')", FileColumns);
            var checker = new RowsChecker(rows, QuasiIdentifiers, k, L);
            HashSet<string> objected = [RandomRows.PersonOf(5), RandomRows.PersonOf(6)];
            Assert.Equal([], checker.Failures(query, released, objected));
            Assert.NotEqual(query.Count, released.Count);
            Assert.True(bundle.Report.Reconciles);
            kept += released.Count;
        }

        Assert.True(kept > 1_000, $"{kept} rows");
    }

    // A row put back, a whole group put back, and a row taken away: each is found.
    private static void ChangedFile_IsFound(RowsChecker checker, RandomRows rows, IReadOnlyList<object?[]> released, HashSet<string> objected, int seed)
    {
        var random = new Random(seed);
        var there = released.Select(row => RowsChecker.Text(row, Enumerable.Range(0, row.Length))).ToHashSet(StringComparer.Ordinal);
        object?[][] missing = [.. rows.Rows.Where(row => !there.Contains(RowsChecker.Text(row, Enumerable.Range(0, row.Length))))];
        if (missing.Length > 0)
        {
            Assert.NotEmpty(checker.Failures(rows.Rows, [.. released, missing[random.Next(missing.Length)]], objected));
            Assert.NotEmpty(checker.Failures(rows.Rows, [.. released, .. missing], objected));
        }

        if (released.Count > 0)
        {
            var taken = random.Next(released.Count);
            Assert.NotEmpty(checker.Failures(rows.Rows, [.. released.Where((_, index) => index != taken)], objected));
            Assert.Contains("a person twice", checker.Failures(rows.Rows, [.. released, released[taken]], objected));
        }
    }

    [Fact]
    public void Failures_GroupsAtTheEdges_AreJudgedByPeopleAndKnownValues()
    {
        var output = ReleaseWorld.Families("SELECT 1", new("ward", "Dimension", []), new("poor", "Value", ["rent-arrears-panel.tenure"]));
        var checker = new RowsChecker(output, QuasiIdentifiers, 3, L);
        static object?[][] Group(params (string Person, string? Poor)[] rows) => [.. rows.Select(row => new object?[] { row.Person, "W1", row.Poor })];

        Assert.Empty(checker.Unsafe(Group(("A", "yes"), ("B", "no"), ("C", null))));
        Assert.Empty(checker.Unsafe(Group(("A", null), ("B", null), ("C", null))));
        Assert.Equal(["a group of too few people"], checker.Unsafe(Group(("A", "yes"), ("B", "no"), ("B", "no"))));
        Assert.Equal(["a group that shares a value"], checker.Unsafe(Group(("A", "yes"), ("B", null), ("C", null))));
        Assert.Equal(["a row left out for nothing"], checker.Failures(Group(("A", "yes"), ("B", "no"), ("C", null)), [], new HashSet<string>()));
        Assert.Empty(checker.Failures(Group(("A", "yes"), ("B", "no"), ("C", null)), [], new HashSet<string> { "C" }));
        Assert.Contains("a row that may not be there", checker.Failures(Group(("A", "yes"), ("B", "no"), ("C", null)), Group(("A", "yes"), ("B", "no"), ("C", "no")), new HashSet<string>()));
    }

    private (RandomRows[] Random, ReleaseRequest Request, ReleaseWorkbench Bench) Open(HashSet<string> objected)
    {
        RandomRows[] random = [.. Enumerable.Range(0, Outputs).Select(seed => new RandomRows(seed, $"r{seed}"))];
        var (database, list) = (_world.PathOf("results.duckdb"), _world.PathOf("objected.parquet"));
        using (var session = DuckSession.Open(new DuckOptions { Threads = 1, MemoryLimitMib = 512, DatabasePath = database }))
        {
            foreach (var statement in random.SelectMany(rows => rows.Statements($"output_{rows.Output.Name}")).Prepend("BEGIN").Append("COMMIT"))
            {
                session.Execute(statement, CancellationToken.None);
            }

            session.Execute($"COPY (SELECT from_hex(unnest([{string.Join(", ", objected.Select(person => $"'{person}'"))}])) AS person_key) TO '{list}' (FORMAT parquet)", CancellationToken.None);
        }

        var request = _world.Request([.. random.Select(rows => rows.Output)]) with
        {
            Suppressions = [new SuppressionTable(DatasetId.Parse("opt-out"), SuppressionReason.OptedOut, list)],
        };
        return (random, request, ReleaseWorkbench.Open(request, database, new DuckOptions { Threads = 1, MemoryLimitMib = 512 }, CancellationToken.None));
    }

    private static IReadOnlyList<object?[]> Released(
        ReleaseWorkbench bench, ReleaseRequest request, RandomRows rows, StagedSet staged, out IReadOnlyDictionary<string, long> reasons)
    {
        var terms = ReleaseWorld.Terms(request) with { KAnonymity = rows.K, Dates = LadderStep.Period("day") };
        var columns = bench.Session.Query($"DESCRIBE results.output_{rows.Output.Name}", row => (row.GetString(0), row.GetString(1)), CancellationToken.None);
        var made = RowsOutput.Make(bench, request, terms, rows.Output, columns, [], EarlierReleases.None);
        var file = ReleaseWriter.Write(bench, made, request, terms, "checked", staged);
        reasons = made.Part.RejectedByReason;
        Assert.Equal(rows.Rows.Length, made.Part.In);
        string[] names = [.. rows.Output.Columns.Select(column => column.Name)];
        return bench.Session.Query(Select($"read_parquet('{staged.PathOf(file.Name)}')", names), Row, CancellationToken.None);
    }

    private static IReadOnlyList<object?[]> Read(string from, string[] columns) => ReleaseWorld.Read(Select(from, columns), Row);

    private static string Select(string from, string[] columns) =>
        $"SELECT {string.Join(", ", columns.Select(column => column == "person_key" ? "hex(person_key)" : $"\"{column}\""))} FROM {from}";

    private static object?[] Row(DbDataReader row) => [.. Enumerable.Range(0, row.FieldCount).Select(column => row.IsDBNull(column) ? null : row.GetValue(column))];

    private static string Panel(Random random, string path)
    {
        string?[] wards = ["W1", "w1", "W1 ", "", null, "\u00E9", "e\u0301", "O'Neill", "\U0001F468\u200D\U0001F469", "W2", "W3"];
        var rows = Enumerable.Range(0, random.Next(150, 400)).Select(_ =>
        {
            var ward = random.Next(wards.Length);
            var tenure = ward % 4 == 0 ? "'T0'" : random.Next(4) switch { 0 => "NULL", 1 => "'T0'", 2 => "'T1'", _ => "'t1'" };
            return $"({random.Next(401, 1001)}, {random.Next(300, 900)}, {(wards[ward] is { } name ? $"'{name.Replace("'", "''", StringComparison.Ordinal)}'" : "NULL")}, {tenure})";
        });
        return $"COPY (SELECT unhex(sha256('p' || i)) AS person_key, CAST(gbp AS DECIMAL(18, 2)) AS arrears_gbp, ward AS ward_code, tenure FROM (VALUES {string.Join(", ", rows)}) t(i, gbp, ward, tenure)) TO '{path}' (FORMAT parquet)";
    }
}
