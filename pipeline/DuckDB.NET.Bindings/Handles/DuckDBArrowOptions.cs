using Microsoft.Win32.SafeHandles;

namespace DuckDB.NET.Native;

/// <summary>Settings for converting a result to Arrow (duckdb_arrow_options).</summary>
public class DuckDBArrowOptions() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.Arrow.DuckDBDestroyArrowOptions(ref handle);
        return true;
    }
}
