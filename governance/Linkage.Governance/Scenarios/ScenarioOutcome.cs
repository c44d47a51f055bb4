namespace Linkage.Governance.Scenarios;

/// <summary>
/// What a scenario comes to, expected or actual. Of what is optional the actual outcome holds what the expected one names, so that the two can be
/// held beside each other.
/// </summary>
/// <param name="Outcome"><c>ALLOW</c> or <c>DENY</c>; of what could not be read <c>UNREADABLE</c>, where <c>READABLE</c> is expected.</param>
/// <param name="Reasons">Every reason code, each once, in alphabetical order; empty when allowed.</param>
public sealed record ScenarioOutcome(string Outcome, IReadOnlyList<string> Reasons)
{
    /// <summary>Allowed.</summary>
    public const string Allow = "ALLOW";

    /// <summary>Refused.</summary>
    public const string Deny = "DENY";

    /// <summary>Not a scenario at all.</summary>
    public const string Unreadable = "UNREADABLE";

    /// <summary>What is expected of a file before its scenarios are known.</summary>
    public const string Readable = "READABLE";

    /// <summary>The rule version that allows, or comes nearest, as in <c>homes-and-money v3</c>; null when it is not asked.</summary>
    public string? Rule { get; init; }

    /// <summary>The status that this rule version comes to at the instant; null when it is not asked.</summary>
    public string? Status { get; init; }

    /// <summary>The checks that failed, in alphabetical order; null when they are not asked for.</summary>
    public IReadOnlyList<string>? Checks { get; init; }

    /// <summary>When the permission ends, this instant excluded; null when it is not asked.</summary>
    public DateTimeOffset? Ends { get; init; }

    /// <summary>A table's cells as they may be published, as in <c>S01 = c</c>; null when it is no table.</summary>
    public IReadOnlyList<string>? Cells { get; init; }

    /// <summary>The total published with them; null when it is no table or none is published.</summary>
    public long? Total { get; init; }

    /// <summary>Why it could not be read, with file, line and key; null when it could.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether another outcome is the same in every part.</summary>
    public bool Is(ScenarioOutcome other) =>
        Outcome == other.Outcome
        && Reasons.SequenceEqual(other.Reasons, StringComparer.Ordinal)
        && Rule == other.Rule
        && Status == other.Status
        && Ends == other.Ends
        && IsSame(Checks, other.Checks)
        && IsSame(Cells, other.Cells)
        && Total == other.Total
        && Problem == other.Problem;

    private static bool IsSame(IReadOnlyList<string>? one, IReadOnlyList<string>? other) => (one, other) switch
    {
        (null, null) => true,
        ({ } first, { } second) => first.SequenceEqual(second, StringComparer.Ordinal),
        _ => false,
    };
}
