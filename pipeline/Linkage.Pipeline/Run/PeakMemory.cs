using System.Diagnostics;
using System.Globalization;

namespace Linkage.Pipeline.Run;

/// <summary>
/// Peak resident memory of this process. On Linux the kernel's high-water mark is reset at each start, so that the figure belongs to one stage;
/// elsewhere it is the peak since the process began.
/// </summary>
public static class PeakMemory
{
    private const string StatusFile = "/proc/self/status";
    private const string ClearRefsFile = "/proc/self/clear_refs";

    /// <summary>Begins a new measurement.</summary>
    public static void Restart()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            File.WriteAllText(ClearRefsFile, "5");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A container may forbid it; the figure is then the peak since the process began, which is never too low.
        }
    }

    /// <summary>The peak since <see cref="Restart"/>, in MiB.</summary>
    public static double Mib()
    {
        if (OperatingSystem.IsLinux())
        {
            foreach (var line in File.ReadLines(StatusFile))
            {
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                {
                    var kib = line.AsSpan("VmHWM:".Length).Trim();
                    return Math.Round(double.Parse(kib[..kib.IndexOf(' ')], CultureInfo.InvariantCulture) / 1024, 1);
                }
            }
        }

        using var process = Process.GetCurrentProcess();
        return Math.Round(process.PeakWorkingSet64 / (1024.0 * 1024.0), 1);
    }
}
