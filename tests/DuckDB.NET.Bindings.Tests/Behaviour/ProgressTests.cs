using DuckDB.NET.Native;

namespace DuckDB.NET.Bindings.Tests.Behaviour;

[Collection(Measured.Name)]
public sealed class ProgressTests
{
    [Fact]
    public Task GetQueryProgress_DuringALongQuery_GrowsToTheEnd() => Bounded.Run(
        () =>
        {
            using var database = new Database("DataSource=:memory:;threads=2");
            database.Execute("set enable_progress_bar = true; set enable_progress_bar_print = false; set progress_bar_time = 0");
            database.Execute("create table t as select range as a from range(3000000)");
            var seen = new List<DuckDBQueryProgress>();
            using var ended = new ManualResetEventSlim();
            var watcher = new Thread(() =>
            {
                while (!ended.Wait(10))
                {
                    seen.Add(database.Connection.GetQueryProgress());
                }
            });
            watcher.Start();

            database.Execute("select count(distinct md5(a::varchar)) from t");
            ended.Set();
            watcher.Join();

            var known = seen.Where(progress => progress.TotalRowsToProcess > 0).ToList();
            Assert.NotEmpty(known);
            Assert.All(known, progress => Assert.InRange(progress.Percentage, 0, 100));
            Assert.All(known, progress => Assert.InRange(progress.RowsProcessed, 0UL, progress.TotalRowsToProcess));
            Assert.Contains(known, progress => progress.Percentage is > 0 and < 100);
        },
        120);

    [Fact]
    public void GetQueryProgress_NothingRuns_IsMinusOne()
    {
        using var database = new Database();

        Assert.Equal(-1, database.Connection.GetQueryProgress().Percentage);
    }
}
