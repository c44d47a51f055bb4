using System.Runtime.InteropServices;

namespace DuckDB.NET.Native;

/// <summary>A date with a time of day (duckdb_timestamp_struct).</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct DuckDBTimestamp(DuckDBDateOnly date, DuckDBTimeOnly time)
{
    /// <summary>One microsecond after the last timestamp: 294247-01-10 04:00:54.775807.</summary>
    public static readonly DuckDBTimestamp PositiveInfinity = new(new(294247, 1, 10), new(4, 0, 54, 775807));

    /// <summary>One microsecond before the first timestamp, which is 290309-12-22 BC at midnight.</summary>
    public static readonly DuckDBTimestamp NegativeInfinity = new(new(-290308, 12, 21), new(23, 59, 59, 999999));

    public DuckDBDateOnly Date { get; } = date;

    public DuckDBTimeOnly Time { get; } = time;

    public bool IsPositiveInfinity => Equals(PositiveInfinity);

    public bool IsNegativeInfinity => Equals(NegativeInfinity);

    public bool IsInfinity => IsPositiveInfinity || IsNegativeInfinity;

    public static DuckDBTimestamp FromDateTime(DateTime dateTime) =>
        new(DuckDBDateOnly.FromDateTime(dateTime), DuckDBTimeOnly.FromTicks(dateTime.TimeOfDay.Ticks));

    public static DuckDBTimestamp FromDuckDBTimestampStruct(DuckDBTimestampStruct timestampStruct) =>
        timestampStruct.IsPositiveInfinity ? PositiveInfinity
        : timestampStruct.IsNegativeInfinity ? NegativeInfinity
        : NativeMethods.DateTimeHelpers.DuckDBFromTimestamp(timestampStruct);

    public DateTime ToDateTime() => Date.ToDateTime().AddTicks(Time.Ticks);

    public DuckDBTimestampStruct ToDuckDBTimestampStruct() =>
        IsPositiveInfinity ? DuckDBTimestampStruct.PositiveInfinity
        : IsNegativeInfinity ? DuckDBTimestampStruct.NegativeInfinity
        : NativeMethods.DateTimeHelpers.DuckDBToTimestamp(this);

    public static implicit operator DateTime(DuckDBTimestamp timestamp) => timestamp.ToDateTime();

    public static implicit operator DuckDBTimestamp(DateTime timestamp) => FromDateTime(timestamp);
}
