namespace Linkage.Matching.Review;

/// <summary>How far two reviewers agree, over the pairs both labelled.</summary>
public sealed record ReviewAgreement
{
    private static readonly ReviewLabel[] Labels = Enum.GetValues<ReviewLabel>();

    /// <summary>The reviewers.</summary>
    public required IReadOnlyList<string> Reviewers { get; init; }

    /// <summary>Pairs of the review.</summary>
    public required int Pairs { get; init; }

    /// <summary>Pairs each has labelled, in the order of <see cref="Reviewers"/>.</summary>
    public required IReadOnlyList<int> Labelled { get; init; }

    /// <summary>Pairs both have labelled.</summary>
    public required int Both { get; init; }

    /// <summary>Pairs by the first reviewer's label (row) and the second's (column), in the order of <see cref="ReviewLabel"/>.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Table { get; init; }

    /// <summary>The share of pairs with one label, 0 to 1; null when there is no pair both labelled.</summary>
    public required double? Agreement { get; init; }

    /// <summary>
    /// Cohen's kappa over the three labels: agreement beyond what chance would give, 1 at most (Cohen, A coefficient of agreement for nominal scales, 1960). Null
    /// when it is not defined: no pair, or both gave one and the same label throughout.
    /// </summary>
    public required double? Kappa { get; init; }

    /// <summary>Numbers of the pairs with two different labels.</summary>
    public required IReadOnlyList<int> Disagreements { get; init; }

    /// <summary>Numbers of the pairs of which both are unsure.</summary>
    public required IReadOnlyList<int> BothUnsure { get; init; }

    /// <summary>Numbers of the pairs a third person is to decide: those of <see cref="Disagreements"/> and <see cref="BothUnsure"/>.</summary>
    public IReadOnlyList<int> ToAdjudicate => [.. Disagreements.Concat(BothUnsure).Order()];

    /// <summary>Compares two reviewers.</summary>
    public static ReviewAgreement Of(int pairs, LabelState first, LabelState second)
    {
        var both = first.Standing.Keys.Where(second.Standing.ContainsKey).Order().Select(p => (Pair: p, First: first.Standing[p].Label, Second: second.Standing[p].Label)).ToList();
        var table = Labels.Select(row => (IReadOnlyList<int>)[.. Labels.Select(column => both.Count(b => b.First == row && b.Second == column))]).ToList();
        double n = both.Count;
        var same = Labels.Sum(l => table[(int)l][(int)l]);

        // Whole numbers up to the last division, so that agreement by chance of exactly 1 is seen as such.
        var chance = Labels.Sum(l => (long)table[(int)l].Sum() * table.Sum(row => row[(int)l]));
        long all = (long)both.Count * both.Count;
        return new ReviewAgreement
        {
            Reviewers = [first.Reviewer, second.Reviewer],
            Pairs = pairs,
            Labelled = [first.Standing.Count, second.Standing.Count],
            Both = both.Count,
            Table = table,
            Agreement = both.Count == 0 ? null : same / n,
            Kappa = all == chance ? null : (((double)same * both.Count) - chance) / (all - chance),
            Disagreements = [.. both.Where(b => b.First != b.Second).Select(b => b.Pair)],
            BothUnsure = [.. both.Where(b => b is { First: ReviewLabel.Unsure, Second: ReviewLabel.Unsure }).Select(b => b.Pair)],
        };
    }
}
