using System.Collections.Immutable;

namespace Linkage.Pipeline.Release;

/// <summary>A column of a mounted table. An empty column name stands for whether the table holds a person at all.</summary>
/// <param name="Table">Name of the mounted table.</param>
/// <param name="Column">Its column, or empty.</param>
internal readonly record struct ColumnSource(string Table, string Column)
{
    /// <summary>Whether it stands for the presence of a person and not for a column.</summary>
    internal bool IsPresence => Column.Length == 0;

    /// <summary>Whether it is the key of people.</summary>
    internal bool IsPersonKey => string.Equals(Column, OutputColumns.PersonKey, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override string ToString() => IsPresence ? $"who is in {Table}" : $"{Table}.{Column}";
}

/// <summary>What can flow into a value: columns it is made of, and columns that only decide how much is counted.</summary>
/// <param name="Values">Columns the value is made of.</param>
/// <param name="Counted">Columns that went into a count, and into nothing but counts and their sums since.</param>
/// <param name="IsCount">Something was counted, if only rows.</param>
/// <param name="Problem">The construct that could not be followed, or null.</param>
internal sealed record ColumnFlow(
    ImmutableHashSet<ColumnSource> Values, ImmutableHashSet<ColumnSource> Counted, bool IsCount = false, string? Problem = null)
{
    internal static readonly ColumnFlow Empty = new([], []);

    internal bool IsEmpty => Values.IsEmpty && Counted.IsEmpty && !IsCount && Problem is null;

    internal static ColumnFlow Of(ColumnSource source) => new([source], []);

    internal static ColumnFlow Untraced(string construct) => new([], [], Problem: construct);

    internal ColumnFlow And(ColumnFlow other) => new(Values.Union(other.Values), Counted.Union(other.Counted), IsCount || other.IsCount, Problem ?? other.Problem);

    /// <summary>The same columns as parts of a value: what was counted is no longer only counted.</summary>
    internal ColumnFlow AsValue() => IsCount ? new(Values.Union(Counted), [], Problem: Problem) : this;

    /// <summary>The same columns as what a count counts.</summary>
    internal ColumnFlow AsCounted() => new([], Counted.Union(Values), IsCount: true, Problem);
}

/// <summary>A column of a query's result, or of a table it reads, with what can flow into it.</summary>
/// <param name="name">Its name, or null where only DuckDB knows it.</param>
/// <param name="flow">What flows into it.</param>
internal sealed class TracedColumn(string? name, ColumnFlow flow)
{
    internal string? Name { get; } = name;

    /// <summary>Grows when a condition ties the column to another.</summary>
    internal ColumnFlow Flow { get; set; } = flow;

    internal TracedColumn Copy(string? newName) => new(newName, Flow);

    internal bool IsNamed(string other) => string.Equals(Name, other, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A table as a query sees it.</summary>
/// <param name="Columns">Its columns in order.</param>
/// <param name="Presence">What decides which rows it has: the tables it reads, and the columns of its conditions.</param>
internal sealed record TracedTable(IReadOnlyList<TracedColumn> Columns, ColumnFlow Presence)
{
    /// <summary>A mounted table: every column is its own source.</summary>
    internal static TracedTable Mounted(string name, IEnumerable<string> columns) =>
        new([.. columns.Select(c => new TracedColumn(c, ColumnFlow.Of(new ColumnSource(name, c))))], ColumnFlow.Of(new ColumnSource(name, string.Empty)));
}

/// <summary>A query has a form whose columns cannot be followed.</summary>
#pragma warning disable CA1032, CA1064 // One constructor and no public use: it is control flow between a trace and the guard.
internal sealed class UntracedException(string construct) : Exception(construct);
#pragma warning restore CA1032, CA1064
