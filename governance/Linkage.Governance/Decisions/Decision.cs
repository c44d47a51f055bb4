namespace Linkage.Governance.Decisions;

/// <summary>
/// The answer to one request at one instant, with every check and every reason. It can be written as JSON and kept;
/// it is no permission by itself: a grant decides again before it trusts one.
/// </summary>
public sealed record Decision
{
    /// <summary>Whether the request is allowed.</summary>
    public required bool IsAllowed { get; init; }

    /// <summary>The instant it was decided for.</summary>
    public required DateTimeOffset Instant { get; init; }

    /// <summary>SHA-256 of the request.</summary>
    public required string RequestHash { get; init; }

    /// <summary>SHA-256 of the registry.</summary>
    public required string RegistryHash { get; init; }

    /// <summary>The rule that covers the request, or else the nearest one; null when no rule names any of its datasets.</summary>
    public string? RuleId { get; init; }

    /// <summary>Its version.</summary>
    public int? RuleVersion { get; init; }

    /// <summary>Its content hash.</summary>
    public string? RuleHash { get; init; }

    /// <summary>Every check, in the order of gate.md.</summary>
    public required IReadOnlyList<DecisionCheck> Checks { get; init; }

    /// <summary>Every reason of a refusal; empty when allowed.</summary>
    public required IReadOnlyList<Reason> Reasons { get; init; }

    /// <summary>When the permission ends, this instant excluded: the earliest of rule, DPIA review, agreement, re-use approval and law. Null when refused.</summary>
    public DateTimeOffset? EffectiveEnd { get; init; }

    /// <summary>What the permission rests on; null when refused.</summary>
    public DecisionBasis? Basis { get; init; }

    /// <summary>The rule versions that derived datasets of the request were made under: when one of them is stopped, so is what was made of it.</summary>
    public IReadOnlyList<InheritedRule> Inherits { get; init; } = [];

    /// <summary>What a person should know although it does not stop the request: law not fully checked, approvals not counted.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The rule versions that were tried, those that name the most datasets asked for, and what each came to.</summary>
    public required IReadOnlyList<ConsideredRule> Considered { get; init; }
}

/// <summary>The rule version that a derived dataset was made under.</summary>
/// <param name="Dataset">The derived dataset.</param>
/// <param name="RuleId">Id of the rule.</param>
/// <param name="RuleVersion">Its version.</param>
public sealed record InheritedRule(string Dataset, string RuleId, int RuleVersion);

/// <summary>One check of a decision.</summary>
/// <param name="Name">Which check.</param>
/// <param name="Passed">Whether it passed.</param>
/// <param name="Codes">Reason codes when it did not.</param>
/// <param name="Explanation">In plain English.</param>
/// <param name="Clause">The clauses of the rule that decided it.</param>
public sealed record DecisionCheck(CheckName Name, bool Passed, IReadOnlyList<ReasonCode> Codes, string Explanation, string Clause);

/// <summary>One reason of a refusal.</summary>
/// <param name="Code">The code.</param>
/// <param name="Explanation">In plain English, with names of datasets, columns and clauses only.</param>
/// <param name="Clause">The clause of the rule that decided it, as a key of its file.</param>
public sealed record Reason(ReasonCode Code, string Explanation, string Clause);

/// <summary>A rule version that was considered.</summary>
/// <param name="RuleId">Its id.</param>
/// <param name="RuleVersion">Its version.</param>
/// <param name="IsAllowed">Whether it covers the request.</param>
/// <param name="Codes">Why not.</param>
public sealed record ConsideredRule(string RuleId, int RuleVersion, bool IsAllowed, IReadOnlyList<ReasonCode> Codes);
