namespace Linkage.Jobs.Store;

/// <summary>Something that happened to a key epoch: a person approved its end, or it was ended.</summary>
internal sealed class RotationRow
{
    /// <summary>Name of the secret of the epoch.</summary>
    public required string KeyId { get; init; }

    /// <summary>The workspace, where the store serves several; empty otherwise.</summary>
    public required string Workspace { get; init; }

    /// <summary>Place among the acts of the epoch in the workspace, from 0.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Approved or Ended.</summary>
    public required string Act { get; init; }

    /// <summary>Number of the epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>When, ISO 8601 in UTC.</summary>
    public required string At { get; init; }

    /// <summary>Person id or account of who approved; null of an end.</summary>
    public string? Person { get; init; }

    /// <summary>The role in which; null of an end.</summary>
    public string? Role { get; init; }

    /// <summary>Why, in the person's own words; null of an end.</summary>
    public string? Reason { get; init; }

    /// <summary>Signature of the person, base64; null of an end.</summary>
    public string? Signature { get; init; }

    /// <summary>Sets that were carried to the next epoch; of an end.</summary>
    public int? Carried { get; init; }
}
