using System.Numerics;
using System.Runtime.InteropServices;

namespace DuckDB.NET.Native;

/// <summary>An unsigned integer of 128 bits (duckdb_uhugeint): Upper * 2^64 + Lower.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct DuckDBUHugeInt(ulong lower, ulong upper)
{
    public DuckDBUHugeInt(BigInteger value)
        : this(Narrow(value))
    {
    }

    private DuckDBUHugeInt(UInt128 value)
        : this((ulong)(value & ulong.MaxValue), (ulong)(value >> 64))
    {
    }

    public static BigInteger HugeIntMinValue { get; } = BigInteger.Zero;

    public static BigInteger HugeIntMaxValue { get; } = UInt128.MaxValue;

    public ulong Lower { get; } = lower;

    public ulong Upper { get; } = upper;

    public BigInteger ToBigInteger() => ToUInt128();

    public UInt128 ToUInt128() => new(Upper, Lower);

    private static UInt128 Narrow(BigInteger value) => value >= HugeIntMinValue && value <= HugeIntMaxValue
        ? (UInt128)value
        : throw new ArgumentOutOfRangeException(nameof(value), "The number does not fit an unsigned integer of 128 bits.");
}
