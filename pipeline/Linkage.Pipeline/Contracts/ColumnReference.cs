namespace Linkage.Pipeline.Contracts;

/// <summary>A column of a dataset.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Column">Logical name of the column.</param>
public readonly record struct ColumnReference(DatasetId Dataset, string Column)
{
    /// <summary>As it is written, <c>dataset.column</c>.</summary>
    public override string ToString() => $"{Dataset}.{Column}";
}
