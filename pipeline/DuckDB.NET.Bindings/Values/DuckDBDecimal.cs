using System.Runtime.InteropServices;

namespace DuckDB.NET.Native;

/// <summary>A decimal number (duckdb_decimal): Value / 10^Scale with at most Width digits.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct DuckDBDecimal(byte width, byte scale, DuckDBHugeInt value)
{
    public byte Width { get; } = width;

    public byte Scale { get; } = scale;

    public DuckDBHugeInt Value { get; } = value;
}
