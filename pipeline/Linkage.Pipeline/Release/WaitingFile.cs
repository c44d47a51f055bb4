using Linkage.Pipeline.Projects;

namespace Linkage.Pipeline.Release;

/// <summary>A data file of a release that stands ready and is not visible yet.</summary>
/// <param name="Output">What the project asked for.</param>
/// <param name="Path">Where it lies.</param>
public sealed record WaitingFile(ProjectOutput Output, string Path);
