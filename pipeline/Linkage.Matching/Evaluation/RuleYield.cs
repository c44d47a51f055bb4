namespace Linkage.Matching.Evaluation;

/// <summary>What one blocking rule found.</summary>
public sealed record RuleYield
{
    /// <summary>The rule's name.</summary>
    public required string Rule { get; init; }

    /// <summary>Pairs it was the first to find, and so were compared under it.</summary>
    public required long PairsCompared { get; init; }

    /// <summary>Links at the fixed threshold among those.</summary>
    public required long Links { get; init; }

    /// <summary>True ones among these links; null without a truth.</summary>
    public required long? TrueLinks { get; init; }

    /// <summary>Links at the fixed threshold that no other rule holds: lost without this rule.</summary>
    public required long LinksOnlyHere { get; init; }

    /// <summary>True ones among these; null without a truth.</summary>
    public required long? TrueLinksOnlyHere { get; init; }
}
