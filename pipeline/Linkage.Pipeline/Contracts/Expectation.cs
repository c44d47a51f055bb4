namespace Linkage.Pipeline.Contracts;

/// <summary>One thing a column's values must satisfy.</summary>
/// <param name="OnFailure">Warn keeps the row and counts it; Reject moves it to the reject table.</param>
public abstract record Expectation(OnFailure OnFailure)
{
    /// <summary>The reason code in reject tables and reports, as in <c>NOT_NULL</c>.</summary>
    public abstract string ReasonCode { get; }

    /// <summary>The value is present.</summary>
    public sealed record NotNull(OnFailure OnFailure) : Expectation(OnFailure)
    {
        /// <inheritdoc/>
        public override string ReasonCode => "NOT_NULL";
    }

    /// <summary>The value occurs once in the file; of several the first line is kept.</summary>
    public sealed record Unique(OnFailure OnFailure) : Expectation(OnFailure)
    {
        /// <inheritdoc/>
        public override string ReasonCode => "DUPLICATE_KEY";
    }

    /// <summary>The value lies between two bounds, both included; for dates the bounds are ISO dates.</summary>
    public sealed record Range(string? Minimum, string? Maximum, OnFailure OnFailure) : Expectation(OnFailure)
    {
        /// <inheritdoc/>
        public override string ReasonCode => "OUT_OF_RANGE";
    }

    /// <summary>The text matches a regular expression (RE2 syntax, whole value).</summary>
    public sealed record Pattern(string Regex, OnFailure OnFailure) : Expectation(OnFailure)
    {
        /// <inheritdoc/>
        public override string ReasonCode => "PATTERN";
    }

    /// <summary>The value is one of a list.</summary>
    public sealed record OneOf(IReadOnlyList<string> Values, OnFailure OnFailure) : Expectation(OnFailure)
    {
        /// <inheritdoc/>
        public override string ReasonCode => "NOT_IN_LIST";
    }

    /// <summary>At most this share (0 to 1) of the file's rows may lack the value. A file-level expectation: Reject refuses the file.</summary>
    public sealed record MaximumNullShare(double Share, OnFailure OnFailure) : Expectation(OnFailure)
    {
        /// <inheritdoc/>
        public override string ReasonCode => "TOO_MANY_NULLS";
    }
}

/// <summary>What follows when an expectation fails.</summary>
public enum OnFailure
{
    /// <summary>Counted and reported; the row stays.</summary>
    Warn,

    /// <summary>The row goes to the reject table.</summary>
    Reject,
}
