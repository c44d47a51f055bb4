using System.Numerics;
using System.Runtime.InteropServices;

namespace DuckDB.NET.Native;

/// <summary>A signed integer of 128 bits (duckdb_hugeint): Upper * 2^64 + Lower.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct DuckDBHugeInt(ulong lower, long upper)
{
    public DuckDBHugeInt(BigInteger value)
        : this(Narrow(value))
    {
    }

    private DuckDBHugeInt(Int128 value)
        : this((ulong)(value & ulong.MaxValue), (long)(value >> 64))
    {
    }

    public static BigInteger HugeIntMinValue { get; } = Int128.MinValue;

    public static BigInteger HugeIntMaxValue { get; } = Int128.MaxValue;

    public ulong Lower { get; } = lower;

    public long Upper { get; } = upper;

    public BigInteger ToBigInteger() => ToInt128();

    public Int128 ToInt128() => new((ulong)Upper, Lower);

    private static Int128 Narrow(BigInteger value) => value >= HugeIntMinValue && value <= HugeIntMaxValue
        ? (Int128)value
        : throw new ArgumentOutOfRangeException(nameof(value), "The number does not fit a signed integer of 128 bits.");
}
