using Linkage.Governance.Decisions;
using Linkage.Governance.Grants;

namespace Linkage.Pipeline.Run;

/// <summary>
/// Asks the gate at each checkpoint of a run, keeps and tells what it answered, and holds the run to one permission: what was made under one grant is not released under another.
/// </summary>
internal sealed class RunCheckpoints(RunDecider decider, RunId run, IRunObserver observer)
{
    /// <summary>Code of a run that another permission would cover now than the one it began under.</summary>
    public const string GrantChanged = "GRANT_CHANGED";

    private readonly List<RunDecision> _decisions = [];
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private string? _content;

    /// <summary>Every decision, in order.</summary>
    public IReadOnlyList<RunDecision> Decisions => _decisions;

    /// <summary>The latest decision.</summary>
    public Decision Last => _decisions[^1].Decision;

    /// <summary>Why the run may not go on; empty while it may.</summary>
    public IReadOnlyList<Refusal> Objections { get; private set; } = [];

    /// <summary>The first decision, before anything is read.</summary>
    /// <returns>Whether the run may begin.</returns>
    public bool Start(DateTimeOffset instant)
    {
        foreach (var decision in decider.Start(instant))
        {
            Record(decision);
        }

        return Passes("Start", content: null);
    }

    /// <summary>Asks again, with the clock and the registry of this moment.</summary>
    /// <param name="point">The stage that would begin.</param>
    /// <returns>The grant for what follows, or null when the run may not go on.</returns>
    public Grant? Ask(string point)
    {
        var (decision, grant) = decider.Again(point, run);
        Record(decision);
        if (!Passes(point, grant?.ContentHash))
        {
            return null;
        }

        _content ??= grant!.ContentHash;
        if (_told.Add(grant!.Id))
        {
            observer.Granted(grant);
        }

        return grant;
    }

    /// <summary>Asks a last time, immediately before a release appears. Recorded only when it is an objection: an ALLOW a moment after an ALLOW says nothing new.</summary>
    public bool StillAllowed()
    {
        var (decision, grant) = decider.Again("Release", run);
        if (grant?.ContentHash == _content)
        {
            return true;
        }

        Record(decision);
        return Passes("Release", grant?.ContentHash);
    }

    private bool Passes(string point, string? content)
    {
        var changed = Last.IsAllowed && _content is not null && content != _content;
        Objections = changed
            ? [new Refusal(point, GrantChanged, $"What permits this project was changed while the run was under way: {Last.RuleId} version {Last.RuleVersion} permits it now, and on other terms. Run again.")]
            : [.. Last.Reasons.Select(r => new Refusal(point, r.Code.Written(), r.Explanation))];
        return Last.IsAllowed && !changed;
    }

    private void Record(RunDecision decision)
    {
        _decisions.Add(decision);
        observer.Decided(decision);
    }
}
