using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Release;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Gate;

/// <summary>What the Gate stage published.</summary>
/// <param name="Set">The set itself.</param>
/// <param name="Tables">The tables the cohort query may read.</param>
/// <param name="Suppressed">The people no outreach may reach, a table for each list and one for marked addresses. Never mounted.</param>
/// <param name="Parts">Rows by dataset.</param>
public sealed record MountedSet(PublishedSet Set, IReadOnlyList<MountedTable> Tables, IReadOnlyList<SuppressionTable> Suppressed, IReadOnlyList<StagePart> Parts);

/// <summary>A dataset asked for where permitted, and not permitted: it reads as a table without rows.</summary>
/// <param name="Contract">Its contract.</param>
/// <param name="Columns">The columns the project asked for.</param>
public sealed record EmptyDataset(DatasetContract Contract, IReadOnlyList<string> Columns);
