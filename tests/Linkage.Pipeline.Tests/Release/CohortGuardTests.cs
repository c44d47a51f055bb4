using Linkage.Pipeline.Release;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Release;

public sealed class CohortGuardTests
{
    private static readonly string[] Tables = ["rent_arrears_panel", "food_vouchers", "think_family"];

    [Theory]
    [InlineData("SELECT person_key FROM rent_arrears_panel")]
    [InlineData("SELECT person_key FROM RENT_ARREARS_PANEL;")]
    [InlineData("SELECT age(DATE '2026-01-01', d) FROM food_vouchers")]
    [InlineData("FROM food_vouchers")]
    [InlineData("SELECT * EXCLUDE (ward_code) FROM food_vouchers AS f LEFT JOIN think_family USING (person_key) WHERE f.vouchers_issued BETWEEN 1 AND 3")]
    [InlineData("WITH a AS (SELECT person_key FROM food_vouchers), b AS (SELECT * FROM a) SELECT * FROM b UNION ALL SELECT person_key FROM think_family")]
    [InlineData("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n")]
    [InlineData("SELECT ward_code, count(*) FILTER (vouchers_issued > 1), sum(vouchers_issued) OVER (PARTITION BY ward_code ORDER BY person_key ROWS 1 PRECEDING) FROM food_vouchers GROUP BY ALL")]
    [InlineData("SELECT x FROM unnest([1, 2]) AS u(x), range(3) AS r(y) WHERE list_contains(list_transform([1, 2], lambda v: v + 1), x)")]
    [InlineData("SELECT CAST(d AS DECIMAL(4, 1)), extract(year FROM d), CASE WHEN x IS NULL THEN 'a' ELSE coalesce(y, 'b') END FROM food_vouchers")]
    [InlineData("SELECT person_key FROM food_vouchers WHERE hex(sha256(hex(person_key))) < '8' AND EXISTS (SELECT 1 FROM think_family t WHERE t.person_key = food_vouchers.person_key)")]
    [InlineData("SELECT * FROM (VALUES (1), (2)) AS v(x) ORDER BY ALL LIMIT 1")]
    [InlineData("SELECT reached.person_key FROM food_vouchers AS reached ANTI JOIN (SELECT person_key FROM think_family) AS t USING (person_key)")]
    [InlineData("SELECT DISTINCT ON (ward_code) ward_code FROM food_vouchers QUALIFY row_number() OVER () = 1")]
    public void Check_SelectOverMountedTables_Allows(string sql) =>
        Assert.IsType<CohortVerdict.Allowed>(CohortGuard.Check(sql, Tables));

    [Theory]
    [InlineData("SELECT * FROM read_csv('people.csv')", "read_csv")]
    [InlineData("SELECT * FROM read_parquet('people.parquet')", "read_parquet")]
    [InlineData("SELECT * FROM read_text('/etc/passwd')", "read_text")]
    [InlineData("SELECT * FROM read_blob('/etc/passwd')", "read_blob")]
    [InlineData("SELECT * FROM glob('*')", "glob")]
    [InlineData("SELECT * FROM 'people.csv'", "not mounted")]
    [InlineData("FROM 'people.parquet'", "not mounted")]
    [InlineData("FROM \"people.parquet\"", "not mounted")]
    [InlineData("SELECT * FROM benefits_ctr_hb", "benefits_ctr_hb is not mounted")]
    [InlineData("SELECT * FROM main.food_vouchers", "schema")]
    [InlineData("SELECT * FROM information_schema.tables", "schema")]
    [InlineData("SELECT * FROM other.main.food_vouchers", "schema")]
    [InlineData("SELECT * FROM duckdb_settings()", "duckdb_settings")]
    [InlineData("SELECT * FROM duckdb_tables", "not mounted")]
    [InlineData("SELECT * FROM sqlite_master", "not mounted")]
    [InlineData("SELECT * FROM pg_catalog.pg_class", "schema")]
    [InlineData("SELECT * FROM pragma_database_list()", "pragma_database_list")]
    [InlineData("SELECT * FROM query('SELECT 1')", "query")]
    [InlineData("SELECT * FROM query_table('food_vouchers')", "query_table")]
    [InlineData("SELECT * FROM json_execute_serialized_sql('x')", "json_execute_serialized_sql")]
    [InlineData("SELECT * FROM repeat_row(1, num_rows = 3)", "repeat_row")]
    [InlineData("SELECT getenv('HOME')", "getenv")]
    [InlineData("SELECT current_setting('temp_directory') FROM food_vouchers", "current_setting")]
    [InlineData("SELECT getvariable('x')", "getvariable")]
    [InlineData("SELECT nextval('s')", "nextval")]
    [InlineData("SELECT random()", "random")]
    [InlineData("SELECT uuid()", "uuid")]
    [InlineData("SELECT now()", "now")]
    [InlineData("SELECT current_timestamp FROM food_vouchers", "current_timestamp")]
    [InlineData("SELECT \"current_user\"", "current_user")]
    [InlineData("SELECT age(DATE '2000-01-01')", "age")]
    [InlineData("SELECT list_aggregate([1], 'reservoir_quantile')", "list_aggregate")]
    [InlineData("SELECT error('x')", "error")]
    [InlineData("SELECT sleep_ms(100000)", "sleep_ms")]
    [InlineData("SELECT write_log('x')", "write_log")]
    [InlineData("SELECT pg_catalog.lower('x')", "schema")]
    [InlineData("ATTACH 'x.db'", "ATTACH")]
    [InlineData("COPY food_vouchers TO 'x.csv'", "COPY")]
    [InlineData("COPY (SELECT 1) TO 'x.csv'", "COPY")]
    [InlineData("SET threads = 1", "SET")]
    [InlineData("RESET threads", "RESET")]
    [InlineData("PRAGMA database_list", "PRAGMA")]
    [InlineData("INSTALL httpfs", "INSTALL")]
    [InlineData("LOAD httpfs", "LOAD")]
    [InlineData("CALL pragma_version()", "CALL")]
    [InlineData("EXPORT DATABASE 'x'", "EXPORT")]
    [InlineData("IMPORT DATABASE 'x'", "IMPORT")]
    [InlineData("INSERT INTO food_vouchers VALUES (1)", "INSERT")]
    [InlineData("/* SELECT */ -- SELECT\n /* x */ DELETE FROM food_vouchers", "DELETE")]
    [InlineData("UPDATE food_vouchers SET x = 1", "UPDATE")]
    [InlineData("DROP TABLE food_vouchers", "DROP")]
    [InlineData("CREATE MACRO f(x) AS TABLE SELECT * FROM read_csv(x)", "CREATE")]
    [InlineData("EXPLAIN ANALYZE SELECT 1", "EXPLAIN")]
    [InlineData("PREPARE p AS SELECT 1", "PREPARE")]
    [InlineData("USE memory", "USE")]
    [InlineData("SELECT 1; SELECT 2", "2 statements")]
    [InlineData("SELECT 1; ATTACH 'x.db'", "not a SELECT")]
    [InlineData("SELECT 1 /*; */ ; -- \n SELECT 2", "2 statements")]
    [InlineData("", "empty")]
    [InlineData("-- only a comment", "empty")]
    [InlineData("SELEC 1", "not valid SQL")]
    [InlineData("SHOW TABLES", "SHOW")]
    [InlineData("DESCRIBE food_vouchers", "SHOW")]
    [InlineData("SUMMARIZE food_vouchers", "SHOW")]
    [InlineData("SELECT * FROM (DESCRIBE SELECT 1)", "SHOW")]
    [InlineData("SELECT * FROM (PIVOT food_vouchers ON ward_code IN ('a') USING count(*))", "PIVOT")]
    [InlineData("SELECT $1", "parameter")]
    [InlineData("SELECT ?", "parameter")]
    [InlineData("SELECT * FROM food_vouchers USING SAMPLE 10", "sample")]
    [InlineData("SELECT * FROM food_vouchers TABLESAMPLE 10%", "sample")]
    [InlineData("SELECT * FROM food_vouchers AT (VERSION => 1)", "earlier version")]
    [InlineData("SELECT (SELECT content FROM read_text('x'))", "read_text")]
    [InlineData("SELECT 1 WHERE EXISTS (FROM 'x.csv')", "not mounted")]
    [InlineData("SELECT 1 IN (SELECT * FROM 'x.csv')", "not mounted")]
    [InlineData("SELECT x FROM food_vouchers ORDER BY (SELECT * FROM 'x.csv')", "not mounted")]
    [InlineData("SELECT x FROM food_vouchers LIMIT (SELECT count(*) FROM 'x.csv')", "not mounted")]
    [InlineData("SELECT sum(x) OVER (ORDER BY (SELECT * FROM 'x.csv')) FROM food_vouchers", "not mounted")]
    [InlineData("SELECT sum(x) FILTER (WHERE x IN (FROM 'x.csv')) FROM food_vouchers", "not mounted")]
    [InlineData("SELECT list_transform([1], lambda x: getenv('A'))", "getenv")]
    [InlineData("SELECT * REPLACE (getenv('A') AS ward_code) FROM food_vouchers", "getenv")]
    [InlineData("SELECT CASE WHEN 1 = 1 THEN getenv('A') END", "getenv")]
    [InlineData("SELECT * FROM food_vouchers f JOIN think_family t ON f.x = getenv('A')", "getenv")]
    [InlineData("SELECT 1 GROUP BY getenv('A')", "getenv")]
    [InlineData("SELECT count(*) FROM food_vouchers HAVING getenv('A') = 'x'", "getenv")]
    [InlineData("SELECT x FROM food_vouchers QUALIFY getenv('A') = 'x'", "getenv")]
    [InlineData("VALUES (getenv('A'))", "getenv")]
    [InlineData("SELECT * FROM unnest([getenv('A')])", "getenv")]
    [InlineData("WITH x AS (SELECT getenv('A')) SELECT 1", "getenv")]
    [InlineData("WITH x AS (SELECT 1) SELECT * FROM y", "y is not mounted")]
    [InlineData("WITH \"f.parquet\" AS (SELECT * FROM \"f.parquet\") SELECT * FROM \"f.parquet\"", "not mounted")]
    [InlineData("WITH \"f.parquet\" AS (SELECT 1) SELECT * FROM \"f.parquet\"", "plain word")]
    [InlineData("WITH duckdb_tables AS (SELECT * FROM duckdb_tables) SELECT * FROM duckdb_tables", "not mounted")]
    [InlineData("SELECT * FROM (WITH inner_one AS (SELECT 1) SELECT * FROM inner_one), inner_one", "inner_one is not mounted")]
    [InlineData("SELECT 'x'::no_such_type", "UNBOUND_TYPE_INFO")]
    [InlineData("SELECT f.current_setting('a') FROM food_vouchers f", "current_setting")]
    [InlineData("SELECT ('a').getenv()", "getenv")]
    [InlineData("SELECT x FROM food_vouchers UNION SELECT getenv('A')", "getenv")]
    [InlineData("SELECT DISTINCT ON (getenv('A')) 1", "getenv")]
    [InlineData("SELECT COLUMNS(c -> c LIKE getenv('A')) FROM food_vouchers", "getenv")]
    [InlineData("SELECT string_agg(x, ',' ORDER BY getenv('A')) FROM food_vouchers", "getenv")]
    [InlineData("SELECT * FROM food_vouchers, LATERAL (SELECT getenv(food_vouchers.x))", "getenv")]
    public void Check_AnythingElse_RefusesAndNamesIt(string sql, string named)
    {
        var refused = Assert.IsType<CohortVerdict.Refused>(CohortGuard.Check(sql, Tables));

        Assert.Equal("COHORT_QUERY_REFUSED", refused.Code);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("people", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("passwd", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PermittedFunctions_EachIsKnownToDuckDBAndDependsOnItsArgumentsAlone()
    {
        // Words the parser turns into an expression of its own, and operators it names otherwise than the catalogue.
        string[] parsed = ["coalesce", "if", "ifnull", "unnest", "~~", "!~~", "~~*", "!~~*", "~"];
        var catalogue = ReleaseWorld.Read(
            "SELECT lower(function_name), coalesce(stability, 'CONSISTENT') FROM duckdb_functions()", r => (Name: r.GetString(0), Stability: r.GetString(1)));

        Assert.Empty(PermittedFunctions.All.Except(catalogue.Select(f => f.Name)).Except(parsed));
        Assert.Empty(catalogue.Where(f => PermittedFunctions.Contains(f.Name) && f.Stability != "CONSISTENT").Select(f => $"{f.Name} {f.Stability}").Distinct());
    }

    [Fact]
    public void Check_DeepOrLongQuery_RefusesWithoutFailing()
    {
        Assert.NotNull(CohortGuard.Check($"SELECT {new string('(', 5000)}1{new string(')', 5000)}", Tables));
        Assert.IsType<CohortVerdict.Refused>(CohortGuard.Check($"SELECT {string.Join('+', Enumerable.Repeat("1", 4000))}", Tables));
        Assert.IsType<CohortVerdict.Refused>(CohortGuard.Check($"SELECT '{new string('x', 300_000)}'", Tables));
    }

    [Fact]
    public void Check_TheProjectsOwnQueries_AreAllowed()
    {
        foreach (var path in Directory.GetFiles(RepositoryPaths.Cohorts, "*.sql"))
        {
            var verdict = CohortGuard.Check(File.ReadAllText(path), [.. Tables, "adult_social_care", "benefits_ctr_hb", "dwp_lcf_monthly", "cohort"]);
            Assert.True(verdict is CohortVerdict.Allowed, $"{Path.GetFileName(path)}: {verdict}");
        }
    }

    [Theory]
    [InlineData("select person_key from food_vouchers where x > 1")]
    [InlineData("SELECT\n  person_key -- the key\nFROM food_vouchers /* all */ WHERE x>1;")]
    public void QueryDigest_LayoutCommentsAndCase_DoNotChangeIt(string sql) =>
        Assert.Equal(QueryDigest.Of("SELECT person_key FROM food_vouchers WHERE x > 1"), QueryDigest.Of(sql));

    [Theory]
    [InlineData("SELECT person_key FROM food_vouchers WHERE x > 2")]
    [InlineData("SELECT person_key FROM food_vouchers WHERE x >= 1")]
    [InlineData("SELECT person_key FROM think_family WHERE x > 1")]
    [InlineData("SELECT person_key AS k FROM food_vouchers WHERE x > 1")]
    [InlineData("SELECT person_key FROM food_vouchers WHERE x > '1'")]
    public void QueryDigest_OtherMeaning_ChangesIt(string sql) =>
        Assert.NotEqual(QueryDigest.Of("SELECT person_key FROM food_vouchers WHERE x > 1"), QueryDigest.Of(sql));

    [Fact]
    public void QueryDigest_KnownQuery_StaysWhatRulesApproved() =>
        Assert.StartsWith("deaf3cc373649250dc3b89adb5c16d9ca838d1f76", QueryDigest.Of("SELECT person_key FROM food_vouchers"), StringComparison.Ordinal);

    [Fact]
    public void QueryDigest_NotOneSelect_ThrowsWithoutTheText()
    {
        var error = Assert.Throws<FormatException>(() => QueryDigest.Of("COPY secret TO 'secret.csv'"));
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }
}
