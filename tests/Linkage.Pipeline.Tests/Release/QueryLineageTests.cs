using Linkage.Matching.Duck;
using Linkage.Pipeline.Release;

namespace Linkage.Pipeline.Tests.Release;

public sealed class QueryLineageTests
{
    private static readonly Dictionary<string, TracedTable> Tables = new(StringComparer.OrdinalIgnoreCase)
    {
        ["panel"] = TracedTable.Mounted("panel", ["person_key", "ward", "arrears"]),
        ["files"] = TracedTable.Mounted("files", ["person_key", "ward", "factors"]),
    };

    /// <summary>Queries in which a column's value, and not which rows there are, depends on others.</summary>
    public static TheoryData<string> Flows() =>
    [
        "SELECT person_key, arrears AS ward FROM panel",
        "SELECT p.ward AS a, f.ward AS b FROM panel p JOIN files f USING (person_key)",
        "SELECT * FROM panel JOIN files USING (person_key)",
        "SELECT * FROM panel NATURAL JOIN files",
        "SELECT f.* FROM panel JOIN files f USING (person_key)",
        "SELECT * EXCLUDE (ward) REPLACE (factors * 2 AS arrears) RENAME (factors AS f) FROM panel JOIN files USING (person_key)",
        "FROM panel SEMI JOIN files USING (person_key)",
        "SELECT CASE WHEN arrears > 3 THEN 'high' ELSE 'low' END AS ward FROM panel",
        "SELECT ward, max(arrears) AS m, count(*) AS n, count_if(arrears > 3) AS o FROM panel GROUP BY ward",
        "SELECT person_key, count(*) FILTER (WHERE arrears > 3) AS ward FROM panel GROUP BY person_key",
        "SELECT person_key, rank() OVER (ORDER BY arrears) AS ward FROM panel",
        "SELECT person_key, count(*) OVER (PARTITION BY arrears) AS ward FROM panel",
        "SELECT person_key, first_value(ward) OVER (PARTITION BY person_key ORDER BY arrears) AS w FROM panel",
        "SELECT arg_max(ward, arrears) AS w, string_agg(ward, ',' ORDER BY arrears) AS l FROM panel",
        "SELECT person_key, ward FROM panel UNION ALL SELECT person_key, CAST(factors AS VARCHAR) FROM files",
        "SELECT ward, arrears FROM panel UNION ALL BY NAME SELECT factors AS arrears, ward FROM files",
        "WITH a(x, y) AS (SELECT arrears, ward FROM panel), b AS (SELECT y AS ward, x AS z FROM a) SELECT z AS ward, ward AS z FROM b",
        "WITH panel AS (SELECT factors AS ward FROM files) SELECT ward FROM panel",
        "SELECT x AS ward FROM (SELECT person_key, arrears FROM panel) AS s(k, x)",
        "SELECT arrears + 1 AS raised, raised * 2 AS ward FROM panel",
        "SELECT ward AS arrears, arrears AS ward FROM panel",
        "SELECT (SELECT max(factors) FROM files) AS ward FROM panel",
        "SELECT person_key, (SELECT max(ward) FROM files f WHERE f.factors = p.arrears) AS ward FROM panel p",
        "SELECT person_key, EXISTS (SELECT 1 FROM files f WHERE f.person_key = p.person_key AND factors > 4) AS ward FROM panel p",
        "SELECT person_key, arrears IN (SELECT factors FROM files) AS ward FROM panel",
        "SELECT CAST(p AS VARCHAR) AS ward FROM panel p",
        "SELECT main.panel.arrears AS ward FROM panel, (SELECT 'a' AS main) s",
        "SELECT list_transform([arrears], lambda ward: ward + 1)[1] AS x FROM panel",
        "SELECT struct_pack(a := arrears, b := ward).a AS x FROM panel",
        "SELECT ward, sum(arrears) AS s FROM panel GROUP BY CUBE (ward)",
        "SELECT person_key, r.x AS ward FROM panel JOIN range(20) AS r(x) ON r.x = arrears",
        "SELECT person_key, m.name AS ward FROM panel JOIN (VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')) AS m(code, name) ON m.code = arrears % 4 + 1",
        "SELECT person_key, 'high' AS ward FROM panel WHERE arrears > 4 UNION ALL SELECT person_key, 'low' FROM panel WHERE arrears <= 4",
        "SELECT person_key, coalesce(h.flag, 0) AS ward FROM panel LEFT JOIN (SELECT person_key, 1 AS flag FROM files WHERE factors > 4) AS h USING (person_key)",
        "SELECT x FROM range(20) AS r(x) INTERSECT SELECT arrears FROM panel",
        "WITH RECURSIVE n(i, w) AS (SELECT arrears, ward FROM panel UNION ALL SELECT i + 1, CAST(i AS VARCHAR) FROM n WHERE i < 6) SELECT i, w FROM n",
    ];

    [Theory]
    [MemberData(nameof(Flows))]
    public void Of_ColumnThatChangesWithASource_NamesTheSource(string sql)
    {
        var columns = Trace(sql);
        var before = Results(sql, changed: null);

        Assert.Equal(columns.Count, before.Count);
        foreach (var source in new[] { "panel.ward", "panel.arrears", "files.ward", "files.factors" })
        {
            var after = Results(sql, source);
            for (var i = 0; i < columns.Count; i++)
            {
                // Another number of rows says that the source picks rows, which is another question.
                if (before[i].Count == after[i].Count && !before[i].SequenceEqual(after[i]))
                {
                    Assert.Contains(source, Sources(columns[i]));
                }
            }
        }
    }

    [Theory]
    [InlineData("SELECT ward FROM panel WHERE arrears > 3", "ward: panel.ward")]
    [InlineData("SELECT p.ward FROM panel p JOIN files f ON p.person_key = f.person_key AND f.factors > 1 ORDER BY arrears LIMIT 3", "ward: panel.ward")]
    [InlineData("SELECT min(ward) AS ward FROM panel GROUP BY arrears HAVING max(arrears) > 1", "ward: panel.ward")]
    [InlineData("SELECT ward FROM panel QUALIFY row_number() OVER (PARTITION BY person_key ORDER BY arrears) = 1", "ward: panel.ward")]
    [InlineData("SELECT person_key FROM panel WHERE person_key IN (SELECT person_key FROM files WHERE factors > 1)", "person_key: files.person_key panel.person_key")]
    [InlineData("SELECT ward, 'x' AS x, 1 + 1 AS y FROM panel WHERE arrears > 3", "ward: panel.ward; x: ; y: ")]
    [InlineData("SELECT min(ward) OVER (PARTITION BY person_key) AS ward FROM panel", "ward: panel.ward")]
    [InlineData("SELECT p.person_key, c.k AS ward FROM panel p, (SELECT DISTINCT factors AS k FROM files) AS c WHERE c.k BETWEEN p.arrears AND p.arrears", "person_key: panel.person_key; ward: files.factors panel.arrears")]
    [InlineData("SELECT c.factors AS ward, 2 * ward AS doubled FROM files AS c, panel AS p WHERE doubled = p.arrears", "ward: files.factors; doubled: files.ward panel.arrears panel.ward")]
    [InlineData("SELECT PANEL.Ward FROM Panel", "Ward: panel.ward")]
    [InlineData("SELECT person_key, 'in files' AS x FROM files WHERE factors > 3 UNION SELECT person_key, 'in panel' FROM panel", "person_key: files.person_key panel.person_key; x: files.factors who is in files who is in panel")]
    public void Of_ColumnsOfConditionsGroupsAndOrders_AreNotPartOfTheValue(string sql, string expected) =>
        Assert.Equal(expected, string.Join("; ", Trace(sql).Select(c => $"{c.Name}: {string.Join(' ', Sources(c))}")));

    [Fact]
    public void Of_Counts_AreToldFromValues()
    {
        var columns = Trace("SELECT ward, count(arrears) AS a, sum(n) AS b, CAST(n AS VARCHAR) || '' AS c FROM (SELECT *, count_if(factors > 1) OVER () AS n FROM panel JOIN files USING (person_key)) GROUP BY ALL");

        Assert.Equal(["a", "b"], columns.Where(c => c.Flow.Values.IsEmpty).Select(c => c.Name));
        Assert.Contains(new ColumnSource("files", "factors"), columns[3].Flow.Values);
    }

    [Theory]
    [InlineData("SELECT COLUMNS('w.*') FROM panel", "COLUMNS")]
    [InlineData("SELECT * LIKE 'w%' FROM panel", "COLUMNS")]
    [InlineData("SELECT unnest([arrears]) AS ward FROM panel", "unnest")]
    [InlineData("SELECT ward FROM panel POSITIONAL JOIN files", "POSITIONAL")]
    [InlineData("SELECT rowid AS ward FROM panel", "rowid")]
    [InlineData("SELECT 'x' AS rowid, rowid AS ward FROM panel", "rowid")]
    [InlineData("SELECT s.k AS ward FROM panel, LATERAL (SELECT arrears AS k) AS s", "same FROM")]
    [InlineData("SELECT u.x AS ward FROM panel, unnest([panel.arrears]) AS u(x)", "same FROM")]
    [InlineData("SELECT 'x' AS k, arrears AS k, k AS ward FROM panel", "same AS")]
    [InlineData("SELECT ward AS \"max(arrears)\", \"max(arrears)\" AS ward FROM (SELECT ward, max(arrears) FROM panel GROUP BY ward)", "without a name")]
    [InlineData("SELECT ward_1 AS ward FROM (SELECT p.ward, f.ward FROM panel p, files f) AS s", "without a name")]
    [InlineData("SELECT panel.rank AS ward FROM panel", "does not have")]
    [InlineData("SELECT s.* FROM (SELECT struct_pack(a := arrears) AS s FROM panel) AS t", "not a table")]
    public void Check_FormThatCannotBeFollowed_IsRefusedByName(string sql, string construct)
    {
        var refused = Assert.IsType<CohortVerdict.Refused>(CohortGuard.Check(sql, Tables, isFile: true));

        Assert.Equal(CohortGuard.RefusedCode, refused.Code);
        Assert.Contains(construct, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT #3 AS ward FROM panel")]
    [InlineData("SELECT no_such_column AS ward FROM panel")]
    public void Of_OneColumnThatCannotBeFollowed_SaysSo(string sql) => Assert.NotNull(Trace(sql).Single().Flow.Problem);

    [Fact]
    public void Check_SubqueriesInSubqueries_EndsInTime()
    {
        var sql = "SELECT 1";
        for (var i = 0; i < 60; i++)
        {
            sql = $"SELECT ward FROM panel WHERE arrears IN ({sql})";
        }

        Assert.NotNull(CohortGuard.Check(sql, Tables, isFile: true));
    }

    private static IReadOnlyList<TracedColumn> Trace(string sql)
    {
        var verdict = CohortGuard.Check(sql, Tables, isFile: true);
        Assert.True(verdict is CohortVerdict.Allowed, verdict.ToString());
        return ((CohortVerdict.Allowed)verdict).Result!.Columns;
    }

    private static string[] Sources(TracedColumn column) =>
        [.. column.Flow.Values.Union(column.Flow.Counted).Select(s => s.ToString()).Order(StringComparer.Ordinal)];

    // Each column of the result as DuckDB gives it, with one source column holding other values.
    private static List<List<string>> Results(string sql, string? changed)
    {
        using var session = DuckSession.Open(new DuckOptions { Threads = 1, MemoryLimitMib = 256 });
        string Value(string column, string expression, string other) => $"{(column == changed ? other : expression)} AS {column.Split('.')[1]}";
        session.Execute(
            $"CREATE TABLE panel AS SELECT {Value("panel.person_key", "encode('p' || i)", "encode('q' || i)")}, {Value("panel.ward", "'W' || i % 5", "'V' || i % 5")}, {Value("panel.arrears", "i % 9", "(i * 5 + 2) % 8")} FROM range(30) r(i)",
            CancellationToken.None);
        session.Execute(
            $"CREATE TABLE files AS SELECT {Value("files.person_key", "encode('p' || i)", "encode('q' || i)")}, {Value("files.ward", "'W' || i % 5", "'V' || i % 5")}, {Value("files.factors", "i % 7", "(i * 3 + 1) % 6")} FROM range(30) r(i)",
            CancellationToken.None);
        session.Execute($"CREATE TABLE result AS {sql}", CancellationToken.None);
        var names = session.Query("SELECT column_name FROM duckdb_columns() WHERE table_name = 'result' ORDER BY column_index", r => r.GetString(0), CancellationToken.None);
        return [.. names.Select(n => session.Query(
            $"SELECT CAST({new SqlName(n)} AS VARCHAR) FROM result ORDER BY ALL", r => r.IsDBNull(0) ? "NULL" : r.GetString(0), CancellationToken.None).ToList())];
    }
}
