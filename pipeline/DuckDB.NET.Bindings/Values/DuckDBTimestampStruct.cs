using System.Runtime.InteropServices;

namespace DuckDB.NET.Native;

/// <summary>
/// A timestamp as a count since 1970-01-01 (duckdb_timestamp and its kin). The unit is microseconds, unless the column's type is
/// TIMESTAMP_S, TIMESTAMP_MS or TIMESTAMP_NS. The outermost values mean plus and minus infinity.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct DuckDBTimestampStruct
{
    public static readonly DuckDBTimestampStruct PositiveInfinity = new() { Micros = long.MaxValue };

    public static readonly DuckDBTimestampStruct NegativeInfinity = new() { Micros = -long.MaxValue };

    public long Micros { get; set; }

    public readonly bool IsPositiveInfinity => Micros == long.MaxValue;

    public readonly bool IsNegativeInfinity => Micros == -long.MaxValue;

    public readonly bool IsInfinity => IsPositiveInfinity || IsNegativeInfinity;
}
