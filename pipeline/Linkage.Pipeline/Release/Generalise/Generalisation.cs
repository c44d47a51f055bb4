using System.Text.Json.Nodes;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release.Quality;

namespace Linkage.Pipeline.Release.Generalise;

/// <summary>What was done to the columns of an output of rows, for those who read about it.</summary>
/// <param name="Columns">The columns that are given as text at a step, in the order of the file.</param>
/// <param name="Chosen">The node that was chosen among the ladders; null without any.</param>
/// <param name="MaximumPercent">The largest share of people to leave out before columns are made coarser.</param>
internal sealed record Generalisation(IReadOnlyList<GivenColumn> Columns, ChosenNode? Chosen, int MaximumPercent)
{
    internal static readonly Generalisation None = new([], null, 0);

    /// <summary>The step a column is given at; null for one that stays as the query gave it.</summary>
    internal LadderStep? StepOf(string column) => Columns.FirstOrDefault(c => c.Column.Name == column)?.Step;

    internal JsonObject ToJson(GuardedCount counts) => new()
    {
        ["columns"] = new JsonArray([.. Columns.Select(c => c.ToJson(counts))]),
        ["maximumSuppressedPercent"] = Chosen is null ? null : MaximumPercent,
        ["loss"] = Chosen is null ? null : decimal.Round(Chosen.Loss, 6),
        ["nodesTried"] = Chosen?.Tried ?? 0,
        ["nodes"] = Chosen?.Nodes ?? 0,
    };
}

/// <summary>A column as it is given.</summary>
/// <param name="Column">The column.</param>
/// <param name="Step">Its step.</param>
/// <param name="Level">Place of the step in the ladder, from 0.</param>
/// <param name="Height">Place of the last step; 0 without a ladder.</param>
/// <param name="Rows">Kept rows in which the value is not as the query gave it.</param>
internal sealed record GivenColumn(ProjectOutputColumn Column, LadderStep Step, int Level, int Height, long Rows)
{
    internal JsonObject ToJson(GuardedCount counts) => new() { ["name"] = Column.Name, ["step"] = Step.Text, ["level"] = Level, ["height"] = Height, ["rows"] = counts.Value(Rows) };
}
