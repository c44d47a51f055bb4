using DuckDB.NET.Data;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Run;

namespace Linkage.Pipeline.Release;

/// <summary>Runs a project's queries in a locked session and leaves their results as tables in a scratch database.</summary>
internal static class CohortQueries
{
    /// <summary>Table of the cohort query's result.</summary>
    internal const string CohortTable = "cohort";

    /// <summary>Runs the cohort query, then the query of each output that has one.</summary>
    /// <returns>Output name to the columns its query gave.</returns>
    /// <exception cref="ReleaseRefusal">A query is not allowed, not the approved one, or cannot run.</exception>
    internal static IReadOnlyDictionary<string, IReadOnlyList<(string Name, string Type)>> Run(
        ReleaseRequest request, ReleaseTerms terms, string databasePath, DuckOptions limits, CancellationToken cancellationToken)
    {
        var mounts = request.Mounted.ToDictionary(m => m.Key.ViewName, m => m.Value, StringComparer.Ordinal);
        if (mounts.ContainsKey(CohortTable) || request.Project.Outputs.Any(o => mounts.ContainsKey(TableOf(o))))
        {
            throw new ReleaseRefusal(CohortGuard.RefusedCode, "A dataset has the name of the cohort or of an output. Rename the output.");
        }

        Permit(request.Project.Cohort, CohortTable, terms, mounts.Keys);
        foreach (var output in request.Project.Outputs.Where(o => o.Query is not null))
        {
            Permit(output.Query!, output.Name, terms, mounts.Keys.Append(CohortTable));
        }

        try
        {
            using var session = LockedSession.Open(databasePath, mounts, limits, cancellationToken);
            Keep(session, CohortTable, request.Project.Cohort, cancellationToken);
            var columns = new Dictionary<string, IReadOnlyList<(string, string)>>(StringComparer.Ordinal);
            foreach (var output in request.Project.Outputs)
            {
                if (output.Query is not null)
                {
                    Keep(session, TableOf(output), output.Query, cancellationToken);
                }

                columns[output.Name] = session.ColumnsOf(TableOf(output), cancellationToken);
            }

            Trace(request, terms, session, columns, cancellationToken);
            return columns;
        }
        catch (DuckDBException error)
        {
            throw StageException.From(ReleaseStage.Name, "mounting the granted tables", error);
        }
    }

    /// <summary>The table an output is made of.</summary>
    internal static string TableOf(ProjectOutput output) => output.Query is null ? CohortTable : $"output_{output.Name}";

    private static void Permit(ProjectQuery query, string name, ReleaseTerms terms, IEnumerable<string> tables)
    {
        switch (CohortGuard.Check(query.Sql, tables))
        {
            case CohortVerdict.Refused refused:
                throw new ReleaseRefusal(refused.Code, $"{query.FileName}: {refused.Message}");
            case CohortVerdict.Allowed allowed when !terms.Selections.Contains((name, allowed.Digest)):
                throw new ReleaseRefusal(
                    "SELECTION_NOT_PERMITTED",
                    $"{query.FileName} is not the query the rule approved for {name}. Its digest is {allowed.Digest}; ask for a new version of the rule.");
        }
    }

    // Nothing of the results has left the scratch database yet: what a query may not show is refused before anybody can see it.
    private static void Trace(
        ReleaseRequest request,
        ReleaseTerms terms,
        LockedSession session,
        Dictionary<string, IReadOnlyList<(string Name, string Type)>> columns,
        CancellationToken cancellationToken)
    {
        var mounted = request.Mounted.Keys.ToDictionary(
            d => d, IReadOnlyList<string> (d) => [.. session.ColumnsOf(d.ViewName, cancellationToken).Select(c => c.Name)]);
        if (OutputLineage.FirstObjection(
            request.Project, mounted, terms.SourcesOf, terms.PermitsOutput, output => [.. columns[output.Name].Select(c => c.Name)]) is { } refused)
        {
            throw new ReleaseRefusal(refused.Code, refused.Message);
        }
    }

    private static void Keep(LockedSession session, string table, ProjectQuery query, CancellationToken cancellationToken)
    {
        if (session.Keep(table, query.Sql, cancellationToken) is { } problem)
        {
            throw new ReleaseRefusal("COHORT_QUERY_FAILED", $"{query.FileName}: {problem}");
        }
    }
}
