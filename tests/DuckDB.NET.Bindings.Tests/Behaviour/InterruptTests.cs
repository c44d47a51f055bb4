using System.Diagnostics;

namespace DuckDB.NET.Bindings.Tests.Behaviour;

public sealed class InterruptTests
{
    // Runs for days when nobody stops it.
    private const string Endless = "select count(*) from range(10000000000) a, range(100000) b where hash(a.range, b.range) = 1";

    [Fact]
    public Task Cancel_FromAnotherThread_StopsTheQuery() => Bounded.Run(() =>
    {
        using var database = new Database();
        using var command = database.Command(Endless);
        using var timer = new Timer(_ => command.Cancel(), null, 300, Timeout.Infinite);
        var watch = Stopwatch.StartNew();

        Assert.ThrowsAny<OperationCanceledException>(() => command.ExecuteScalar());

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.Equal(1, database.Scalar<int>("select 1"));
    });

    [Fact]
    public Task CancellationToken_DuringQueryOrWrite_StopsIt() => Bounded.Run(() =>
    {
        using var database = new Database();
        foreach (var sql in new[] { Endless, $"create table t as {Endless}" })
        {
            using var command = database.Command(sql);
            using var source = new CancellationTokenSource(300);
            var watch = Stopwatch.StartNew();

            Assert.ThrowsAny<OperationCanceledException>(() => command.ExecuteNonQueryAsync(source.Token).GetAwaiter().GetResult());

            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        }

        Assert.Equal(0L, database.Scalar<long>("select count(*) from duckdb_tables()"));
    });

    [Fact]
    public Task Cancel_WhileStreaming_EndsTheReading() => Bounded.Run(() =>
    {
        using var database = new Database();
        using var command = database.Command("select range from range(10000000000)");
        command.UseStreamingMode = true;
        var rows = 0L;

        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                if (++rows == 100_000)
                {
                    command.Cancel();
                }
            }
        });

        Assert.Equal(1, database.Scalar<int>("select 1"));
    });

    [Fact]
    public Task Cancel_BeforeTheQueryStarts_IsForgotten() => Bounded.Run(() =>
    {
        // Whoever cancels must therefore go on asking until the query has ended.
        using var database = new Database();
        using var command = database.Command("select count(*) from range(1000)");
        command.Cancel();

        Assert.Equal(1000L, command.ExecuteScalar());
    });

    [Fact]
    public Task Cancel_OneConnection_LeavesTheOtherAlone() => Bounded.Run(() =>
    {
        using var database = new Database();
        using var other = database.Connection.Duplicate();
        other.Open();
        using var stopped = database.Command(Endless);
        using var running = other.CreateCommand();
        running.CommandText = "select count(*) from range(50000000) where hash(range) % 7 = 0";
        using var timer = new Timer(_ => stopped.Cancel(), null, 100, Timeout.Infinite);
        var counting = Task.Run(running.ExecuteScalar);

        Assert.ThrowsAny<OperationCanceledException>(() => stopped.ExecuteScalar());

        Assert.InRange((long)counting.GetAwaiter().GetResult()!, 1, 50_000_000);
    });
}
