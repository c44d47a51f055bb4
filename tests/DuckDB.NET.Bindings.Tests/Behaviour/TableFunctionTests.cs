using DuckDB.NET.Data;
using DuckDB.NET.Native;

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
    public Task Arguments_OfEachType_AreRead() => Bounded.Run(() =>
    {
        using var database = new Database();
        var seen = new List<object?>();
        database.Connection.RegisterTableFunction(
            "arguments",
            arguments =>
            {
                seen.Add(arguments[0].GetValue<bool>());
                seen.Add(arguments[1].GetValue<long>());
                seen.Add(arguments[2].GetValue<double>());
                seen.Add(arguments[3].GetValue<decimal>());
                seen.Add(arguments[4].GetValue<DateOnly>());
                seen.Add(arguments[5].GetValue<DateTime>());
                seen.Add(arguments[6].GetValue<Guid>());
                seen.Add(arguments[7].IsNull());
                seen.Add(arguments[7].GetValue<int?>());
                return new TableFunction([new ColumnInfo("n", typeof(int))], Array.Empty<int>());
            },
            (_, _, _) => { },
            DuckDBType.Boolean,
            DuckDBType.BigInt,
            DuckDBType.Double,
            DuckDBType.Varchar,
            DuckDBType.Date,
            DuckDBType.Timestamp,
            DuckDBType.Uuid,
            DuckDBType.Integer);

        database.Execute("""
            from arguments(true, 9223372036854775807, 0.5, '12.50', date '2024-02-29', timestamp '2024-02-29 01:02:03.000004',
                           uuid '00112233-4455-6677-8899-aabbccddeeff', null)
            """);

        Assert.Equal(
            [
                true, long.MaxValue, 0.5, 12.50m, new DateOnly(2024, 2, 29), new DateTime(2024, 2, 29, 1, 2, 3, 0, 4),
                Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), true, null,
            ],
            seen);
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
