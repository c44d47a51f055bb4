namespace Linkage.Pipeline.Extract;

/// <summary>One field of a record: where its text lies in the reader's buffer, without quotes, and what has to be undone in it.</summary>
/// <param name="Start">First byte.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Needs">What the writer has to undo.</param>
internal readonly record struct CsvField(int Start, int Length, CsvFieldNeeds Needs);

/// <summary>What has to be undone in a field's bytes.</summary>
[Flags]
internal enum CsvFieldNeeds
{
    /// <summary>Nothing: the bytes are the value.</summary>
    Nothing = 0,

    /// <summary>Quotes are doubled.</summary>
    Quotes = 1,

    /// <summary>Line ends are within.</summary>
    Lines = 2,

    /// <summary>Control characters are within.</summary>
    Controls = 4,
}
