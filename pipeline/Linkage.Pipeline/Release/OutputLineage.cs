using Linkage.Governance.Rules;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release.Sums;
using Linkage.Pipeline.Release.Trials;

namespace Linkage.Pipeline.Release;

/// <summary>Holds what can flow into each column of an output against what may: the sources declared for it, and nothing else.</summary>
internal static class OutputLineage
{
    /// <summary>The first query or output column of a project that may hold what it should not, or null.</summary>
    /// <param name="project">The project.</param>
    /// <param name="mounted">The datasets with the columns mounted for them, person_key among them.</param>
    /// <param name="sourcesOf">The granted sources of a column by output and column name.</param>
    /// <param name="permitsOutput">Whether a dataset's column may be output at all.</param>
    /// <param name="namesOf">The column names DuckDB gave an output's query, where it has run; null where it has not.</param>
    internal static CohortVerdict.Refused? FirstObjection(
        Project project,
        IReadOnlyDictionary<DatasetId, IReadOnlyList<string>> mounted,
        Func<string, string, IReadOnlyList<string>> sourcesOf,
        Func<string, string, bool> permitsOutput,
        Func<ProjectOutput, IReadOnlyList<string>?> namesOf)
    {
        var datasets = mounted.Keys.ToDictionary(d => d.ViewName, d => d, StringComparer.Ordinal);
        var tables = mounted.ToDictionary(m => m.Key.ViewName, m => TracedTable.Mounted(m.Key.ViewName, m.Value), StringComparer.OrdinalIgnoreCase);
        var cohort = CohortGuard.Check(project.Cohort.Sql, tables, isFile: false);
        if (cohort is CohortVerdict.Refused refusedCohort)
        {
            return In(project.Cohort, refusedCohort);
        }

        var result = ((CohortVerdict.Allowed)cohort).Result!;
        if (project.Trial is { } trial && TrialLineage.FirstObjection(trial, result, datasets, permitsOutput) is { } unassigned)
        {
            return In(project.Cohort, unassigned);
        }

        var withCohort = new Dictionary<string, TracedTable>(tables, tables.Comparer)
        {
            [CohortQueries.CohortTable] = TrialLineage.WithArm(project.Trial, result),
        };
        foreach (var output in project.Outputs)
        {
            var query = output.Query ?? project.Cohort;
            var refused = CohortGuard.Check(query.Sql, output.Query is null ? tables : withCohort, isFile: true) switch
            {
                CohortVerdict.Refused verdict => verdict,
                CohortVerdict.Allowed allowed => Named(output, (output.Query is null ? TrialLineage.WithArm(project.Trial, allowed.Result!) : allowed.Result!).Columns, namesOf(output)) is { } columns
                    ? FirstObjection(output, columns, datasets, sourcesOf, permitsOutput)
                    : new CohortVerdict.Refused(CohortGuard.RefusedCode, $"{output.Name}: what flows into its columns cannot be followed: DuckDB reads other columns. Name each with AS."),
                _ => throw new InvalidOperationException("A verdict is either allowed or refused."),
            };
            if (refused is not null)
            {
                return In(query, refused);
            }
        }

        return null;
    }

    private static CohortVerdict.Refused In(ProjectQuery query, CohortVerdict.Refused refused) => refused with { Message = $"{query.FileName}: {refused.Message}" };

    // DuckDB has the last word on names: where it has run the query, a column list that differs from the one followed here is not trusted.
    private static IReadOnlyList<TracedColumn>? Named(ProjectOutput output, IReadOnlyList<TracedColumn> columns, IReadOnlyList<string>? names)
    {
        if (names is null)
        {
            return columns;
        }

        // Columns other than the declared ones are refused as such when the output is made.
        return names.Count == columns.Count && columns.Zip(names).All(p => p.First.Name is null || p.First.IsNamed(p.Second))
            ? [.. columns.Zip(names, (column, name) => column.Copy(name))]
            : names.Intersect(output.Columns.Select(c => c.Name), StringComparer.Ordinal).Any() ? null : [];
    }

    /// <summary>The first column that may hold what it should not, or null.</summary>
    /// <param name="output">The output.</param>
    /// <param name="columns">Its query's columns in order; one that the output does not declare is refused elsewhere.</param>
    /// <param name="datasets">Table name to the dataset mounted under it.</param>
    /// <param name="sourcesOf">The granted sources of a column by output and column name.</param>
    /// <param name="permitsOutput">Whether a dataset's column may be output at all.</param>
    private static CohortVerdict.Refused? FirstObjection(
        ProjectOutput output,
        IReadOnlyList<TracedColumn> columns,
        Dictionary<string, DatasetId> datasets,
        Func<string, string, IReadOnlyList<string>> sourcesOf,
        Func<string, string, bool> permitsOutput)
    {
        foreach (var column in columns)
        {
            // Contact columns come from the identity zone; of an outreach only the leading person key and its values come from the query.
            var declared = output.Columns.FirstOrDefault(c => c.Role != "Contact" && c.Name == column.Name);
            var role = (output.Kind == OutputKind.Outreach || SumOutputs.IsOf(output)) && column.IsNamed(OutputColumns.PersonKey) ? "Key" : declared?.Role;
            if (role is null)
            {
                continue;
            }

            var name = $"{output.Name}.{column.Name}";
            if (column.Flow.Problem is { } problem)
            {
                return new CohortVerdict.Refused(
                    CohortGuard.RefusedCode, $"What flows into the output column {name} cannot be followed: the query holds {problem}. Write it another way.");
            }

            var sources = declared is null ? [] : sourcesOf(output.Name, declared.Name);
            var flowing = role == "Count" ? column.Flow.Values : column.Flow.Values.Union(column.Flow.Counted);
            var surplus = flowing.Where(s => !Permits(s)).Select(s => s.ToString()).Order(StringComparer.Ordinal).ToList();
            if (surplus.Count == 0)
            {
                continue;
            }

            return output.Kind == OutputKind.Outreach && role != "Key" && flowing.Any(s => s.IsPersonKey)
                ? new CohortVerdict.Refused("PERSON_KEY_IN_OUTREACH", $"The output column {name} is made of the person key. A person key never stands in an outreach file.")
                : new CohortVerdict.Refused(
                    "COLUMN_NOT_PERMITTED", $"The output column {name} can hold {string.Join(", ", surplus)}, and its declared sources do not cover that.");

            bool Permits(ColumnSource source)
            {
                if (TrialLineage.Permits(source, declared?.Name, role) is { } asArm)
                {
                    return asArm;
                }

                if (role == "Key" || source.IsPersonKey)
                {
                    return role == "Key" && source.IsPersonKey;
                }

                var dataset = datasets[source.Table].Value;
                return source.IsPresence ? sources.Any(s => s.StartsWith($"{dataset}.", StringComparison.Ordinal))
                    : sources.Count > 0 ? sources.Contains($"{dataset}.{source.Column}", StringComparer.Ordinal)
                    : role is not ("Count" or "Sum") && declared?.Name != TrialArm.ArmColumn && permitsOutput(dataset, source.Column);
            }
        }

        return null;
    }
}
