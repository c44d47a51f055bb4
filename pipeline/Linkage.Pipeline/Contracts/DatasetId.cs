using System.Text.RegularExpressions;

namespace Linkage.Pipeline.Contracts;

/// <summary>Name of one source with one contract, as in <c>rent-arrears-panel</c>: lower-case letters, digits and single hyphens, at most 60 characters.</summary>
public sealed partial record DatasetId : IComparable<DatasetId>
{
    private DatasetId(string value) => Value = value;

    /// <summary>The name itself. Safe as a folder name on every platform.</summary>
    public string Value { get; }

    /// <summary>The name as a SQL view: hyphens become underscores.</summary>
    public string ViewName => Value.Replace('-', '_');

    /// <summary>Parses a dataset name.</summary>
    /// <exception cref="FormatException">The text is not a dataset name.</exception>
    public static DatasetId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("A dataset id is lower-case letters, digits and single hyphens, at most 60 characters.");

    /// <summary>Parses a dataset name, or returns false.</summary>
    public static bool TryParse(string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out DatasetId? id)
    {
        id = text is { Length: <= 60 } && Shape().IsMatch(text) ? new DatasetId(text) : null;
        return id is not null;
    }

    /// <inheritdoc/>
    public int CompareTo(DatasetId? other) => string.CompareOrdinal(Value, other?.Value);

    /// <summary>Ordinal order of the names.</summary>
    public static bool operator <(DatasetId left, DatasetId right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order of the names.</summary>
    public static bool operator <=(DatasetId left, DatasetId right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order of the names.</summary>
    public static bool operator >(DatasetId left, DatasetId right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order of the names.</summary>
    public static bool operator >=(DatasetId left, DatasetId right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public override string ToString() => Value;

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
