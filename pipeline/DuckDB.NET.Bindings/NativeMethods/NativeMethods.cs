namespace DuckDB.NET.Native;

/// <summary>The functions of DuckDB's C API that the ADO.NET provider calls, grouped as in DuckDB's own documentation.</summary>
public static partial class NativeMethods
{
    private const string Library = "duckdb";
}
