using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace DuckDB.NET.Bindings.Tests.StandIn;

/// <summary>Arguments of table functions are read through our <see cref="DuckDBValue"/>.</summary>
public sealed class ArgumentTests
{
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
                Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), true,
            ],
            seen);
    });

    [Fact]
    public Task Argument_NullReadAsANumber_IsRefused() => Bounded.Run(() =>
    {
        using var database = new Database();
        database.Connection.RegisterTableFunction<int>(
            "one",
            arguments => new TableFunction([new ColumnInfo("n", typeof(int))], Enumerable.Repeat(arguments[0].GetValue<int?>() ?? arguments[0].GetValue<int>(), 1)),
            (item, writers, row) => writers[0].WriteValue((int)item!, row));

        Assert.Equal(["7"], database.Rows("from one(7)"));
        Assert.Throws<DuckDBException>(() => database.Rows("from one(null)"));
    });
}
