using System.Text.Json;

namespace Linkage.Jobs.Reporting;

/// <summary>What <c>linkage runs logs --json</c> prints.</summary>
/// <param name="Run">The run.</param>
/// <param name="Events">The lines of its log.</param>
internal sealed record RunLogDocument(string Run, IReadOnlyList<JsonElement> Events);
