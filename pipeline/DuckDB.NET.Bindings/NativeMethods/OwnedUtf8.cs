using System.Runtime.InteropServices.Marshalling;

namespace DuckDB.NET.Native;

/// <summary>A string handed over to the caller: copied, then released with duckdb_free.</summary>
[CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedOut, typeof(OwnedUtf8))]
internal static unsafe class OwnedUtf8
{
    public static string? ConvertToManaged(byte* unmanaged) => Utf8StringMarshaller.ConvertToManaged(unmanaged);

    public static void Free(byte* unmanaged) => NativeMethods.Helpers.DuckDBFree((IntPtr)unmanaged);
}
