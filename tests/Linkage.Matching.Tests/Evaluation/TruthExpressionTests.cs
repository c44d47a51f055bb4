using Linkage.Matching.Duck;
using Linkage.Matching.Evaluation;

namespace Linkage.Matching.Tests.Evaluation;

public sealed class TruthExpressionTests
{
    [Theory]
    [InlineData("regexp_extract(rec_id, '[0-9]+')", "rec_id")]
    [InlineData("cluster", "cluster")]
    [InlineData("a, b", "a,b")]
    [InlineData("\"odd \"\"name\" || '-' || lower(b)", "odd \"name,b")]
    [InlineData("CASE WHEN a IS NULL THEN b ELSE a::INT % 10 END -- comment", "a,b")]
    [InlineData("coalesce(nullif(trim(a), ''), split_part(b, '-', 2))", "a,b")]
    public void Parse_ScalarExpression_NamesItsColumns(string text, string columns)
    {
        using var session = MatchingSession.Open();

        var truth = TruthExpression.Parse(session, text, CancellationToken.None);

        Assert.Equal(columns.Split(',').Order(StringComparer.Ordinal), truth.Columns.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a +")]
    [InlineData("a) FROM read_csv('/etc/passwd') --")]
    [InlineData("(SELECT content FROM read_text('/etc/passwd'))")]
    [InlineData("a IN (SELECT 1)")]
    [InlineData("EXISTS (SELECT 1)")]
    [InlineData("read_text('/etc/passwd')")]
    [InlineData("read_blob(a)")]
    [InlineData("getenv('HOME')")]
    [InlineData("current_setting('temp_directory')")]
    [InlineData("nextval('s')")]
    [InlineData("random()")]
    [InlineData("uuid()")]
    [InlineData("max(a)")]
    [InlineData("row_number() OVER ()")]
    [InlineData("sum(1) OVER (ORDER BY a)")]
    [InlineData("COLUMNS(*)")]
    [InlineData("*")]
    [InlineData("?")]
    [InlineData("$1")]
    [InlineData("no_such_function(a)")]
    [InlineData("list_transform([a], lambda x: x)")]
    [InlineData("1; DROP TABLE a")]
    [InlineData("1); ATTACH '/tmp/x.db'; SELECT (1")]
    [InlineData("a) AS x, (b")]
    [InlineData("1) UNION ALL SELECT (2")]
    [InlineData("a) ORDER BY (1")]
    [InlineData("1) WHERE (true")]
    [InlineData("1) HAVING (getenv('HOME') = 'x'")]
    [InlineData("1) QUALIFY (true")]
    [InlineData("1) GROUP BY (a")]
    [InlineData("1) USING SAMPLE (10")]
    [InlineData("1) WINDOW w AS (PARTITION BY a")]
    public void Parse_AnythingElse_IsRefused(string text)
    {
        using var session = MatchingSession.Open();

        var error = Assert.Throws<MatchingInputException>(() => TruthExpression.Parse(session, text, CancellationToken.None));

        Assert.Equal("--truth", error.Where);
    }

    [Fact]
    public void Insert_UnknownColumnOrValue_NamesNoValue()
    {
        using var session = MatchingSession.Open();
        MatchingSession.Table(session, "a", ["id", "x"], ["1", "secret-value"]);
        session.Execute("CREATE TABLE e (dataset VARCHAR, record_id VARCHAR, entity VARCHAR)", CancellationToken.None);
        foreach (var text in new[] { "y", "x::INTEGER" })
        {
            var truth = TruthExpression.Parse(session, text, CancellationToken.None);
            var error = Assert.Throws<MatchingInputException>(() => truth.Insert(session, new SqlName("e"), "a", new SqlName("a"), new SqlName("id"), CancellationToken.None));
            Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
        }
    }
}
