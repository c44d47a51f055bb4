using Microsoft.Win32.SafeHandles;

namespace DuckDB.NET.Native;

/// <summary>A block of rows, one vector a column (duckdb_data_chunk).</summary>
public class DuckDBDataChunk : SafeHandleZeroOrMinusOneIsInvalid
{
    public DuckDBDataChunk()
        : base(ownsHandle: true)
    {
    }

    /// <summary>Looks at a chunk that DuckDB owns, such as the input of a function.</summary>
    public DuckDBDataChunk(IntPtr chunk)
        : base(ownsHandle: false) => SetHandle(chunk);

    protected override bool ReleaseHandle()
    {
        NativeMethods.DataChunks.DuckDBDestroyDataChunk(ref handle);
        return true;
    }
}
