namespace Linkage.Matching;

/// <summary>What a linking run would take, told before a pair is scored. Holds no value of a record unless keys were to be revealed.</summary>
public sealed record Preflight
{
    /// <summary>Records read.</summary>
    public required long Records { get; init; }

    /// <summary>The blocking rules in order.</summary>
    public required IReadOnlyList<RulePreflight> Rules { get; init; }

    /// <summary>Pairs that would be compared.</summary>
    public required long Pairs { get; init; }

    /// <summary>True when <see cref="Pairs"/> is estimated from a sample of the pairs.</summary>
    public required bool IsEstimate { get; init; }

    /// <summary>The most pairs a run may compare: <see cref="LinkSettings.MaxPairs"/>.</summary>
    public required long MaxPairs { get; init; }

    /// <summary>Pairs compared in a second by all threads together, measured on some of the run's own blocks just now; 0 when there are none.</summary>
    public required double PairsPerSecond { get; init; }

    /// <summary>Wall seconds that training and scoring would take at that rate, about; the writing of links comes on top.</summary>
    public required double Seconds { get; init; }

    /// <summary>Memory of the process while it scores, MiB, about: what it takes now and what every worker adds. The links themselves spill.</summary>
    public required long MemoryMib { get; init; }

    /// <summary>Why the run would be refused and what to do, or null when it would not.</summary>
    public required string? Refusal { get; init; }
}

/// <summary>What one blocking rule would yield.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="IsLoose">True when the rule is left out as a matter of course where it yields too much.</param>
/// <param name="PairsInBlocks">Pairs its blocks hold.</param>
/// <param name="PairsKept">Pairs in the blocks that are within the limits.</param>
/// <param name="PairsNew">Of those the pairs that no earlier rule finds; estimated where <paramref name="IsEstimate"/> says so.</param>
/// <param name="IsEstimate">Whether <paramref name="PairsNew"/> is estimated.</param>
/// <param name="BlocksLeftOut">Blocks beyond the limits.</param>
/// <param name="PairsLeftOut">Pairs in them.</param>
/// <param name="LargestBlocks">Its largest blocks, largest first.</param>
public sealed record RulePreflight(
    string Rule, bool IsLoose, long PairsInBlocks, long PairsKept, long PairsNew, bool IsEstimate, long BlocksLeftOut, long PairsLeftOut, IReadOnlyList<LargeBlock> LargestBlocks);

/// <summary>A large block.</summary>
/// <param name="Records">Its records.</param>
/// <param name="Pairs">Its permitted pairs.</param>
/// <param name="MaskedKey">The shape of its key: every letter an A, every digit a 9; parts are parted by a bar.</param>
public sealed record LargeBlock(int Records, long Pairs, string MaskedKey)
{
    /// <summary>The key as it is, a value of records, when it was to be revealed; else null. It is not part of the text form.</summary>
    public string? Key { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Records} records, {Pairs} pairs, {MaskedKey}";
}
