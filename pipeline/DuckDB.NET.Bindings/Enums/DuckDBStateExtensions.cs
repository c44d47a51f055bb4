namespace DuckDB.NET.Native;

/// <summary>Reads a <see cref="DuckDBState"/>.</summary>
public static class DuckDBStateExtensions
{
    public static bool IsSuccess(this DuckDBState state) => state == DuckDBState.Success;
}
