namespace DuckDB.NET.Native;

/// <summary>What a statement returned (duckdb_result_type).</summary>
public enum DuckDBResultType
{
    Invalid = 0,
    ChangedRows = 1,
    Nothing = 2,
    QueryResult = 3,
}
