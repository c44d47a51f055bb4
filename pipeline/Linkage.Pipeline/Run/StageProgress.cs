namespace Linkage.Pipeline.Run;

/// <summary>How far a stage has come.</summary>
/// <param name="Stage">Extract, Pseudonymise, Link, Gate or Release.</param>
/// <param name="Step">What it is doing, without any value: a dataset id or a step name.</param>
/// <param name="Done">Parts done.</param>
/// <param name="Total">Parts in all; at least 1.</param>
public sealed record StageProgress(string Stage, string Step, int Done, int Total);
