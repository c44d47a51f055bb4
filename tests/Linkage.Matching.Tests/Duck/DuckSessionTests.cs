using DuckDB.NET.Data;
using Linkage.Matching.Duck;
using Linkage.TestKit;

namespace Linkage.Matching.Tests.Duck;

public sealed class DuckSessionTests
{
    [Fact]
    public void Lock_AfterIt_NothingOutsideCanBeReachedOrChanged()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("x.csv", "a\n1\n");
        using var session = MatchingSession.Open();
        session.Execute($"CREATE TABLE t AS SELECT * FROM read_csv('{file}')", CancellationToken.None);

        session.Lock(CancellationToken.None);

        Assert.Equal(1, session.Scalar<long>("SELECT a FROM t", CancellationToken.None));
        foreach (var sql in new[]
        {
            $"SELECT * FROM read_csv('{file}')", $"COPY t TO '{folder.PathOf("y.csv")}'", $"ATTACH '{folder.PathOf("z.db")}'", "SET enable_external_access = true",
            "SET memory_limit = '1GB'", "SET lock_configuration = false", "RESET enable_external_access", "INSTALL httpfs", "LOAD httpfs", "SELECT * FROM read_text('/etc/passwd')",
        })
        {
            Assert.Throws<DuckDBException>(() => session.Execute(sql, CancellationToken.None));
        }
    }

    [Fact]
    public async Task Execute_CancelledWhileRunning_IsInterrupted()
    {
        using var session = MatchingSession.Open();
        using var source = new CancellationTokenSource();
        source.CancelAfter(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            Task.Run(() => session.Scalar<long>("SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE (a.range * b.range) % 7 = 3", source.Token)));
        Assert.Equal(1, session.Scalar<long>("SELECT 1", CancellationToken.None));
    }

    [Fact]
    public void Query_CancelledBetweenStatements_IsInterruptedUntilItEnds()
    {
        using var session = MatchingSession.Open();
        using var source = new CancellationTokenSource();

        // The first statement uses up the first interrupt. The second takes half a minute unless another comes, as one would whose first came too early.
        const string sql = "SELECT count(*) FROM range(100000) a, range(50000) b WHERE (a.range * b.range) % 7 = 3";
        Assert.Throws<OperationCanceledException>(() => session.Query(
            "SELECT 1",
            _ =>
            {
                source.Cancel();
                Assert.ThrowsAny<Exception>(() => session.Scalar<long>(sql, CancellationToken.None));
                return session.Scalar<long>(sql, CancellationToken.None);
            },
            source.Token));

        // And none comes after the end.
        Assert.Equal(1_000_000, session.Scalar<long>("SELECT count(*) FROM range(1000000) WHERE range * 3 >= 0", CancellationToken.None));
    }

    [Fact]
    public void Read_LargeResult_GivesEveryRowInOrder()
    {
        using var session = MatchingSession.Open();
        var (rows, inOrder) = (0L, true);

        session.Read("SELECT range FROM range(100000) ORDER BY range", r => inOrder &= r.GetInt64(0) == rows++, CancellationToken.None);

        Assert.True(inOrder);
        Assert.Equal(100_000, rows);
    }

    [Theory]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("x; DROP TABLE t", "\"x; DROP TABLE t\"")]
    public void SqlName_AnyText_IsQuoted(string name, string quoted) => Assert.Equal(quoted, new SqlName(name).ToString());

    [Fact]
    public void SqlStep_EverySqlFile_HasAHeadComment()
    {
        var assembly = typeof(DuckSession).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var head = reader.ReadLine()!;
            Assert.True(head.StartsWith("-- ", StringComparison.Ordinal) && head.Contains("; reads ", StringComparison.Ordinal) && head.Contains("; writes ", StringComparison.Ordinal), resource);
        }
    }
}
