namespace Linkage.Pipeline.Extract;

/// <summary>Reasons in the reject table and in the counts of warnings, beside those of <see cref="Contracts.Expectation.ReasonCode"/>.</summary>
public static class RejectReasons
{
    /// <summary>The record has more or fewer fields than the header. The column is NULL.</summary>
    public const string RaggedRow = "RAGGED_ROW";

    /// <summary>A quoted field does not end, or is followed by something else than the delimiter. The column is NULL.</summary>
    public const string BadQuote = "BAD_QUOTE";

    /// <summary>The value is not a date in the contract's format.</summary>
    public const string NotADate = "NOT_A_DATE";

    /// <summary>The value is not a whole number of 64 bits.</summary>
    public const string NotAnInteger = "NOT_AN_INTEGER";

    /// <summary>The value is not a number that fits DECIMAL(18,2).</summary>
    public const string NotANumber = "NOT_A_NUMBER";

    /// <summary>The value is neither a yes nor a no.</summary>
    public const string NotABoolean = "NOT_A_BOOLEAN";

    /// <summary>A warning only: control characters (NUL among them) stood in the record and were read as spaces.</summary>
    public const string ControlCharacter = "CONTROL_CHARACTER";
}
