using Linkage.Pipeline.Projects;

namespace Linkage.Pipeline.Release.Earlier;

/// <summary>How coarsely a release gave a column of its rows. Kept sealed, with the people; a release of before has none, and hinders nothing.</summary>
/// <param name="Rule">Id of its rule: rows under another rule have other person keys.</param>
/// <param name="Column">The column.</param>
/// <param name="Sources">The columns it is made of.</param>
/// <param name="Step">The step.</param>
internal sealed record RememberedStep(string Rule, string Column, IReadOnlyList<string> Sources, LadderStep Step)
{
    /// <summary>Whether a column says the same of a person: one of that name, or made of the same columns.</summary>
    internal bool IsOf(ProjectOutputColumn column) =>
        column.Name == Column || (Sources.Count > 0 && column.Sources.ToHashSet(StringComparer.Ordinal).SetEquals(Sources));
}
