namespace Linkage.Jobs.Reporting;

/// <summary>What <c>linkage serve</c> prints with <c>--json</c> when it was told to stop.</summary>
/// <param name="Workspace">The workspace it served.</param>
/// <param name="Urls">Where it listened.</param>
internal sealed record ServeDocument(string Workspace, string Urls);
