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

    /// <summary>
    /// A file to read as a literal: its whole path, so that no part of it is taken for the address of another machine, with <c>*</c>, <c>?</c> and <c>[</c>
    /// escaped, so that this very file is read and no pattern of files. For reading only: a COPY target is no pattern and takes <see cref="Literal"/>.
    /// </summary>
    public static string File(string path) => Literal(Escaped(path));

    /// <summary>A bracketed list of files to read, each as <see cref="File"/> writes it.</summary>
    public static string FileList(IEnumerable<string> paths) => LiteralList(paths.Select(Escaped));

    /// <summary>The whole path of a file or folder in the form that DuckDB reads as itself and not as a pattern.</summary>
    internal static string Escaped(string path)
    {
        var whole = Path.GetFullPath(path);
        return whole.AsSpan().IndexOfAny('*', '?', '[') < 0
            ? whole
            : string.Concat(whole.Select(c => c is '*' or '?' or '[' ? $"[{c}]" : c.ToString()));
    }
}
