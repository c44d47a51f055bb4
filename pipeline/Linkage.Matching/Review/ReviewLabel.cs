namespace Linkage.Matching.Review;

/// <summary>What a person says of a pair.</summary>
public enum ReviewLabel
{
    /// <summary>The two records are the same person.</summary>
    Match,

    /// <summary>They are two people.</summary>
    NoMatch,

    /// <summary>What is there does not tell.</summary>
    Unsure,
}

/// <summary>In what capacity a person labels.</summary>
public enum ReviewRole
{
    /// <summary>One of the two who label every pair, each alone.</summary>
    Reviewer,

    /// <summary>The third, who decides where the two differ.</summary>
    Adjudicator,
}

/// <summary>A label with who gave it and when.</summary>
/// <param name="Pair">The pair's number.</param>
/// <param name="Label">What was said.</param>
/// <param name="Reviewer">Who said it.</param>
/// <param name="At">When, in UTC.</param>
public sealed record ReviewDecision(int Pair, ReviewLabel Label, string Reviewer, DateTimeOffset At);
