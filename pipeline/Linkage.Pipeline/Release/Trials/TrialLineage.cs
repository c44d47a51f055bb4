using Linkage.Governance.Decisions;
using Linkage.Governance.Rules;
using Linkage.Pipeline.Contracts;

namespace Linkage.Pipeline.Release.Trials;

/// <summary>
/// What flows into the arm of a person. Arms by chance are made of no column; arms by column tell its value. Either way an arm may stand in an output column of that name only, so
/// that nobody hands it on under a name that the rule does not have.
/// </summary>
internal static class TrialLineage
{
    /// <summary>Reason code of a cohort whose people cannot be parted into arms.</summary>
    internal const string RefusedCode = "TRIAL_CANNOT_BE_ASSIGNED";

    /// <summary>The arm itself, as a source that no table has.</summary>
    internal static readonly ColumnSource Arm = new("(trial)", TrialArm.ArmColumn);

    /// <summary>The cohort as outputs see it: with the arm as its last column.</summary>
    internal static TracedTable WithArm(RequestedTrial? trial, TracedTable cohort)
    {
        if (trial is null)
        {
            return cohort;
        }

        var flow = ColumnFlow.Of(Arm);
        return cohort with { Columns = [.. cohort.Columns, new TracedColumn(TrialArm.ArmColumn, trial.Column is { } made ? flow.And(Find(cohort, made)!.Flow.AsValue()) : flow)] };
    }

    /// <summary>Whether a source may stand in an output column, as far as it is an arm; null for any other source.</summary>
    internal static bool? Permits(ColumnSource source, string? column, string role) =>
        source == Arm ? column == TrialArm.ArmColumn && role is "Value" or "Dimension" : null;

    /// <summary>Why the cohort's people cannot be parted into arms, or a column would be shown by the balance table that may not be output; null when nothing stands against it.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="cohort">The cohort query's result.</param>
    /// <param name="datasets">Table name to the dataset mounted under it.</param>
    /// <param name="permitsOutput">Whether a dataset's column may be output at all.</param>
    internal static CohortVerdict.Refused? FirstObjection(
        RequestedTrial trial, TracedTable cohort, IReadOnlyDictionary<string, DatasetId> datasets, Func<string, string, bool> permitsOutput)
    {
        if (Find(cohort, OutputColumns.PersonKey) is not { Flow: { Problem: null, Values.Count: > 0 } key } || !key.Values.All(s => s.IsPersonKey))
        {
            return new CohortVerdict.Refused(RefusedCode, $"The trial {trial.Id} needs to know the people of the cohort by {OutputColumns.PersonKey}, and the query has no such column.");
        }

        if (Find(cohort, TrialArm.ArmColumn) is not null)
        {
            return new CohortVerdict.Refused(RefusedCode, $"The query has a column {TrialArm.ArmColumn}, and the trial {trial.Id} adds one of that name. Rename it.");
        }

        foreach (var name in ColumnsOf(trial))
        {
            if (Find(cohort, name) is not { } column)
            {
                return new CohortVerdict.Refused(RefusedCode, $"The trial {trial.Id} names {name}, which is no column of the cohort.");
            }

            if (column.Flow.Problem is { } problem)
            {
                return new CohortVerdict.Refused(RefusedCode, $"What flows into {name}, which the trial {trial.Id} names, cannot be followed: the query holds {problem}. Write it another way.");
            }

            var surplus = column.Flow.Values.Union(column.Flow.Counted).Where(s => s.IsPersonKey || (!s.IsPresence && !permitsOutput(datasets[s.Table].Value, s.Column)))
                .Select(s => s.ToString()).Order(StringComparer.Ordinal).ToList();
            if (surplus.Count > 0)
            {
                return new CohortVerdict.Refused("COLUMN_NOT_PERMITTED", $"The trial {trial.Id} counts by {name}, which can hold {string.Join(", ", surplus)}; that may not be output.");
            }
        }

        return null;
    }

    /// <summary>The declared form of what flows into a column of the cohort: <c>dataset.column</c>, in order.</summary>
    internal static IReadOnlyList<string> SourcesOf(TracedTable cohort, string name, IReadOnlyDictionary<string, DatasetId> datasets) =>
        [.. (Find(cohort, name)?.Flow.Values ?? []).Where(s => s != Arm && !s.IsPresence).Select(s => $"{datasets[s.Table]}.{s.Column}").Order(StringComparer.Ordinal)];

    private static IEnumerable<string> ColumnsOf(RequestedTrial trial) => trial.Column is { } column ? trial.Strata.Append(column) : trial.Strata;

    private static TracedColumn? Find(TracedTable cohort, string name) => cohort.Columns.FirstOrDefault(c => c.IsNamed(name));
}
