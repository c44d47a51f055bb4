using System.Runtime.InteropServices;

namespace DuckDB.NET.Native;

/// <summary>A time of day with its offset from UTC in seconds (duckdb_time_tz_struct).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct DuckDBTimeTz
{
    public DuckDBTimeOnly Time { get; set; }

    public int Offset { get; set; }
}
