using System.Numerics;
using System.Runtime.InteropServices;
using DuckDB.NET.Native;

namespace DuckDB.NET.Bindings.Tests.StandIn;

/// <summary>The value structs by themselves: layout, conversions, ranges.</summary>
public sealed class ValueTests
{
    public static TheoryData<BigInteger> Signed => new(
        BigInteger.Zero,
        BigInteger.One,
        BigInteger.MinusOne,
        ulong.MaxValue,
        -(BigInteger)ulong.MaxValue,
        BigInteger.Pow(2, 64),
        -BigInteger.Pow(2, 64),
        Int128.MaxValue,
        Int128.MinValue);

    [Theory]
    [MemberData(nameof(Signed))]
    public void HugeInt_RoundTrip_GivesTheNumber(BigInteger number)
    {
        var value = new DuckDBHugeInt(number);

        Assert.Equal(number, value.ToBigInteger());
        Assert.Equal((Int128)number, value.ToInt128());
        Assert.Equal(number, (new BigInteger(value.Upper) << 64) + value.Lower);
        Assert.Equal(value, new DuckDBHugeInt(value.Lower, value.Upper));
    }

    [Fact]
    public void HugeInt_BeyondItsRange_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DuckDBHugeInt((BigInteger)Int128.MaxValue + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DuckDBHugeInt((BigInteger)Int128.MinValue - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DuckDBUHugeInt((BigInteger)UInt128.MaxValue + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DuckDBUHugeInt(BigInteger.MinusOne));
    }

    [Fact]
    public void UHugeInt_RoundTrip_GivesTheNumber()
    {
        foreach (var number in new BigInteger[] { 0, ulong.MaxValue, BigInteger.Pow(2, 64), UInt128.MaxValue })
        {
            Assert.Equal(number, new DuckDBUHugeInt(number).ToBigInteger());
            Assert.Equal((UInt128)number, new DuckDBUHugeInt(number).ToUInt128());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(863_999_999_999)]
    [InlineData(-864_000_000_001)]
    public void Interval_OfTimeSpan_RoundTripsToTheMicrosecond(long microseconds)
    {
        var span = TimeSpan.FromMicroseconds(microseconds);

        Assert.Equal(span, (TimeSpan)(DuckDBInterval)span);
    }

    [Fact]
    public void Interval_WithMonths_HasNoTimeSpan()
    {
        var interval = new DuckDBInterval(1, 0, 0);

        Assert.False(interval.TryConvert(out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => (TimeSpan)interval);
    }

    [Fact]
    public void DateTimeConversions_RoundTrip()
    {
        var moment = new DateTime(2024, 2, 29, 23, 59, 59, 999, 999);
        DuckDBTimestamp timestamp = moment;

        Assert.Equal(moment, (DateTime)timestamp);
        Assert.Equal(moment, (DateTime)DuckDBTimestamp.FromDuckDBTimestampStruct(timestamp.ToDuckDBTimestampStruct()));
        Assert.Equal(new DateOnly(2024, 2, 29), (DateOnly)DuckDBDateOnly.FromDuckDBDate(timestamp.Date.ToDuckDBDate()));
        Assert.Equal(TimeOnly.FromDateTime(moment), (TimeOnly)timestamp.Time);
        Assert.Equal(-1, ((DuckDBDateOnly)new DateOnly(1969, 12, 31)).ToDuckDBDate().Days);
    }

    [Fact]
    public void Infinity_EachWay_StaysInfinite()
    {
        Assert.True(DuckDBDateOnly.FromDuckDBDate(DuckDBDate.PositiveInfinity).IsPositiveInfinity);
        Assert.True(DuckDBDateOnly.NegativeInfinity.ToDuckDBDate().IsNegativeInfinity);
        Assert.True(DuckDBTimestamp.FromDuckDBTimestampStruct(DuckDBTimestampStruct.NegativeInfinity).IsNegativeInfinity);
        Assert.True(DuckDBTimestamp.PositiveInfinity.ToDuckDBTimestampStruct().IsPositiveInfinity);

        using var database = new Database();
        Assert.True(database.Scalar<DuckDBDateOnly>("select 'infinity'::date").IsPositiveInfinity);
        Assert.True(database.Scalar<DuckDBTimestamp>("select '-infinity'::timestamp").IsNegativeInfinity);
    }

    [Theory]
    [InlineData(typeof(DuckDBDate), 4)]
    [InlineData(typeof(DuckDBTime), 8)]
    [InlineData(typeof(DuckDBTimestampStruct), 8)]
    [InlineData(typeof(DuckDBDateOnly), 8)]
    [InlineData(typeof(DuckDBTimeOnly), 8)]
    [InlineData(typeof(DuckDBTimestamp), 16)]
    [InlineData(typeof(DuckDBTimeTzStruct), 8)]
    [InlineData(typeof(DuckDBTimeTz), 12)]
    [InlineData(typeof(DuckDBInterval), 16)]
    [InlineData(typeof(DuckDBHugeInt), 16)]
    [InlineData(typeof(DuckDBUHugeInt), 16)]
    [InlineData(typeof(DuckDBDecimal), 24)]
    [InlineData(typeof(DuckDBBignum), 24)]
    [InlineData(typeof(DuckDBListEntry), 16)]
    [InlineData(typeof(DuckDBString), 16)]
    [InlineData(typeof(DuckDBResult), 48)]
    [InlineData(typeof(DuckDBQueryProgress), 24)]
    public void Struct_EachOne_HasTheSizeOfItsTwinInC(Type type, int size) => Assert.Equal(size, Marshal.SizeOf(type));

    [Fact]
    public void Handle_EachOne_IsASafeHandle()
    {
        Type[] handles =
        [
            typeof(DuckDBDatabase), typeof(DuckDBNativeConnection), typeof(DuckDBConfig), typeof(DuckDBPreparedStatement), typeof(DuckDBExtractedStatements),
            typeof(DuckDBLogicalType), typeof(DuckDBDataChunk), typeof(DuckDBValue), typeof(DuckDB.NET.Native.DuckDBAppender), typeof(DuckDBErrorData),
            typeof(DuckDBClientContext), typeof(DuckDBArrowOptions),
        ];

        Assert.All(handles, type => Assert.True(typeof(SafeHandle).IsAssignableFrom(type), type.Name));
        Assert.True(typeof(IDuckDBValueReader).IsAssignableFrom(typeof(DuckDBValue)));
    }
}
