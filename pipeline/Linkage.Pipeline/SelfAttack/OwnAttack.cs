using Linkage.Pipeline.Release;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.SelfAttack;

/// <summary>The attack of a run on what it made: asked by the Release stage when the files stand ready, and remembered.</summary>
/// <param name="attacker">Makes it.</param>
/// <param name="request">What is attacked, but for the files that are about to be released.</param>
/// <param name="cancellationToken">Interrupts it.</param>
internal sealed class OwnAttack(Attacker attacker, AttackRequest request, CancellationToken cancellationToken)
{
    /// <summary>What came of it; null as long as it was not asked for.</summary>
    internal AttackReport? Report { get; private set; }

    /// <summary>Whether it found anything.</summary>
    internal bool Succeeded => Report is { Found.Count: > 0 };

    /// <summary>Everything it found, as the run is refused for it.</summary>
    internal IReadOnlyList<Refusal> Refusals => [.. (Report?.Found ?? []).Select(found => new Refusal(ReleaseStage.Name, found.Code, found.Explanation))];

    /// <summary>Attacks.</summary>
    /// <param name="waiting">The files that are about to be released.</param>
    /// <returns>The first thing found, or null.</returns>
    internal (string Code, string Message)? Objection(IReadOnlyList<WaitingFile> waiting)
    {
        Report = attacker.Execute(request with { Waiting = waiting }, cancellationToken);
        return Report.Found is [var first, ..] ? (first.Code, first.Explanation) : null;
    }

    /// <summary>Puts the research halves aside in which something was found: what resolves may not lie where others read it.</summary>
    internal void Quarantine(ZoneStore zones, string reason)
    {
        foreach (var dataset in request.Datasets.Where(d => Report!.Found.Any(found => found.Where == AttackedFile.NameOf(d))))
        {
            zones.Quarantine(dataset.ResearchSet, reason);
        }
    }
}
