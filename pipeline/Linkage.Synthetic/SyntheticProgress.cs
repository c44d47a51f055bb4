namespace Linkage.Synthetic;

/// <summary>How far the making of a synthetic council has come.</summary>
/// <param name="Step">What is being done: <c>people</c> or the name of a file.</param>
/// <param name="Done">People made so far.</param>
/// <param name="Total">People in all.</param>
public sealed record SyntheticProgress(string Step, int Done, int Total);
