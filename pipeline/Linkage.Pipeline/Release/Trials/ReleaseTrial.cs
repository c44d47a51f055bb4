using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Release.Trials;

/// <summary>What a release needs to part its people into the arms of the granted trial.</summary>
/// <param name="Arms">The key that deals out the arms.</param>
/// <param name="Grant">Mark of the grant, for the register.</param>
/// <param name="Register">The register of those enrolled so far; null for the first time.</param>
public sealed record ReleaseTrial(PseudonymKey Arms, GrantMark Grant, PublishedSet? Register)
{
    /// <summary>What a key and a set say of a grant's trial.</summary>
    public static ReleaseTrial Of(TrialKey key, PublishedSet? register) => new(key.Arms, GrantMark.Of(key.Key), register);
}
