namespace Linkage.Matching.Clustering.Incremental;

/// <summary>What can happen to a person of the spine from one run to the next: the values of column <c>event</c> of the ledger.</summary>
public static class PersonEvent
{
    /// <summary>A person of new records only. to_id is new.</summary>
    public const string Created = "created";

    /// <summary>New records joined to_id, which has records from before.</summary>
    public const string Extended = "extended";

    /// <summary>Most of the records of from_id joined to_id, which lives on; from_id is retired.</summary>
    public const string Merged = "merged";

    /// <summary>Some records of from_id joined to_id, another person of before, while most went elsewhere.</summary>
    public const string Moved = "moved";

    /// <summary>Some records of from_id became, or became part of, a new person to_id.</summary>
    public const string Split = "split";

    /// <summary>Records of from_id are no longer there.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>from_id is no person any more and is never given again; to_id is where most of its records went, NULL when all were withdrawn.</summary>
    public const string Retired = "retired";
}
