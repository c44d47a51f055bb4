namespace Linkage.Pipeline.Extract.Compared;

/// <summary>One measure of two deliveries. Counts and shares of whole files and columns; no value, no key, no bin.</summary>
/// <param name="Measure">What was measured.</param>
/// <param name="Column">The column; null for a measure of the file.</param>
/// <param name="Before">Of the earlier delivery: rows, keys, or the share of blanks in per cent; 0 for an index.</param>
/// <param name="After">Of the later one: rows, keys that are still there, keys that are new, or the share of blanks in per cent; for an index the index.</param>
/// <param name="Change">What is held against the limit.</param>
internal sealed record MeasuredChange(DeliveryMeasure Measure, string? Column, double Before, double After, double Change)
{
    /// <summary>False when so small a file changes as much by chance.</summary>
    public bool IsBeyondChance { get; init; } = true;

    /// <summary>Rows of the earlier delivery.</summary>
    public required long RowsBefore { get; init; }

    /// <summary>Whether a column that had values in at least half of the rows has none at all now.</summary>
    public bool IsEmptied => Measure == DeliveryMeasure.Nulls && Before <= 50 && After >= 100;
}
