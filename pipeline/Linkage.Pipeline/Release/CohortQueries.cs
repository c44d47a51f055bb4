using DuckDB.NET.Data;
using Linkage.Governance.Grants;
using Linkage.Governance.Rules;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release.Trials;
using Linkage.Pipeline.Run;

namespace Linkage.Pipeline.Release;

/// <summary>Runs a project's queries in a locked session and leaves their results as tables in a scratch database.</summary>
internal static class CohortQueries
{
    /// <summary>Table of the cohort query's result.</summary>
    internal const string CohortTable = "cohort";

    /// <summary>Runs the cohort query, then the query of each output that has one.</summary>
    /// <returns>Output name to the columns its query gave, and the trial's arms where there is a trial.</returns>
    /// <exception cref="ReleaseRefusal">A query is not allowed, not the approved one, or cannot run.</exception>
    internal static CohortTables Run(
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

        LockedSession? session = null;
        try
        {
            session = LockedSession.Open(databasePath, mounts, limits, cancellationToken);
            Keep(session, CohortTable, request.Project.Cohort, cancellationToken);
            ArmedCohort? armed = null;
            if (terms.Trial is { } trial)
            {
                RequireArmable(trial, session.ColumnsOf(CohortTable, cancellationToken));

                // Between two locked sessions: the key that deals out the arms is in neither.
                session.Dispose();
                armed = ArmedCohort.Make(request, trial, databasePath, limits, cancellationToken);
                session = LockedSession.Reopen(databasePath, limits, cancellationToken);
            }

            var columns = new Dictionary<string, IReadOnlyList<(string, string)>>(StringComparer.Ordinal);
            foreach (var output in request.Project.Outputs)
            {
                if (output.Query is not null)
                {
                    Keep(session, TableOf(output), output.Query, cancellationToken);
                }

                columns[output.Name] = session.ColumnsOf(TableOf(output), cancellationToken);
            }

            var tables = Trace(request, terms, session, columns, cancellationToken);
            foreach (var table in tables)
            {
                columns[table.Name] = session.ColumnsOf(TableOf(table), cancellationToken);
            }

            return new CohortTables(columns, armed, tables);
        }
        catch (DuckDBException error)
        {
            throw StageException.From(ReleaseStage.Name, "mounting the granted tables", error);
        }
        finally
        {
            session?.Dispose();
        }
    }

    /// <summary>The table an output is made of.</summary>
    internal static string TableOf(ProjectOutput output) => output.Query is null && !ArmedCohort.IsTable(output.Name) ? CohortTable : TableOf(output.Name);

    /// <summary>The table of an output that has a query of its own.</summary>
    internal static string TableOf(string output) => $"output_{output}";

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
    private static IReadOnlyList<ProjectOutput> Trace(
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

        if (terms.Trial is not { } trial)
        {
            return [];
        }

        var datasets = mounted.Keys.ToDictionary(d => d.ViewName, d => d, StringComparer.Ordinal);
        var tables = mounted.ToDictionary(m => m.Key.ViewName, m => TracedTable.Mounted(m.Key.ViewName, m.Value), StringComparer.OrdinalIgnoreCase);
        var cohort = TrialLineage.WithArm(request.Project.Trial, ((CohortVerdict.Allowed)CohortGuard.Check(request.Project.Cohort.Sql, tables, isFile: false)).Result!);
        return ArmedCohort.Tables(trial, request.Project.Outputs, name => TrialLineage.SourcesOf(cohort, name, datasets));
    }

    // By what DuckDB gave; where its columns come from is followed later, with those of the outputs.
    private static void RequireArmable(GrantedTrial trial, IReadOnlyList<(string Name, string Type)> columns)
    {
        var wanted = trial.Column is { } made ? trial.Strata.Append(made) : trial.Strata;
        if (!columns.Contains((OutputColumns.PersonKey, "BLOB"))
            || columns.Any(c => string.Equals(c.Name, TrialArm.ArmColumn, StringComparison.OrdinalIgnoreCase))
            || !wanted.All(w => columns.Any(c => c.Name == w)))
        {
            throw new ReleaseRefusal(
                TrialLineage.RefusedCode,
                $"The trial {trial.Id} needs a cohort with {string.Join(", ", wanted.Prepend(OutputColumns.PersonKey))} and without a column {TrialArm.ArmColumn}; the query gives ({string.Join(", ", columns.Select(c => c.Name))}).");
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
