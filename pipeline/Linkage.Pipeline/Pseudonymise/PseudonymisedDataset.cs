using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Pseudonymise;

/// <summary>A dataset after the split.</summary>
/// <param name="Identity">Identifiers and contact details under record keys.</param>
/// <param name="Research">The other columns under the same record keys.</param>
/// <param name="Part">The rows, for the stage's report.</param>
public sealed record PseudonymisedDataset(PublishedSet Identity, PublishedSet Research, StagePart Part);
