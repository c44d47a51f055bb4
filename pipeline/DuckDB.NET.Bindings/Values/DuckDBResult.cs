using System.Runtime.InteropServices;

namespace DuckDB.NET.Native;

/// <summary>Handle of a result (duckdb_result). Only its last field is in use; the others keep the C layout.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct DuckDBResult
{
    private readonly ulong deprecatedColumnCount;
    private readonly ulong deprecatedRowCount;
    private readonly ulong deprecatedRowsChanged;
    private readonly IntPtr deprecatedColumns;
    private readonly IntPtr deprecatedErrorMessage;
    private readonly IntPtr internalData;

    /// <summary>Releases the rows and the error the result holds.</summary>
    public void Close() => NativeMethods.Query.DuckDBDestroyResult(ref this);
}
