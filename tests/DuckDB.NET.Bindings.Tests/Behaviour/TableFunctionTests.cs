using DuckDB.NET.Data;

namespace DuckDB.NET.Bindings.Tests.Behaviour;

public sealed class TableFunctionTests
{
    [Fact]
    public Task Register_WithArguments_GivesItsRows() => Bounded.Run(() =>
    {
        using var database = new Database();
        database.Connection.RegisterTableFunction<int, string>(
            "repeated",
            arguments => new TableFunction(
                [new ColumnInfo("n", typeof(int)), new ColumnInfo("s", typeof(string))],
                Enumerable.Repeat(arguments[1].GetValue<string>(), arguments[0].GetValue<int>()).Select((text, i) => (i, text))),
            (item, writers, row) =>
            {
                var (i, text) = ((int, string))item!;
                writers[0].WriteValue(i, row);
                writers[1].WriteValue(text, row);
            });

        Assert.Equal(["0|é", "1|é", "2|é"], database.Rows("from repeated(3, 'é')"));
        Assert.Equal(100_000L, database.Scalar<long>("select count(*) from repeated(100000, 'x')"));
    });

    [Fact]
    public Task Register_ThatThrows_ArrivesAsDuckDBException() => Bounded.Run(() =>
    {
        using var database = new Database();
        database.Connection.RegisterTableFunction(
            "failing",
            () => new TableFunction([new ColumnInfo("n", typeof(int))], Enumerable.Range(0, 1)),
            (_, _, _) => throw new FormatException("not my format"));

        var error = Assert.Throws<DuckDBException>(() => database.Execute("from failing()"));

        Assert.Contains("not my format", error.Message, StringComparison.Ordinal);
    });
}
