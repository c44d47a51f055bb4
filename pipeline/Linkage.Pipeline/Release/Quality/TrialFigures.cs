using Linkage.Governance.Grants;
using Linkage.Pipeline.Release.Trials;

namespace Linkage.Pipeline.Release.Quality;

/// <summary>What the quality page says of a trial.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="KeyId">Id of the key by which arms were dealt.</param>
/// <param name="Tables">The tables of the trial, with what of them is shown.</param>
/// <param name="Armed">The arms that were given.</param>
internal sealed record TrialFigures(GrantedTrial Trial, string KeyId, IReadOnlyList<MadeOutput> Tables, ArmedCohort Armed);
