namespace Linkage.Pipeline.Extract;

/// <summary>What <see cref="CsvRecordReader.Read"/> found.</summary>
internal enum CsvReadStatus
{
    /// <summary>A record with as many fields as expected.</summary>
    Record,

    /// <summary>A line of nothing but spaces: no record.</summary>
    BlankLine,

    /// <summary>A record with more or fewer fields than expected.</summary>
    RaggedRow,

    /// <summary>A record whose quotes are broken.</summary>
    BadQuote,

    /// <summary>A line longer than a record may be. Reading cannot go on.</summary>
    TooLong,

    /// <summary>There is no more.</summary>
    End,
}
