namespace Linkage.Pipeline.Release;

/// <summary>
/// Decides whether a user's SQL may run: one SELECT over the mounted tables with functions from a list, and nothing else. What is not known to be
/// harmless is refused. The locked session it then runs in refuses files, attachments and settings again by itself.
/// </summary>
public static class CohortGuard
{
    /// <summary>Reason code of a query that may not run.</summary>
    public const string RefusedCode = "COHORT_QUERY_REFUSED";

    /// <summary>Judges a query. Reads no data.</summary>
    /// <param name="sql">The query's text.</param>
    /// <param name="tables">Names of the tables it may read.</param>
    public static CohortVerdict Check(string sql, IEnumerable<string> tables) => Check(sql, tables, _ => null);

    /// <summary>Judges a query and follows every column of its result back to the columns of the tables. Reads no data.</summary>
    /// <param name="sql">The query's text.</param>
    /// <param name="tables">The tables it may read, with their columns.</param>
    /// <param name="isFile">The result is released as it is; see <see cref="QueryLineage.Of"/>.</param>
    internal static CohortVerdict Check(string sql, IReadOnlyDictionary<string, TracedTable> tables, bool isFile) =>
        Check(sql, tables.Keys, syntax => QueryLineage.Of(syntax.Statement, tables, isFile));

    private static CohortVerdict Check(string sql, IEnumerable<string> tables, Func<QuerySyntax, TracedTable?> trace)
    {
        var (syntax, problem) = QuerySyntax.Parse(sql);
        if (syntax is null)
        {
            return new CohortVerdict.Refused(RefusedCode, problem);
        }

        using (syntax)
        {
            if (QueryWalk.FirstObjection(syntax.Statement, tables) is { } objection)
            {
                return new CohortVerdict.Refused(RefusedCode, objection);
            }

            try
            {
                return new CohortVerdict.Allowed(QueryDigest.Of(syntax)) { Result = trace(syntax) };
            }
            catch (UntracedException untraced)
            {
                return new CohortVerdict.Refused(
                    RefusedCode, $"What flows into the query's columns cannot be followed: it holds {untraced.Message}. Write it another way.");
            }
        }
    }
}
