using Linkage.Governance.Disclosure;
using Linkage.Pipeline.Projects;

namespace Linkage.Pipeline.Release.Sums;

/// <summary>A column of sums of the release that is being made.</summary>
/// <param name="Name">Output and column.</param>
/// <param name="Column">The column.</param>
/// <param name="Definition">Digest of the queries and columns that made it.</param>
/// <param name="Contributions">The table of what people add.</param>
/// <param name="Counts">The counts of its table, as they are shown.</param>
internal sealed record OwnSum(string Name, ProjectOutputColumn Column, string Definition, string Contributions, ShownTable Counts);
