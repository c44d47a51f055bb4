using System.Globalization;
using DuckDB.NET.Data;
using Linkage.Matching.Duck;
using Linkage.Matching.Normalise;

namespace Linkage.Matching.Comparisons;

/// <summary>Reads the SQL levels of the settings: what they call, which fields they name, and whether they give true or false.</summary>
internal sealed class SqlLevels(DuckSession session, IReadOnlyList<RecordField> fields, CancellationToken cancellationToken) : IDisposable
{
    private DuckSession? _own;

    /// <inheritdoc/>
    public void Dispose() => _own?.Dispose();

    /// <summary>The test of an expression, and its SQL with both ways round.</summary>
    /// <exception cref="MatchingInputException">It is not one scalar expression over fields of l and r that gives true or false.</exception>
    internal (LevelTest.Sql Test, string Sql) Bind(string text, string where)
    {
        // As the workers see it: with functions of the database, without temporary ones.
        _own ??= session.Beside();
        var expression = ScalarExpression.Parse(_own, text, where, "l.surname = r.forename", cancellationToken);
        var read = expression.Columns.Select(c => FieldOf(c, where)).Distinct().OrderBy(f => f.Column, StringComparer.Ordinal).ToList();
        if (read.Count == 0)
        {
            throw new MatchingInputException("The expression reads no field.", where, "Compare a field of l with a field of r.");
        }

        var record = $"{{{string.Join(", ", read.Select(f => $"{SqlName.Literal(f.Field)}: CAST(NULL AS VARCHAR)"))}}}";
        try
        {
            var type = _own.Query($"DESCRIBE SELECT ({text}\n) AS holds FROM (SELECT {record} AS l, {record} AS r)", r => r.GetString(1), cancellationToken)[0];
            if (type != "BOOLEAN")
            {
                throw new MatchingInputException(string.Create(CultureInfo.InvariantCulture, $"The expression gives {type}."), where, "Let it give true or false.");
            }
        }
        catch (DuckDBException)
        {
            throw new MatchingInputException("The expression cannot be computed.", where, "Every field is text: cast it where a number or a date is needed, as in try_cast(l.code AS INTEGER).");
        }

        var swapped = expression.Renamed(_own, c => [IsLeft(c[0]) ? "r" : "l", c[1]], cancellationToken);
        return (new LevelTest.Sql(text, read), $"(({text}\n) OR ({swapped}))");
    }

    private static bool IsLeft(string side) => side.Equals("l", StringComparison.OrdinalIgnoreCase);

    private RecordField FieldOf(IReadOnlyList<string> column, string where)
    {
        if (column.Count != 2 || !(IsLeft(column[0]) || column[0].Equals("r", StringComparison.OrdinalIgnoreCase)))
        {
            throw new MatchingInputException($"'{string.Join('.', column)}' is no field of a record.", where, "Write l.FIELD or r.FIELD.");
        }

        return ComparisonBinder.FieldOf(fields, column[1], where);
    }
}
