using System.Runtime.InteropServices;
using Linkage.Jobs.Commands;

namespace Linkage.Jobs.Tests.Commands;

/// <summary>Each of the two guards by itself, as the kernel has it. Done to the process of the tests, and undone where the kernel lets it.</summary>
public sealed class CrashDumpsTests
{
    // prctl(2).
    private const int IsDumpable = 3;
    private const int SetDumpable = 4;

    [Fact]
    public void Prevent_OnLinux_TheProcessIsNotDumpableAndItsCoreHasNoSize()
    {
        _ = Prctl(SetDumpable, 1, 0, 0, 0);
        try
        {
            CrashDumps.Prevent();

            Assert.Equal(0, Prctl(IsDumpable, 0, 0, 0, 0));
            var limit = File.ReadLines("/proc/self/limits").Single(line => line.StartsWith("Max core file size", StringComparison.Ordinal));
            Assert.Equal(["0", "0"], limit.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4..6]);
        }
        finally
        {
            _ = Prctl(SetDumpable, 1, 0, 0, 0);
        }
    }

    [DllImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Prctl(int option, nuint value, nuint unused3, nuint unused4, nuint unused5);
}
