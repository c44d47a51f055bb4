namespace DuckDB.NET.Bindings.Tests.Behaviour;

/// <summary>Whatever the C API hands over is given back: strings, values, types, chunks, errors.</summary>
[Collection(Measured.Name)]
public sealed class LeakTests
{
    private const long Tolerated = 25_000_000;

    [Fact]
    public Task Parameters_ManyLongTexts_LeakNoMemory() => Bounded.Run(() =>
    {
        using var database = new Database();
        var text = new string('x', 20_000);

        // One leaked copy of each text would be 100 MB.
        AssertSteady(5_000, () => Assert.Equal(20_000, database.Scalar<int>("select length($value)::integer", ("value", text))));
    });

    [Fact]
    public Task Results_ManyWithNamesAndTypes_LeakNoMemory() => Bounded.Run(() =>
    {
        using var database = new Database();
        var name = new string('n', 20_000);

        // The name of the column is DuckDB's own; that of the field is handed over and 60 MB when kept.
        AssertSteady(3_000, () => Assert.Single(database.Rows($"select {{'{name}': 1}} as {name}")));
    });

    [Fact]
    public Task Errors_ManyLongMessages_LeakNoMemory() => Bounded.Run(() =>
    {
        using var database = new Database();
        var text = new string('e', 20_000);

        AssertSteady(2_000, () => Assert.Throws<DuckDB.NET.Data.DuckDBException>(() => database.Execute("select error($value)", ("value", text))));
    });

    [Fact]
    public Task Appenders_Many_LeakNoMemory() => Bounded.Run(() =>
    {
        using var database = new Database();
        database.Execute("create table t (a varchar, b bigint)");
        var text = new string('a', 20_000);

        // A chunk that is not given back keeps 32 KB of vectors and the text; the rows are dropped, so that the table stays empty.
        AssertSteady(2_000, () =>
        {
            using var appender = database.Connection.CreateAppender("t");
            appender.CreateRow().AppendValue(text).AppendValue(1L).EndRow();
            appender.Clear();
        });
    });

    [Fact]
    public Task AppenderErrors_ManyLongMessages_LeakNoMemory() => Bounded.Run(() =>
    {
        using var database = new Database();
        database.Execute("create table t (a varchar primary key)");
        var text = new string('k', 20_000);

        // The message names the key.
        AssertSteady(2_000, () =>
        {
            var appender = database.Connection.CreateAppender("t");
            appender.CreateRow().AppendValue(text).EndRow();
            appender.CreateRow().AppendValue(text).EndRow();
            Assert.Throws<DuckDB.NET.Data.DuckDBException>(appender.Close);
        });
    });

    // The first runs warm up; what the rest adds to the process must stay small.
    private static void AssertSteady(int times, Action action)
    {
        for (var i = 0; i < times / 5; i++)
        {
            action();
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Environment.WorkingSet;
        for (var i = 0; i < times; i++)
        {
            action();
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, Tolerated);
    }
}
