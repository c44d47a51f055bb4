using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

// Every struct here has the exact layout of its C twin, and bool crosses as one byte.
[assembly: DisableRuntimeMarshalling]
// The native library lies next to this assembly, or where the host was told to look.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
