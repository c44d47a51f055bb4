namespace Linkage.Governance.Releases;

/// <summary>What can happen to a release once it is published.</summary>
public enum ReleaseActKind
{
    /// <summary>A member of its team collected it; signed, so that nobody can say it was never received.</summary>
    Collected,

    /// <summary>It was taken back. Needs a reason and no key: taking back never waits.</summary>
    Withdrawn,

    /// <summary>A member of the team that collected it attests that every copy was destroyed; signed.</summary>
    Attested,
}

/// <summary>Something that happened to a release.</summary>
/// <param name="Kind">What.</param>
/// <param name="Release">Id of the release.</param>
/// <param name="Statement">SHA-256 of its signed statement, lower-case hex, so that the act is about these bytes.</param>
/// <param name="Ordinal">Place among the acts of the release, from 0.</param>
/// <param name="Person">Person id or account of who did it.</param>
/// <param name="At">When.</param>
public sealed record ReleaseAct(ReleaseActKind Kind, string Release, string Statement, int Ordinal, string Person, DateTimeOffset At)
{
    /// <summary>The team in whose name it was collected or is attested; null for a withdrawal.</summary>
    public string? Team { get; init; }

    /// <summary>Why it was withdrawn, or how it was destroyed; null for a collection.</summary>
    public string? Reason { get; init; }

    /// <summary>SHA-256 of the public key that a collected copy was encrypted to, lower-case hex; null where it was not encrypted.</summary>
    public string? OpeningKey { get; init; }

    /// <summary>Signature of the person, base64; null for a withdrawal.</summary>
    public string? Signature { get; init; }
}
