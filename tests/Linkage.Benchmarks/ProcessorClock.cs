using System.Diagnostics;
using System.Globalization;

namespace Linkage.Benchmarks;

/// <summary>Processor seconds of this process by step: they tell more than the clock on a machine that others use too.</summary>
internal sealed class ProcessorClock
{
    private readonly List<string> _steps = [];
    private readonly TimeSpan _start = Used();
    private TimeSpan _before = Used();

    /// <summary>Seconds until the last lap.</summary>
    internal double All => (_before - _start).TotalSeconds;

    /// <summary>Ends a step.</summary>
    internal void Lap(string step)
    {
        var now = Used();
        _steps.Add(string.Create(CultureInfo.InvariantCulture, $"{step} {(now - _before).TotalSeconds:F1} (peak {PeakMib():F0} MiB)"));
        _before = now;
    }

    /// <summary>The steps as text.</summary>
    public override string ToString() => string.Join(", ", _steps);

    /// <summary>Highest resident memory of this process so far.</summary>
    internal static double PeakMib()
    {
        foreach (var line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
            {
                return double.Parse(line["VmHWM:".Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture) / 1024;
            }
        }

        return 0;
    }

    private static TimeSpan Used()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
