using System.Runtime.InteropServices;

namespace DuckDB.NET.Native;

/// <summary>A time of day in microseconds (duckdb_time).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct DuckDBTime
{
    public long Micros { get; set; }
}
