namespace Linkage.Matching.Clustering.Incremental;

/// <summary>How one run carries the persons on.</summary>
public sealed record SpineSettings
{
    /// <summary>Name of the run, as it stands in the ledger.</summary>
    public required string Run { get; init; }

    /// <summary>Ids given in all runs before, retired ones included; the next person has this number.</summary>
    public long Issued { get; init; }

    /// <summary>Makes the id of a person from its number (0, 1, 2 ... over all runs). Must give each number an id of its own, the same at any time.</summary>
    public Func<long, string> NewId { get; init; } = PersonIds.Numbered("P", 10);

    /// <summary>Ids that may never be given again: a relation with column person_id, or null. Persons of the run before count without it.</summary>
    public Duck.SqlName? Used { get; init; }

    /// <summary>Least match probability of a link that counts as evidence, 0 to 1: the threshold of the clusters.</summary>
    public double MinimumProbability { get; init; } = 0.95;
}
