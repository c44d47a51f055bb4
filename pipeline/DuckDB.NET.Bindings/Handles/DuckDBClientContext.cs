using Microsoft.Win32.SafeHandles;

namespace DuckDB.NET.Native;

/// <summary>The context of a connection, as a function sees it (duckdb_client_context).</summary>
public class DuckDBClientContext() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    /// <summary>Number of the connection within its database.</summary>
    public ulong ConnectionId => NativeMethods.Startup.DuckDBClientContextGetConnectionId(this);

    protected override bool ReleaseHandle()
    {
        NativeMethods.Startup.DuckDBDestroyClientContext(ref handle);
        return true;
    }
}
