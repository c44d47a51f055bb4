namespace Linkage.Pipeline.Extract;

/// <summary>Codes of refusals of a whole file.</summary>
public static class ExtractRefusals
{
    /// <summary>No file in the source folder matches the contract's pattern.</summary>
    public const string SourceMissing = "SOURCE_MISSING";

    /// <summary>More than one file in the source folder matches the contract's pattern; none is taken.</summary>
    public const string SourceAmbiguous = "SOURCE_AMBIGUOUS";

    /// <summary>The file is a link that leads out of the source folder.</summary>
    public const string SourceOutsideFolder = "SOURCE_OUTSIDE_FOLDER";

    /// <summary>What has the file's name is a pipe, a socket or a device, and was not opened.</summary>
    public const string SourceNotPlain = "SOURCE_NOT_PLAIN";

    /// <summary>The file changed while it was being read.</summary>
    public const string SourceChanged = "SOURCE_CHANGED";

    /// <summary>The file has no bytes, or none but a byte-order mark and blank lines.</summary>
    public const string EmptyFile = "EMPTY_FILE";

    /// <summary>The header does not part at the contract's delimiter but at another. Not quarantined.</summary>
    public const string WrongDelimiter = "WRONG_DELIMITER";

    /// <summary>The file has a column the contract does not know. Not quarantined.</summary>
    public const string NewColumn = "SCHEMA_NEW_COLUMN";

    /// <summary>The file lacks a column of the contract. Not quarantined.</summary>
    public const string MissingColumn = "SCHEMA_MISSING_COLUMN";

    /// <summary>The file has a column twice. Not quarantined.</summary>
    public const string DuplicateColumn = "SCHEMA_DUPLICATE_COLUMN";

    /// <summary>A column has another type (Parquet), or most of its values cannot be read as its type (CSV). Not quarantined.</summary>
    public const string RetypedColumn = "SCHEMA_RETYPED_COLUMN";

    /// <summary>The file is a release of ours, and its contract does not say that it was made under that rule. Not quarantined.</summary>
    public const string UndeclaredDerivation = "UNDECLARED_DERIVATION";

    /// <summary>More rows lack a value than the contract allows. Not quarantined.</summary>
    public const string TooManyNulls = "TOO_MANY_NULLS";

    /// <summary>The file gives fewer rows than its contract asks for: none at all, unless the contract says otherwise. Not quarantined.</summary>
    public const string TooFewRows = "TOO_FEW_ROWS";

    /// <summary>The last record stops in the middle: the file was cut off on its way. Quarantined.</summary>
    public const string TruncatedFile = "TRUNCATED_FILE";

    /// <summary>The bytes are no text at all: an archive, a workbook, a picture. Quarantined.</summary>
    public const string NotText = "NOT_TEXT";

    /// <summary>The bytes are not text in the encoding of the contract. Quarantined.</summary>
    public const string WrongEncoding = "WRONG_ENCODING";

    /// <summary>A line is longer than a record may be. Quarantined.</summary>
    public const string RecordTooLong = "RECORD_TOO_LONG";

    /// <summary>Most records have the wrong number of fields or broken quotes. Quarantined.</summary>
    public const string MalformedFile = "MALFORMED_FILE";

    /// <summary>The file does not begin and end as Parquet does: another format, or cut short. Quarantined.</summary>
    public const string NotParquet = "NOT_PARQUET";

    /// <summary>The file claims to be Parquet but cannot be read to its end. Quarantined.</summary>
    public const string UnreadableParquet = "UNREADABLE_PARQUET";
}
