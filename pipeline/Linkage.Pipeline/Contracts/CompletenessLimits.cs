namespace Linkage.Pipeline.Contracts;

/// <summary>
/// How far a delivery may differ from the last one that was accepted, as the contract's <c>completeness</c> says. No part of the contract's hash: whoever tunes an alarm asks nobody to approve the contract anew.
/// </summary>
public sealed record CompletenessLimits
{
    /// <summary>What counts where a contract says nothing: much is told, and only what can hardly be right stops a run.</summary>
    public static CompletenessLimits Default { get; } = new();

    /// <summary>Per cent fewer rows than before. Below half it stops.</summary>
    public CompletenessLimit RowsLost { get; init; } = new(20, 50);

    /// <summary>Per cent more rows than before.</summary>
    public CompletenessLimit RowsGained { get; init; } = new(50, null);

    /// <summary>Per cent of the earlier record ids that are not there any more.</summary>
    public CompletenessLimit KeysLost { get; init; } = new(25, null);

    /// <summary>Per cent of the record ids that were not there before.</summary>
    public CompletenessLimit KeysNew { get; init; } = new(50, null);

    /// <summary>Points of per cent by which the share of blanks in a column moved, up or down.</summary>
    public CompletenessLimit Nulls { get; init; } = new(10, null);

    /// <summary>Population stability index of a column's values. By custom 0.1 is a little and 0.25 is much.</summary>
    public CompletenessLimit Shift { get; init; } = new(0.25, null);
}

/// <summary>What a column says instead of the limits of its contract; null where it says nothing.</summary>
/// <param name="Nulls">As <see cref="CompletenessLimits.Nulls"/>.</param>
/// <param name="Shift">As <see cref="CompletenessLimits.Shift"/>.</param>
public sealed record ColumnCompleteness(CompletenessLimit? Nulls, CompletenessLimit? Shift);
