namespace Linkage.Matching.Review;

/// <summary>What a journal says in the end: the decision that stands on each pair, and which came last.</summary>
public sealed class LabelState
{
    private readonly List<(ReviewDecision Decision, ReviewDecision? Before)> _decisions = [];
    private readonly Dictionary<int, ReviewDecision> _standing = [];

    internal LabelState(string reviewer) => Reviewer = reviewer;

    /// <summary>Whose labels.</summary>
    public string Reviewer { get; }

    /// <summary>
    /// SHA-256 of the journal's last line, lower-case hex, to be noted elsewhere: each line names the one before, so while this stays no earlier line was
    /// changed. Null before the first line. The chain holds no secret; whoever rewrites the whole journal changes this.
    /// </summary>
    public string? Head { get; internal set; }

    /// <summary>The decision that stands, by pair number.</summary>
    public IReadOnlyDictionary<int, ReviewDecision> Standing => _standing;

    /// <summary>The pair that was decided last and not withdrawn, or null.</summary>
    public int? Last => _decisions is [.., var last] ? last.Decision.Pair : null;

    internal void Apply(ReviewDecision decision)
    {
        _decisions.Add((decision, _standing.GetValueOrDefault(decision.Pair)));
        _standing[decision.Pair] = decision;
    }

    /// <summary>Takes the last decision back; what stood before stands again.</summary>
    internal void Withdraw()
    {
        var (decision, before) = _decisions[^1];
        _decisions.RemoveAt(_decisions.Count - 1);
        if (before is null)
        {
            _standing.Remove(decision.Pair);
        }
        else
        {
            _standing[decision.Pair] = before;
        }
    }
}
