namespace Linkage.Pipeline.Projects;

/// <summary>How a column of rows may be made coarser, step by step. Before the first step stands the value as it is, after the last one <see cref="LadderStep.Any"/>.</summary>
/// <param name="Kind">Dates, widths or prefixes.</param>
/// <param name="Steps">The declared steps, finest first; none leaves only to hide the column.</param>
public sealed record GeneralisationLadder(LadderKind Kind, IReadOnlyList<LadderStep> Steps);
