using System.Text.RegularExpressions;
using DuckDB.NET.Data;

namespace Linkage.Pipeline.Run;

/// <summary>
/// A stage that could not do its work. Names the stage, the part it was at and the kind of fault; DuckDB's own message is left out,
/// for it can quote values from rows.
/// </summary>
public sealed partial class StageException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="stage">Extract, Pseudonymise, Link, Gate or Release.</param>
    /// <param name="part">Dataset id, output name or step.</param>
    /// <param name="problem">What went wrong, without any value.</param>
    public StageException(string stage, string part, string problem)
        : base($"{stage} stopped at {part}: {problem}")
    {
        Stage = stage;
        Part = part;
    }

    /// <summary>The stage.</summary>
    public string Stage { get; }

    /// <summary>Dataset id, output name or step.</summary>
    public string Part { get; }

    /// <summary>Wraps a fault of DuckDB by its kind alone.</summary>
    public static StageException From(string stage, string part, DuckDBException error) =>
        new(stage, part, $"DuckDB reported: {KindOf(error)}. Its message is left out because it can quote data.");

    /// <summary>The kind of a DuckDB fault, as in <c>Conversion Error</c>: what stands before the colon, when that is plain words.</summary>
    public static string KindOf(DuckDBException error)
    {
        var kind = error.Message.Split(':')[0];
        return Kind().IsMatch(kind) ? kind : error.ErrorType.ToString();
    }

    [GeneratedRegex("^[A-Z][A-Za-z ]{2,30} Error\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Kind();
}
