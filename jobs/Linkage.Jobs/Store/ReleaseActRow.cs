namespace Linkage.Jobs.Store;

/// <summary>Something that happened to a release after it was published.</summary>
internal sealed class ReleaseActRow
{
    /// <summary>The release.</summary>
    public required string ReleaseId { get; init; }

    /// <summary>Place among the acts of the release, from 0.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Collected, Withdrawn or Attested.</summary>
    public required string Act { get; init; }

    /// <summary>SHA-256 of the release's signed statement.</summary>
    public required string Statement { get; init; }

    /// <summary>Person id or account of who did it.</summary>
    public required string Person { get; init; }

    /// <summary>When, ISO 8601 in UTC.</summary>
    public required string At { get; init; }

    /// <summary>The team; null for a withdrawal.</summary>
    public string? Team { get; init; }

    /// <summary>Why, or how it was destroyed; null for a collection.</summary>
    public string? Reason { get; init; }

    /// <summary>SHA-256 of the key that a collected copy was encrypted to; null where it was not.</summary>
    public string? OpeningKey { get; init; }

    /// <summary>Folder that a copy was put in; of a collection.</summary>
    public string? Place { get; init; }

    /// <summary>Signature of the person, base64; null for a withdrawal.</summary>
    public string? Signature { get; init; }

    /// <summary>The workspace, where the store serves several.</summary>
    public string? Workspace { get; init; }
}
