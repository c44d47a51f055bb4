using System.Runtime.InteropServices;

namespace DuckDB.NET.Native;

/// <summary>How far the running query is (duckdb_query_progress_type). Percentage is -1 while there is nothing to tell.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct DuckDBQueryProgress
{
    public double Percentage { get; }

    public ulong RowsProcessed { get; }

    public ulong TotalRowsToProcess { get; }
}
