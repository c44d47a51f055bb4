using Microsoft.Win32.SafeHandles;

namespace DuckDB.NET.Native;

/// <summary>A type with its parameters: width and scale, child types, names (duckdb_logical_type).</summary>
public class DuckDBLogicalType() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.LogicalType.DuckDBDestroyLogicalType(ref handle);
        return true;
    }
}
