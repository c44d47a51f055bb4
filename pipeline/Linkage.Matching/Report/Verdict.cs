namespace Linkage.Matching.Report;

/// <summary>One thing a reader should know, first things first.</summary>
/// <param name="Urgency">How much it matters.</param>
/// <param name="Says">What is so.</param>
/// <param name="Advice">What to do about it; empty for nothing.</param>
public sealed record Verdict(Urgency Urgency, string Says, string Advice);

/// <summary>How much a verdict matters.</summary>
public enum Urgency
{
    /// <summary>The links should not be used before it is settled.</summary>
    Act,

    /// <summary>Worth a look.</summary>
    Look,

    /// <summary>As it should be.</summary>
    Fine,
}
