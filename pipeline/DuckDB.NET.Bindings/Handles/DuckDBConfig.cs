using Microsoft.Win32.SafeHandles;

namespace DuckDB.NET.Native;

/// <summary>Options for opening a database (duckdb_config).</summary>
public class DuckDBConfig() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.Configuration.DuckDBDestroyConfig(ref handle);
        return true;
    }
}
