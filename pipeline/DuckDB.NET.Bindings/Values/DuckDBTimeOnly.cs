using System.Runtime.InteropServices;

namespace DuckDB.NET.Native;

/// <summary>A time of day to the microsecond (duckdb_time_struct).</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct DuckDBTimeOnly(byte hour, byte min, byte sec, int microsecond)
{
    public DuckDBTimeOnly(byte hour, byte min, byte sec)
        : this(hour, min, sec, 0)
    {
    }

    public byte Hour { get; } = hour;

    public byte Min { get; } = min;

    public byte Sec { get; } = sec;

    public int Microsecond { get; } = microsecond;

    /// <summary>Time since midnight in units of 100 nanoseconds.</summary>
    public long Ticks =>
        (Hour * TimeSpan.TicksPerHour) + (Min * TimeSpan.TicksPerMinute) + (Sec * TimeSpan.TicksPerSecond) + (Microsecond * TimeSpan.TicksPerMicrosecond);

    /// <summary>The time on the first day of the calendar.</summary>
    public DateTime ToDateTime() => DateTime.MinValue.AddTicks(Ticks);

    public static explicit operator DateTime(DuckDBTimeOnly time) => time.ToDateTime();

    public static explicit operator DuckDBTimeOnly(DateTime dateTime) => FromTicks(dateTime.TimeOfDay.Ticks);

    public static implicit operator TimeOnly(DuckDBTimeOnly time) => new(time.Ticks);

    public static implicit operator DuckDBTimeOnly(TimeOnly time) => FromTicks(time.Ticks);

    internal static DuckDBTimeOnly FromTicks(long ticks)
    {
        var time = new TimeSpan(ticks);
        return new((byte)time.Hours, (byte)time.Minutes, (byte)time.Seconds, (int)(ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond));
    }
}
