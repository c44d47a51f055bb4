using DuckDB.NET.Native;

namespace DuckDB.NET.Bindings.Tests;

/// <summary>The numbers of the enums are those of the native library.</summary>
public sealed class EnumTests
{
    [Theory]
    [InlineData("true", DuckDBType.Boolean)]
    [InlineData("1::tinyint", DuckDBType.TinyInt)]
    [InlineData("1::smallint", DuckDBType.SmallInt)]
    [InlineData("1::integer", DuckDBType.Integer)]
    [InlineData("1::bigint", DuckDBType.BigInt)]
    [InlineData("1::utinyint", DuckDBType.UnsignedTinyInt)]
    [InlineData("1::usmallint", DuckDBType.UnsignedSmallInt)]
    [InlineData("1::uinteger", DuckDBType.UnsignedInteger)]
    [InlineData("1::ubigint", DuckDBType.UnsignedBigInt)]
    [InlineData("1::float", DuckDBType.Float)]
    [InlineData("1::double", DuckDBType.Double)]
    [InlineData("timestamp '2024-01-01'", DuckDBType.Timestamp)]
    [InlineData("date '2024-01-01'", DuckDBType.Date)]
    [InlineData("time '01:02:03'", DuckDBType.Time)]
    [InlineData("interval 1 day", DuckDBType.Interval)]
    [InlineData("1::hugeint", DuckDBType.HugeInt)]
    [InlineData("'x'", DuckDBType.Varchar)]
    [InlineData("'x'::blob", DuckDBType.Blob)]
    [InlineData("1.5::decimal(5, 2)", DuckDBType.Decimal)]
    [InlineData("'2024-01-01'::timestamp_s", DuckDBType.TimestampS)]
    [InlineData("'2024-01-01'::timestamp_ms", DuckDBType.TimestampMs)]
    [InlineData("'2024-01-01'::timestamp_ns", DuckDBType.TimestampNs)]
    [InlineData("'a'::enum('a')", DuckDBType.Enum)]
    [InlineData("[1]", DuckDBType.List)]
    [InlineData("{'a': 1}", DuckDBType.Struct)]
    [InlineData("map {1: 2}", DuckDBType.Map)]
    [InlineData("'00112233-4455-6677-8899-aabbccddeeff'::uuid", DuckDBType.Uuid)]
    [InlineData("union_value(a := 1)", DuckDBType.Union)]
    [InlineData("'101'::bit", DuckDBType.Bit)]
    [InlineData("'01:02:03+01'::timetz", DuckDBType.TimeTz)]
    [InlineData("'2024-01-01'::timestamptz", DuckDBType.TimestampTz)]
    [InlineData("1::uhugeint", DuckDBType.UnsignedHugeInt)]
    [InlineData("[1]::integer[1]", DuckDBType.Array)]
    [InlineData("1::bignum", DuckDBType.VarInt)]
    [InlineData("'01:02:03'::time_ns", (DuckDBType)39)]
    [InlineData("'POINT (1 2)'::geometry", (DuckDBType)40)]
    [InlineData("1::variant", (DuckDBType)41)]
    public void DuckDBType_OfAColumn_IsTheNativeNumber(string expression, DuckDBType expected)
    {
        using var database = new Database();
        database.Execute($"create table t as select {expression} as a where false");
        var connection = database.Connection.NativeConnection;
        NativeMethods.Appender.DuckDBAppenderCreateExt(connection, null!, null!, "t", out var appender);
        using (appender)
        {
            using var type = NativeMethods.Appender.DuckDBAppenderColumnType(appender, 0);
            Assert.Equal(expected, NativeMethods.LogicalType.DuckDBGetTypeId(type));
        }
    }
}
