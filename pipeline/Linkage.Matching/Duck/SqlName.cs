namespace Linkage.Matching.Duck;

/// <summary>
/// An identifier (table, view, column) on its way into SQL text. The only type through which a name reaches a statement;
/// values are bound as parameters.
/// </summary>
public readonly record struct SqlName
{
    private readonly string? _value;

    /// <summary>Wraps a name as it is; quoting happens in <see cref="ToString"/>.</summary>
    /// <exception cref="ArgumentException">The name is empty or holds a NUL character.</exception>
    public SqlName(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        if (value.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("A SQL name may not hold a NUL character.", nameof(value));
        }

        _value = value;
    }

    /// <summary>The quoted form, fit for SQL text: <c>"a""b"</c>.</summary>
    public override string ToString() => Quote(_value ?? throw new InvalidOperationException("A default SqlName has no value."));

    /// <summary>Quotes a name as a SQL identifier.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>
    /// Quotes a string as a SQL literal, for the few places where DuckDB takes no parameter (a COPY target, a table-function option, a SET value).
    /// Never used for data of a person.
    /// </summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A bracketed list of literals: <c>['a', 'b']</c>.</summary>
    public static string LiteralList(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Literal))}]";
}
