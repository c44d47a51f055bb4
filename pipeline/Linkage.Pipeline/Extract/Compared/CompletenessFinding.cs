using System.Globalization;
using System.Text.Json.Serialization;

namespace Linkage.Pipeline.Extract.Compared;

/// <summary>A measure in which a delivery differs from the one before it by more than its limit. Counts and shares only.</summary>
/// <param name="Measure">What was measured.</param>
/// <param name="Column">The column; null for a measure of the file.</param>
/// <param name="Before">Of the earlier delivery: rows, keys, or the share of blanks in per cent; 0 for an index.</param>
/// <param name="After">Of the later one, likewise.</param>
/// <param name="Change">What is held against the limit: per cent, points of per cent, or the index.</param>
/// <param name="Limit">The limit it is beyond.</param>
/// <param name="Stops">Whether it stops a run, unless somebody accepts the delivery.</param>
public sealed record CompletenessFinding(
    DeliveryMeasure Measure,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Column,
    double Before,
    double After,
    double Change,
    double Limit,
    bool Stops)
{
    /// <summary>In words: measure, before, after, limit.</summary>
    public string InWords() => Measure switch
    {
        DeliveryMeasure.RowsLost => Text($"rows fell from {Before:0} to {After:0}, {Change:0.#} % fewer (limit {Limit:0.#} %)"),
        DeliveryMeasure.RowsGained => Text($"rows grew from {Before:0} to {After:0}, {Change:0.#} % more (limit {Limit:0.#} %)"),
        DeliveryMeasure.KeysLost => Text($"of {Before:0} earlier record ids {After:0} are still there, {Change:0.#} % are gone (limit {Limit:0.#} %)"),
        DeliveryMeasure.KeysNew => Text($"of {Before:0} record ids {After:0} were not there before, {Change:0.#} % (limit {Limit:0.#} %)"),
        DeliveryMeasure.Nulls => Text($"{Column} was blank in {Before:0.#} % of the rows and is now in {After:0.#} %, {Change:0.#} points (limit {Limit:0.#})"),
        DeliveryMeasure.Shift => Text($"the values of {Column} are spread otherwise than before, stability index {Change:0.00} (limit {Limit:0.00})"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
