namespace Linkage.Synthetic.Extracts;

/// <summary>Character encodings of the extracts.</summary>
internal enum TextEncoding
{
    /// <summary>UTF-8 without a byte-order mark.</summary>
    Utf8,

    /// <summary>UTF-8 with a byte-order mark.</summary>
    Utf8WithMark,

    /// <summary>Windows-1252; what it lacks is written without its accent.</summary>
    Windows1252,

    /// <summary>ISO 8859-1; what it lacks is written as a question mark.</summary>
    Latin1,

    /// <summary>UTF-16 little-endian with a byte-order mark: Excel's "Unicode text".</summary>
    Utf16,
}
