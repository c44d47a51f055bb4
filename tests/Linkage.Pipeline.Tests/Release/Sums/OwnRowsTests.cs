using Linkage.Pipeline.Release.Sums;

namespace Linkage.Pipeline.Tests.Release.Sums;

/// <summary>What somebody adds to a sum is made of his own rows, or the query is refused.</summary>
public sealed class OwnRowsTests
{
    private static readonly string[] Tables = ["a", "b"];

    [Theory]
    [InlineData("SELECT person_key, ward, money FROM a")]
    [InlineData("SELECT * FROM a")]
    [InlineData("SELECT person_key, max(ward), sum(money) FROM a GROUP BY person_key")]
    [InlineData("SELECT person_key, ward, max(money) FROM a GROUP BY ALL")]
    [InlineData("SELECT person_key, ward, money FROM a JOIN b USING (person_key)")]
    [InlineData("SELECT a.person_key, ward, b.money FROM a LEFT JOIN b ON a.person_key = b.person_key AND b.money > 0")]
    [InlineData("SELECT x.person_key, ward FROM a AS x JOIN b AS y ON y.person_key = x.person_key")]
    [InlineData("SELECT person_key, ward, money FROM a WHERE money > (SELECT avg(money) FROM b) AND person_key IN (SELECT person_key FROM cohort)")]
    [InlineData("SELECT person_key, ward, money FROM a UNION ALL SELECT person_key, ward, money FROM b")]
    [InlineData("WITH own AS (SELECT person_key, sum(money) AS money FROM a GROUP BY person_key) SELECT person_key, ward, money FROM own JOIN b USING (person_key)")]
    [InlineData("SELECT person_key, money FROM (SELECT person_key, money FROM a) AS own SEMI JOIN b USING (person_key)")]
    public void FirstObjection_RowsOfOnePerson_None(string sql) => Assert.Null(Objection(sql));

    [Theory]
    [InlineData("SELECT person_key, ward, max(money) OVER () FROM a", "window")]
    [InlineData("SELECT person_key, ward, money + 0 * lag(money) OVER (ORDER BY ward) FROM a", "window")]
    [InlineData("SELECT person_key, (SELECT max(money) FROM b) FROM a", "subquery among its columns")]
    [InlineData("SELECT any_value(person_key) AS person_key, sum(money) FROM a GROUP BY ward", "begin with person_key")]
    [InlineData("SELECT arg_max(person_key, money) AS person_key, quantile_cont(money, 0.5) FROM a", "begin with person_key")]
    [InlineData("SELECT ward AS person_key, money FROM a", "begin with person_key")]
    [InlineData("SELECT person_key AS ward, money FROM a", "begin with person_key")]
    [InlineData("SELECT * REPLACE (1 AS money) FROM a", "begin with person_key")]
    [InlineData("SELECT a.person_key, b.money FROM a JOIN b ON a.ward = b.ward", "join that is not by person_key")]
    [InlineData("SELECT a.person_key, b.money FROM a JOIN b ON a.person_key = a.person_key", "join that is not by person_key")]
    [InlineData("SELECT a.person_key, b.money FROM a JOIN b ON a.person_key = b.person_key OR a.ward = b.ward", "join that is not by person_key")]
    [InlineData("SELECT a.person_key, b.money FROM a, b", "join that is no INNER")]
    [InlineData("SELECT a.person_key, b.money FROM a CROSS JOIN b", "join that is no INNER")]
    [InlineData("SELECT a.person_key, b.money FROM a NATURAL JOIN b", "join that is no INNER")]
    [InlineData("SELECT b.person_key, a.money FROM a RIGHT JOIN b USING (person_key)", "join that is no INNER")]
    [InlineData("SELECT person_key, m FROM a JOIN (SELECT max(money) AS m FROM b) AS most ON true", "begin with person_key")]
    [InlineData("SELECT person_key, money FROM a JOIN (SELECT ward, max(money) AS m FROM b GROUP BY ward) AS most USING (ward)", "begin with person_key")]
    [InlineData("SELECT a.person_key, o.m FROM a JOIN b AS o(m, person_key) USING (person_key)", "list of column names")]
    [InlineData("WITH o(person_key, m) AS (SELECT person_key, money FROM b) SELECT person_key, m FROM o", "list of column names")]
    [InlineData("SELECT person_key, money FROM a QUALIFY row_number() OVER (ORDER BY money) = 1", "QUALIFY")]
    [InlineData("SELECT person_key, money FROM a EXCEPT SELECT person_key, money FROM b", "EXCEPT")]
    [InlineData("SELECT person_key, money, u FROM a, unnest([1, 2]) AS t(u)", "list of column names")]
    [InlineData("SELECT person_key, money FROM cohort", "begin with person_key")]
    public void FirstObjection_RowsThatOthersCanFlowInto_Objects(string sql, string because)
    {
        var objection = Objection(sql);

        Assert.NotNull(objection);
        Assert.Contains(because, objection, StringComparison.Ordinal);
        Assert.Contains("USING (person_key)", objection, StringComparison.Ordinal);
    }

    [Fact]
    public void FirstObjection_CohortOfOwnRows_MayBeRead() => Assert.Null(OwnRows.FirstObjection("SELECT person_key, money FROM cohort", Tables, "SELECT person_key, money FROM a UNION SELECT person_key, money FROM b"));

    private static string? Objection(string sql) => OwnRows.FirstObjection(sql, Tables, "SELECT ward, max(money) AS money FROM a GROUP BY ward");
}
