namespace Linkage.Pipeline.Extract.Compared;

/// <summary>What is compared between two deliveries of a dataset.</summary>
public enum DeliveryMeasure
{
    /// <summary>Fewer rows; per cent of the rows before.</summary>
    RowsLost,

    /// <summary>More rows; per cent of the rows before.</summary>
    RowsGained,

    /// <summary>Record ids that are gone; per cent of those before.</summary>
    KeysLost,

    /// <summary>Record ids that were not there before; per cent of those now.</summary>
    KeysNew,

    /// <summary>Share of blanks in a column; points of per cent by which it moved.</summary>
    Nulls,

    /// <summary>How the values of a column are spread; population stability index.</summary>
    Shift,
}
