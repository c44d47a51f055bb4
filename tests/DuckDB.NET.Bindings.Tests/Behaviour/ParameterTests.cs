using System.Numerics;

namespace DuckDB.NET.Bindings.Tests.Behaviour;

public sealed class ParameterTests
{
    public static TheoryData<object, string> Values => new()
    {
        { true, "BOOLEAN" },
        { false, "BOOLEAN" },
        { sbyte.MinValue, "TINYINT" },
        { short.MinValue, "SMALLINT" },
        { int.MinValue, "INTEGER" },
        { int.MaxValue, "INTEGER" },
        { long.MinValue, "BIGINT" },
        { long.MaxValue, "BIGINT" },
        { byte.MaxValue, "UTINYINT" },
        { ushort.MaxValue, "USMALLINT" },
        { uint.MaxValue, "UINTEGER" },
        { ulong.MaxValue, "UBIGINT" },
        { 1.5f, "FLOAT" },
        { Math.PI, "DOUBLE" },
        { double.NegativeInfinity, "DOUBLE" },
        { 0m, "DECIMAL(1,0)" },
        { -0.0001m, "DECIMAL(5,4)" },
        { 123456789.99m, "DECIMAL(11,2)" },
        { decimal.MaxValue, "DECIMAL(29,0)" },
        { decimal.MinValue, "DECIMAL(29,0)" },
        { "", "VARCHAR" },
        { "Siân O’Brien-Łukasz", "VARCHAR" },
        { "'); drop table t; --", "VARCHAR" },
        { "\U0001F468\u200D\U0001F469\u200D\U0001F467 \u202E\uFEFF e\u0301", "VARCHAR" },
        { new DateOnly(1, 1, 1), "DATE" },
        { new DateOnly(1900, 2, 28), "DATE" },
        { new DateOnly(9999, 12, 31), "DATE" },
        { new TimeOnly(23, 59, 59, 999, 999), "TIME" },
        { new DateTime(2024, 2, 29, 1, 2, 3, 456, 789), "TIMESTAMP" },
        { new DateTime(1066, 10, 14), "TIMESTAMP" },
        { new TimeSpan(1, 2, 3, 4, 5, 6), "INTERVAL" },
        { new TimeSpan(-3, -2, -1), "INTERVAL" },
        { Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), "UUID" },
        { Guid.Parse("ffeeddcc-bbaa-9988-7766-554433221100"), "UUID" },
        { BigInteger.Pow(2, 100), "HUGEINT" },
        { BigInteger.Negate(BigInteger.Pow(2, 100)), "HUGEINT" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Parameter_OfEachType_ComesBackEqualAndTyped(object value, string type)
    {
        using var database = new Database();
        using var command = database.Command("select typeof($value), $value, $value is not distinct from $value", ("value", value));

        using var reader = command.ExecuteReader();

        Assert.True(reader.Read());
        Assert.Equal(type, reader.GetString(0));
        Assert.Equal(value, reader.GetValue(1));
        Assert.True(reader.GetBoolean(2));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(100_000)]
    public void Parameter_Blob_ComesBackByteForByte(int length)
    {
        var bytes = Enumerable.Range(0, length).Select(i => (byte)(i * 7)).ToArray();
        using var database = new Database();
        using var command = database.Command("select typeof($value), octet_length($value), $value", ("value", bytes));

        using var reader = command.ExecuteReader();

        Assert.True(reader.Read());
        Assert.Equal("BLOB", reader.GetString(0));
        Assert.Equal((long)length, reader.GetInt64(1));
        Assert.Equal(bytes, Database.Bytes(reader, 2));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Parameter_Null_IsNull(bool asDbNull)
    {
        using var database = new Database();

        Assert.True(database.Scalar<bool>("select $value::varchar is null", ("value", asDbNull ? DBNull.Value : null)));
    }

    [Fact]
    public void Parameter_DateTimeOffset_IsTheInstant()
    {
        using var database = new Database();
        database.Execute("set TimeZone = 'UTC'");

        var instant = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.FromHours(1));

        Assert.Equal("TIMESTAMP WITH TIME ZONE|2023-12-31 23:00:00+00", Assert.Single(database.Rows("select typeof($value), $value::varchar", ("value", instant))));
    }

    [Fact]
    public void Parameter_List_GivesItsElements()
    {
        using var database = new Database();

        var rows = database.Rows("select unnest($value::varchar[]) order by 1", ("value", new List<string> { "b", "a", "c" }));

        Assert.Equal(["a", "b", "c"], rows);
    }

    [Fact]
    public void Parameter_IntoTypedColumns_FitsTheColumn()
    {
        using var database = new Database();
        database.Execute("create table t (a bigint, b decimal(10, 2), c date, d varchar, e blob, f uuid, g double)");

        database.Execute(
            "insert into t values ($a, $b, $c, $d, $e, $f, $g)",
            ("a", 1),
            ("b", 2.5m),
            ("c", new DateTime(2024, 2, 29)),
            ("d", "x"),
            ("e", new byte[] { 0, 255 }),
            ("f", Guid.Parse("00112233-4455-6677-8899-aabbccddeeff")),
            ("g", 1));

        Assert.Equal(@"1|2.50|2024-02-29|x|\x00\xFF|00112233-4455-6677-8899-aabbccddeeff|1.0", Assert.Single(database.Rows("select columns(*)::varchar from t")));
    }
}
