using DuckDB.NET.Data;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Evaluation;

/// <summary>
/// An expression over the columns of a record that is equal for records of one entity. It comes from a user: it must be one scalar expression, and only
/// functions that compute from their arguments may be called in it.
/// </summary>
public sealed record TruthExpression
{
    private const string What = "--truth";

    private TruthExpression(string sql, IReadOnlySet<string> columns)
    {
        Sql = sql;
        Columns = columns;
    }

    /// <summary>The expression as it was given.</summary>
    public string Sql { get; }

    /// <summary>Names in it that may be columns; none of them is used as evidence.</summary>
    public IReadOnlySet<string> Columns { get; }

    /// <summary>Checks an expression. Nothing of it is executed.</summary>
    /// <exception cref="MatchingInputException">It is not one scalar expression, or it calls what it may not.</exception>
    public static TruthExpression Parse(DuckSession session, string text, CancellationToken cancellationToken)
    {
        var expression = ScalarExpression.Parse(session, text, What, "regexp_extract(rec_id, '[0-9]+')", cancellationToken);
        return new TruthExpression(text, new HashSet<string>(expression.Columns.SelectMany(c => c), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Writes the entity of each record of a relation to a table (dataset, record_id, entity).</summary>
    /// <exception cref="MatchingInputException">It names a column the relation does not have, or fails on a value.</exception>
    public void Insert(DuckSession session, SqlName target, string dataset, SqlName relation, SqlName recordId, CancellationToken cancellationToken)
    {
        try
        {
            session.Execute($"INSERT INTO {target} SELECT {SqlName.Literal(dataset)}, {recordId}, CAST(({Sql}\n) AS VARCHAR) FROM {relation}", cancellationToken);
        }
        catch (DuckDBException)
        {
            // The engine's message may quote a value of a record.
            throw new MatchingInputException($"The expression cannot be computed over dataset '{dataset}'.", What, "Check its column names and that it fits every value.");
        }
    }
}
