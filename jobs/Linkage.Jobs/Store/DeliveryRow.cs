namespace Linkage.Jobs.Store;

/// <summary>Something that became of a delivery of a dataset when it was compared with the one before it. Holds a digest and a key, and nothing that is in the delivery.</summary>
internal sealed class DeliveryRow
{
    /// <summary>The workspace, where the store serves several; empty otherwise.</summary>
    public required string Workspace { get; init; }

    /// <summary>The dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>Its place among what became of the dataset's deliveries, from 0. Two that write the same place are parted by the database: the second is refused.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Stopped, Allowed or Accepted.</summary>
    public required string Act { get; init; }

    /// <summary>SHA-256 of the file as it came.</summary>
    public required string Digest { get; init; }

    /// <summary>Key of its set in the landing zone.</summary>
    public required string SetKey { get; init; }

    /// <summary>The run that it stopped or that accepted it; of Allowed the run that it stopped.</summary>
    public required string RunId { get; init; }

    /// <summary>Who allows it; of Allowed.</summary>
    public string? Person { get; init; }

    /// <summary>Why, in their own words; of Allowed.</summary>
    public string? Reason { get; init; }

    /// <summary>When, ISO 8601 in UTC.</summary>
    public required string At { get; init; }
}
