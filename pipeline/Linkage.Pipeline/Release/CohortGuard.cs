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
    public static CohortVerdict Check(string sql, IEnumerable<string> tables)
    {
        var (syntax, problem) = QuerySyntax.Parse(sql);
        if (syntax is null)
        {
            return new CohortVerdict.Refused(RefusedCode, problem);
        }

        using (syntax)
        {
            return QueryWalk.FirstObjection(syntax.Statement, tables) is { } objection
                ? new CohortVerdict.Refused(RefusedCode, objection)
                : new CohortVerdict.Allowed(QueryDigest.Of(syntax));
        }
    }
}
