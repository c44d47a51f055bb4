namespace Linkage.Matching.Review;

/// <summary>How a pair was settled.</summary>
public enum ReviewSettlement
{
    /// <summary>Both reviewers said the same.</summary>
    Agreed,

    /// <summary>The adjudicator decided.</summary>
    Adjudicated,

    /// <summary>There is one reviewer only.</summary>
    OneReviewer,

    /// <summary>Labels are missing, or the reviewers differ and nobody has decided.</summary>
    Open,
}

/// <summary>What became of a pair.</summary>
/// <param name="Pair">The pair's number.</param>
/// <param name="First">The first reviewer's decision, or null.</param>
/// <param name="Second">The second reviewer's decision, or null.</param>
/// <param name="Adjudicated">The adjudicator's decision, or null.</param>
/// <param name="Settlement">How it was settled.</param>
/// <param name="Label">The label that counts; null while it is open.</param>
public sealed record ReviewOutcome(int Pair, ReviewDecision? First, ReviewDecision? Second, ReviewDecision? Adjudicated, ReviewSettlement Settlement, ReviewLabel? Label)
{
    /// <summary>Settles every pair of a review.</summary>
    /// <param name="pairs">Number of pairs.</param>
    /// <param name="first">The first reviewer.</param>
    /// <param name="second">The second reviewer, or null when there is one only.</param>
    /// <param name="adjudicator">The adjudicator, or null.</param>
    public static IReadOnlyList<ReviewOutcome> Of(int pairs, LabelState first, LabelState? second, LabelState? adjudicator) =>
    [
        .. Enumerable.Range(1, pairs).Select(pair =>
        {
            var a = first.Standing.GetValueOrDefault(pair);
            var b = second?.Standing.GetValueOrDefault(pair);
            var third = adjudicator?.Standing.GetValueOrDefault(pair);
            var (settlement, label) = (a, b, third) switch
            {
                ({ } one, null, _) when second is null => (ReviewSettlement.OneReviewer, one.Label),
                ({ } one, { } two, _) when one.Label == two.Label && one.Label != ReviewLabel.Unsure => (ReviewSettlement.Agreed, one.Label),
                ({ }, { }, { } decided) => (ReviewSettlement.Adjudicated, decided.Label),
                _ => (ReviewSettlement.Open, (ReviewLabel?)null),
            };
            return new ReviewOutcome(pair, a, b, third, settlement, label);
        }),
    ];
}
