using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace DuckDB.NET.Native;

/// <summary>An interval of months, days and microseconds, kept apart (duckdb_interval).</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct DuckDBInterval(int months, int days, ulong micros)
{
    public int Months { get; } = months;

    public int Days { get; } = days;

    /// <summary>Microseconds; a signed number in the C API, so a negative one arrives here as its two's complement.</summary>
    public ulong Micros { get; } = micros;

    /// <summary>False when the interval has months, which have no fixed length, or leaves the range of <see cref="TimeSpan"/>.</summary>
    public bool TryConvert([NotNullWhen(true)] out TimeSpan? timeSpan)
    {
        var ticks = ((Int128)Days * TimeSpan.TicksPerDay) + ((Int128)unchecked((long)Micros) * TimeSpan.TicksPerMicrosecond);
        timeSpan = Months == 0 && ticks >= long.MinValue && ticks <= long.MaxValue ? new TimeSpan((long)ticks) : null;
        return timeSpan is not null;
    }

    public static explicit operator TimeSpan(DuckDBInterval interval) => interval.TryConvert(out var timeSpan)
        ? timeSpan.Value
        : throw new ArgumentOutOfRangeException(nameof(interval), "The interval has months or is too long for a TimeSpan.");

    public static implicit operator DuckDBInterval(TimeSpan timeSpan) =>
        new(0, timeSpan.Days, unchecked((ulong)(timeSpan.Ticks % TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond)));
}
