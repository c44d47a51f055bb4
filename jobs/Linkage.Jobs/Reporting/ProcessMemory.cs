using System.Diagnostics;

namespace Linkage.Jobs.Reporting;

/// <summary>Memory of this process.</summary>
internal static class ProcessMemory
{
    /// <summary>Peak resident memory since the process began, in MiB, with one decimal.</summary>
    public static double PeakMib()
    {
        using var process = Process.GetCurrentProcess();
        return Math.Round(process.PeakWorkingSet64 / 1048576.0, 1);
    }
}
