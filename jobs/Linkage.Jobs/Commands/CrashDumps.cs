using System.Runtime.InteropServices;

namespace Linkage.Jobs.Commands;

/// <summary>
/// Keeps the memory of the process, which holds keys and people's names while it works, out of dumps: neither the system nor the runtime writes one when the process ends badly.
/// </summary>
internal static partial class CrashDumps
{
    // prctl(2), getrlimit(2).
    private const int SetDumpable = 4;
    private const int CoreSize = 4;

    // The runtime's own dumps; it reads both prefixes, and any number but nought turns them on.
    private static readonly string[] Switches = ["DOTNET_DbgEnableMiniDump", "COMPlus_DbgEnableMiniDump"];

    /// <summary>Turns off what the process itself can turn off.</summary>
    /// <exception cref="ProblemException">The runtime was told to write dumps, which cannot be undone from within.</exception>
    public static void Prevent()
    {
        if (Switches.FirstOrDefault(name => Environment.GetEnvironmentVariable(name)?.Trim() is { Length: > 0 } value && value.TrimStart('0', 'x', 'X').Length > 0) is { } on)
        {
            throw ProblemException.BadConfiguration(
                "CRASH_DUMPS_ON", "The runtime is told to write a dump of its memory when it crashes, and that memory holds keys and names. Nothing was read.", on, $"Unset {on} for the account that runs Linkage.");
        }

        if (OperatingSystem.IsLinux())
        {
            // Either by itself stops a plain core file; a handler that the kernel pipes dumps to heeds the first alone. Where the kernel refuses, nothing else can be done.
            _ = Prctl(SetDumpable, 0, 0, 0, 0);
        }

        if (!OperatingSystem.IsWindows())
        {
            _ = SetLimit(CoreSize, default);
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Prctl(int option, nuint value, nuint unused3, nuint unused4, nuint unused5);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetLimit(int resource, in Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Limit
    {
        private readonly nuint _soft;
        private readonly nuint _hard;
    }
}
