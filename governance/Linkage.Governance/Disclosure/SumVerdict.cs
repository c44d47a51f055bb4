namespace Linkage.Governance.Disclosure;

/// <summary>Whether a sum is shown, or why it is not.</summary>
public enum SumVerdict
{
    /// <summary>It is shown, rounded.</summary>
    Shown,

    /// <summary>The count of its cell is hidden.</summary>
    CountHidden,

    /// <summary>Too few people contribute to it.</summary>
    OfFew,

    /// <summary>A few people contribute most of it, so that it tells nearly what they have.</summary>
    Dominated,

    /// <summary>Beside an earlier release it would tell what a few people have, or how it changed.</summary>
    HiddenForEarlier,
}
