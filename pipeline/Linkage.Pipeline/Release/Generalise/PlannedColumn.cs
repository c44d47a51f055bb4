using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release.Earlier;

namespace Linkage.Pipeline.Release.Generalise;

/// <summary>A column of rows that is given as text at one of several steps: it has a ladder, or it is a date.</summary>
/// <param name="Column">The column as the project declares it.</param>
/// <param name="Steps">The steps it may be given at, finest first; one for a date without a ladder.</param>
/// <param name="Least">The first of them that is permitted beside earlier releases.</param>
internal sealed record PlannedColumn(ProjectOutputColumn Column, IReadOnlyList<LadderStep> Steps, int Least)
{
    /// <summary>Whether the query gave dates without a time of day.</summary>
    internal required bool IsDay { get; init; }

    /// <summary>Index of the last step.</summary>
    internal int Height => Steps.Count - 1;

    /// <summary>The columns of an output that are planned; the others stay as they are.</summary>
    /// <exception cref="ReleaseRefusal">A ladder does not fit its column, or an earlier release gave a column more coarsely than this one can.</exception>
    internal static IReadOnlyList<PlannedColumn> Of(
        ReleaseTerms terms, ProjectOutput output, IReadOnlyList<(string Name, string Type)> types, Func<ProjectOutputColumn, bool> groups, IReadOnlyList<RememberedStep> earlier)
    {
        var planned = new List<PlannedColumn>();
        foreach (var (column, (_, type)) in output.Columns.Zip(types).Where(c => c.First.Role != "Key"))
        {
            if (column.Generalise is { } ladder && (!StepSql.Fits(ladder.Kind, type) || !groups(column)))
            {
                throw new ReleaseRefusal(
                    "DISCLOSURE_FAILED",
                    !groups(column)
                        ? $"{output.Name}: people are not grouped by the column {column.Name}, so a ladder on it protects nobody. Take 'generalise' away, or declare the column as a Dimension."
                        : $"{output.Name}: the column {column.Name} has the type {type}, which a ladder of {Word(ladder.Kind)} is not for. Write one that fits the type.");
            }

            var steps = StepsOf(terms, column, type);
            var floor = FirstPermitted(output, column, steps, earlier);
            if (column.Generalise is not null || (StepSql.IsDate(type) && !IsWholeDay(steps, type)))
            {
                planned.Add(new PlannedColumn(column, steps, floor) { IsDay = type == "DATE" });
            }
        }

        return planned;
    }

    // A date that may be given by the day stays a date.
    private static bool IsWholeDay(List<LadderStep> steps, string type) => type == "DATE" && steps[0] == LadderStep.Period("day");

    private static List<LadderStep> StepsOf(ReleaseTerms terms, ProjectOutputColumn column, string type)
    {
        var first = StepSql.IsDate(type) ? terms.Dates : LadderStep.AsItIs;
        return column.Generalise is { } ladder
            ? [first, .. ladder.Steps.Where(s => s != first && s.IsAtLeastAsCoarseAs(first)), LadderStep.Any]
            : [first];
    }

    // A reader of both files knows of a person what the finer one says: no later one may be finer than what was enough for an earlier one.
    private static int FirstPermitted(ProjectOutput output, ProjectOutputColumn column, List<LadderStep> steps, IReadOnlyList<RememberedStep> earlier)
    {
        var known = earlier.Where(e => e.IsOf(column)).Select(e => e.Step).ToList();
        var first = steps.FindIndex(step => known.TrueForAll(step.IsAtLeastAsCoarseAs));
        return first >= 0 ? first : throw new ReleaseRefusal(
            "DISCLOSURE_FAILED",
            $"{output.Name}: an earlier release under this rule gave the column {column.Name} as '{known[^1].Text}', and beside it this one may not be finer. Give the column a ladder with 'generalise'.");
    }

    private static string Word(LadderKind kind) => kind switch
    {
        LadderKind.Dates => "dates",
        LadderKind.Widths => "widths",
        LadderKind.Prefixes => "prefixes",
        LadderKind.AsItIs or LadderKind.Any => throw new InvalidOperationException("No ladder is of that kind."),
    };
}
