using Linkage.Governance.Rules;

namespace Linkage.Governance.Releases;

/// <summary>
/// What the acts of a release come to, and who may do which. Whatever lets data flow is signed by a member of the team that the release was made for; whatever takes it back
/// needs a person and a reason, and no key. Withdrawn is for good.
/// </summary>
public static class ReleaseHistory
{
    /// <summary>Where a release stands.</summary>
    /// <param name="acts">Its acts in order.</param>
    /// <param name="expires">From when on it may not be used; null when that is not known.</param>
    /// <param name="now">The instant.</param>
    public static ReleaseState StateOf(IReadOnlyList<ReleaseAct> acts, DateTimeOffset? expires, DateTimeOffset now)
    {
        var isWithdrawn = acts.Any(act => act.Kind == ReleaseActKind.Withdrawn);
        var isExpired = now >= expires;
        if ((isWithdrawn || isExpired) && acts.Any(act => act.Kind == ReleaseActKind.Attested) && Owing(acts).Count == 0)
        {
            return ReleaseState.Destroyed;
        }

        return isWithdrawn ? ReleaseState.Withdrawn
            : isExpired ? ReleaseState.Expired
            : acts.Any(act => act.Kind == ReleaseActKind.Collected) ? ReleaseState.Collected
            : ReleaseState.Ready;
    }

    /// <summary>The persons who collected a copy whose destruction their team has not attested since, each once.</summary>
    /// <param name="acts">The acts of a release in order.</param>
    public static IReadOnlyList<string> Owing(IReadOnlyList<ReleaseAct> acts) =>
    [
        .. acts
            .Where((act, place) => act.Kind == ReleaseActKind.Collected && !acts.Skip(place).Any(later => later.Kind == ReleaseActKind.Attested && later.Team == act.Team))
            .Select(act => act.Person)
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Why an act may not follow, in a sentence; null when it may.</summary>
    /// <param name="acts">The acts there are, in order.</param>
    /// <param name="act">The act that is to follow.</param>
    /// <param name="expires">From when on the release may not be used; null when that is not known.</param>
    public static string? WhyNotAfter(IReadOnlyList<ReleaseAct> acts, ReleaseAct act, DateTimeOffset? expires) => (act.Kind, StateOf(acts, expires, act.At)) switch
    {
        (ReleaseActKind.Collected, ReleaseState.Ready or ReleaseState.Collected) => null,
        (ReleaseActKind.Collected, ReleaseState.Expired) => "It has expired.",
        (ReleaseActKind.Collected, _) => "It was withdrawn or destroyed.",
        (ReleaseActKind.Withdrawn, _) => acts.Any(one => one.Kind == ReleaseActKind.Withdrawn) ? "It was withdrawn before." : null,
        _ when !acts.Any(one => one.Kind == ReleaseActKind.Collected) => "Nobody has collected it.",
        (_, ReleaseState.Ready or ReleaseState.Collected) => "It has not ended: a copy may be collected again.",
        _ => Owing(acts).Count == 0 ? "It is attested already." : null,
    };

    /// <summary>Why a person may not do it, in a sentence; null when they may.</summary>
    /// <param name="act">The act, signed where it needs it.</param>
    /// <param name="team">The team that the release was made for.</param>
    /// <param name="people">The people.</param>
    public static string? WhyNotBy(ReleaseAct act, string team, People people)
    {
        if (!people.TryFind(act.Person, out var person))
        {
            return "Nobody of that id or account is in the directory of people.";
        }

        var day = DateOnly.FromDateTime(act.At.UtcDateTime);
        return act.Kind == ReleaseActKind.Withdrawn ? null
            : person.IsCouncillor ? $"{person.Id} is a councillor, who collects nothing."
            : !person.Teams.Any(held => held.Team == team && held.Covers(day)) ? $"{person.Id} is no member of {team} on {day:yyyy-MM-dd}, for whom the release was made."
            : act.Team != team ? $"It is not in the name of {team}, for whom the release was made."
            : ReleaseActSignature.IsSigned(act, person) ? null
            : $"It is not signed with a key that is registered for {person.Id} on {day:yyyy-MM-dd}.";
    }
}
