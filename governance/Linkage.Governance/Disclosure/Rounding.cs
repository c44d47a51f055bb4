namespace Linkage.Governance.Disclosure;

/// <summary>Rounding of counts, and what a reader can work back from a rounded one.</summary>
internal sealed class Rounding
{
    public Rounding(int minimumCell, int roundingBase)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(roundingBase, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(roundingBase, minimumCell);
        MinimumCell = minimumCell;
        Base = roundingBase;
    }

    public int MinimumCell { get; }

    public int Base { get; }

    /// <summary>The nearest multiple of the base; halves upwards.</summary>
    public long Nearest(long count) => checked(count + (Base / 2)) / Base * Base;

    public bool IsRounded(long shown) => shown % Base == 0;

    /// <summary>The counts that are shown as this one is, where it may be shown.</summary>
    public (long Low, long High) Counts(long count)
    {
        var (low, high) = Behind(Nearest(count));
        return (Math.Max(low, MinimumCell), high);
    }

    /// <summary>The counts that are shown as this number; a number that is no multiple of the base is taken as it is.</summary>
    public (long Low, long High) Behind(long shown) =>
        IsRounded(shown) ? (Math.Max(shown - (Base / 2), 0), shown - (Base / 2) + Base - 1) : (shown, shown);
}
