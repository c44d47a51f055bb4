using System.Runtime.InteropServices;

namespace DuckDB.NET.Native;

/// <summary>A date as year, month and day (duckdb_date_struct); holds DuckDB's whole range, which is wider than that of <see cref="DateOnly"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct DuckDBDateOnly(int year, byte month, byte day)
{
    /// <summary>The day after the last date: what duckdb_from_date gives for plus infinity.</summary>
    public static readonly DuckDBDateOnly PositiveInfinity = new(5881580, 7, 11);

    /// <summary>The day before the first date: what duckdb_from_date gives for minus infinity.</summary>
    public static readonly DuckDBDateOnly NegativeInfinity = new(-5877641, 6, 24);

    public int Year { get; } = year;

    public byte Month { get; } = month;

    public byte Day { get; } = day;

    public bool IsPositiveInfinity => Equals(PositiveInfinity);

    public bool IsNegativeInfinity => Equals(NegativeInfinity);

    public bool IsInfinity => IsPositiveInfinity || IsNegativeInfinity;

    public static DuckDBDateOnly FromDateTime(DateTime dateTime) => new(dateTime.Year, (byte)dateTime.Month, (byte)dateTime.Day);

    public static DuckDBDateOnly FromDuckDBDate(DuckDBDate date) =>
        date.IsPositiveInfinity ? PositiveInfinity
        : date.IsNegativeInfinity ? NegativeInfinity
        : NativeMethods.DateTimeHelpers.DuckDBFromDate(date);

    public DateTime ToDateTime() => new(Year, Month, Day);

    public DuckDBDate ToDuckDBDate() =>
        IsPositiveInfinity ? DuckDBDate.PositiveInfinity
        : IsNegativeInfinity ? DuckDBDate.NegativeInfinity
        : NativeMethods.DateTimeHelpers.DuckDBToDate(this);

    public static explicit operator DateTime(DuckDBDateOnly date) => date.ToDateTime();

    public static explicit operator DuckDBDateOnly(DateTime dateTime) => FromDateTime(dateTime);

    public static implicit operator DateOnly(DuckDBDateOnly date) => new(date.Year, date.Month, date.Day);

    public static implicit operator DuckDBDateOnly(DateOnly date) => new(date.Year, (byte)date.Month, (byte)date.Day);
}
