using System.Globalization;

namespace Linkage.Pipeline.Keys;

/// <summary>What one dataset secret is for: the sealed files of a dataset whose time began in one month.</summary>
/// <param name="Dataset">Dataset id.</param>
/// <param name="Month">The month in UTC, as in <c>2026-11</c>.</param>
/// <param name="Workspace">The workspace, in a vault that several may share; empty otherwise.</param>
/// <param name="Epoch">Key epoch, from 1.</param>
public sealed record DatasetPeriod(string Dataset, string Month, string Workspace, int Epoch)
{
    private const string Format = "yyyy-MM";

    /// <summary>The month of an instant, in UTC.</summary>
    public static string MonthOf(DateTimeOffset instant) => instant.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>The first instant after the month.</summary>
    public DateTimeOffset End => DateTimeOffset.ParseExact(Month, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).AddMonths(1);

    internal static bool IsMonth(string text) => DateTimeOffset.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);
}
