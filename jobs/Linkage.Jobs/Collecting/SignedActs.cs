using Linkage.Governance.Releases;
using Linkage.Governance.Rules;

namespace Linkage.Jobs.Collecting;

/// <summary>
/// Holds the acts of a release against the keys of those who signed them, as when they were recorded: whoever may write to the store can add an act with its event, and has no key of a member of the team.
/// </summary>
internal static class SignedActs
{
    /// <summary>What speaks against the acts, in a sentence; null when nothing does.</summary>
    /// <param name="acts">The acts of one release.</param>
    /// <param name="people">The people and their keys. Somebody who left stays in the directory with the day that ends their key.</param>
    public static string? DoubtOf(IReadOnlyList<ReleaseAct> acts, People people) =>
        acts.FirstOrDefault(act => act.Kind != ReleaseActKind.Withdrawn && ReleaseHistory.WhyNotBy(act, act.Team ?? string.Empty, people) is not null) is { } act
            ? $"Its act {act.Ordinal}, {act.Kind} by {act.Person}, bears no signature that the directory of people vouches for on that day."
            : null;
}
