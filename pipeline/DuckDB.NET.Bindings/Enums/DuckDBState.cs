namespace DuckDB.NET.Native;

/// <summary>Outcome of a call (duckdb_state).</summary>
public enum DuckDBState
{
    Success = 0,
    Error = 1,
}
