namespace Linkage.Pipeline.Keys;

/// <summary>What was done with a grant secret.</summary>
public enum GrantKeyAct
{
    /// <summary>It was drawn and written.</summary>
    Made,

    /// <summary>A join key was derived from it.</summary>
    Used,

    /// <summary>It was destroyed.</summary>
    Destroyed,
}

/// <summary>Something that was done with a grant secret; holds no byte of it.</summary>
/// <param name="Act">What.</param>
/// <param name="Key">With which.</param>
public sealed record GrantKeyEvent(GrantKeyAct Act, GrantKey Key)
{
    /// <summary>What the derived key names; of a use.</summary>
    public JoinField? Field { get; init; }

    /// <summary>Reason code; of a destruction.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was destroyed, which a later run may be the first to tell; of a destruction.</summary>
    public DateTimeOffset? DestroyedAt { get; init; }

    /// <summary>That a secret was destroyed.</summary>
    public static GrantKeyEvent Of(GrantTombstone tombstone) =>
        new(GrantKeyAct.Destroyed, tombstone.Key) { Reason = tombstone.Reason, DestroyedAt = tombstone.DestroyedAt };
}
