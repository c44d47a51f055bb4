namespace Linkage.Governance.Releases;

/// <summary>Where a release stands.</summary>
public enum ReleaseState
{
    /// <summary>Nobody has collected it yet.</summary>
    Ready,

    /// <summary>Its team has it.</summary>
    Collected,

    /// <summary>It may not be used or collected any more, and every copy has to be destroyed.</summary>
    Expired,

    /// <summary>It was taken back, for good, and every copy has to be destroyed.</summary>
    Withdrawn,

    /// <summary>It has ended, and its team attests that no copy is left.</summary>
    Destroyed,
}
