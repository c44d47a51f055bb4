namespace Linkage.Jobs.Reporting;

/// <summary>What <c>linkage runs retry</c> and <c>cancel</c> print with <c>--json</c>.</summary>
/// <param name="Project">The project's id.</param>
/// <param name="Run">The run that was named; absent where a project was.</param>
/// <param name="Slot">Its slot; absent for a run that somebody began by hand, and where a project was named.</param>
/// <param name="Asked">How many runs or slots were asked for, or to end; none when somebody had asked already.</param>
/// <param name="Note">What whoever asks should know; absent when there is nothing.</param>
internal sealed record RunActDocument(string Project, string? Run, DateTimeOffset? Slot, int Asked, string? Note);
