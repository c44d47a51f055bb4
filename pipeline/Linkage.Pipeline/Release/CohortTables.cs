using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release.Trials;

namespace Linkage.Pipeline.Release;

/// <summary>What the queries of a project left in the scratch database.</summary>
/// <param name="Columns">Output name to the columns its query gave.</param>
/// <param name="Armed">The arms that were given; null without a trial.</param>
/// <param name="OfTrial">The tables of the trial; none without one.</param>
internal sealed record CohortTables(IReadOnlyDictionary<string, IReadOnlyList<(string Name, string Type)>> Columns, ArmedCohort? Armed, IReadOnlyList<ProjectOutput> OfTrial);
