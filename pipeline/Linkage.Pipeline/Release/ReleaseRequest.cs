using Linkage.Governance.Decisions;
using Linkage.Governance.Grants;
using Linkage.Governance.Ledger;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release.Trials;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Release;

/// <summary>Everything a release is made of. The same request, keys and instant give the same bytes.</summary>
public sealed record ReleaseRequest
{
    /// <summary>What is permitted.</summary>
    public required Grant Grant { get; init; }

    /// <summary>The gate's decision for this moment; must be an ALLOW of the grant's rule.</summary>
    public required Decision Decision { get; init; }

    /// <summary>The project.</summary>
    public required Project Project { get; init; }

    /// <summary>Contracts of all datasets of the project.</summary>
    public required IReadOnlyList<DatasetContract> Contracts { get; init; }

    /// <summary>Dataset to the Parquet file the gate mounted for it: person_key and the granted columns.</summary>
    public required IReadOnlyDictionary<DatasetId, string> Mounted { get; init; }

    /// <summary>The spine as Parquet: dataset, record_key, person_key and more.</summary>
    public required string Spine { get; init; }

    /// <summary>Dataset to its identity set. Needed for outreach: those that contacts are taken from, and those whose dates of birth tell who is too young.</summary>
    public required IReadOnlyDictionary<DatasetId, PublishedSet> Identities { get; init; }

    /// <summary>People to leave out, a table for each list the grant names.</summary>
    public required IReadOnlyList<SuppressionTable> Suppressions { get; init; }

    /// <summary>Where the data came from.</summary>
    public required IReadOnlyList<ReleaseSource> Sources { get; init; }

    /// <summary>Who approved the rule.</summary>
    public required IReadOnlyList<ReleaseApproval> Approvals { get; init; }

    /// <summary>Digest of the linkage model.</summary>
    public required string Model { get; init; }

    /// <summary>Which model weighed which pair of datasets.</summary>
    public required IReadOnlyList<UsedModel> Models { get; init; }

    /// <summary>How many links each key made at each probability, for the quality page; empty says that it is not known.</summary>
    public IReadOnlyList<LinkTally> Links { get; init; } = [];

    /// <summary>How many records of each group were linked, for the quality page; empty says that it is not known.</summary>
    public IReadOnlyList<GroupTally> Groups { get; init; } = [];

    /// <summary>Key and register of the granted trial; null exactly when the grant has none.</summary>
    public ReleaseTrial? Trial { get; init; }

    /// <summary>The instant of the release.</summary>
    public required DateTimeOffset Instant { get; init; }

    /// <summary>Id of the project's release before this one, or null.</summary>
    public string? PreviousRelease { get; init; }

    /// <summary>Further files of the bundle by name, such as <c>notes.txt</c>; no data of a person. Signed like the rest.</summary>
    public IReadOnlyDictionary<string, byte[]> Attachments { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>Reports of the earlier stages; their row counts go into the statement.</summary>
    public IReadOnlyList<StageReport> Stages { get; init; } = [];

    /// <summary>
    /// Asked once all is ready, with the files that would leave: why they may not, in a code and a message, or null. Null asks nothing.
    /// </summary>
    public Func<IReadOnlyList<WaitingFile>, (string Code, string Message)?>? Objection { get; init; }

    /// <summary>
    /// Asked once all is ready and just before the bundle becomes visible: whether the gate still allows it, over the registry of that moment.
    /// Null asks nothing.
    /// </summary>
    public Func<bool>? StillAllowed { get; init; }

    /// <summary>
    /// Asked just before the bundle becomes visible, with the key that signed it: the proof that <see cref="Decision"/> stands in the ledger. It goes into the bundle as <c>ledger.json</c>. Null where no ledger is kept.
    /// </summary>
    public Func<ICheckpointSigner, LedgerProof>? Proof { get; init; }

    /// <summary>Whether a release was withdrawn, by its id; asked before it is made and once more before it appears.</summary>
    public Func<string, bool> IsWithdrawn { get; init; } = _ => false;

    /// <summary>The run's private scratch folder.</summary>
    public required string Scratch { get; init; }

    /// <summary>A folder on disk for blocks that DuckDB spills, where scratch is in memory; null spills to scratch.</summary>
    public string? Spill { get; init; }

    /// <summary>Worker threads; 0 takes every core.</summary>
    public int Threads { get; init; }

    /// <summary>Memory limit of each DuckDB session, in MiB.</summary>
    public int MemoryLimitMib { get; init; } = 2048;
}

/// <summary>People to leave out of a release.</summary>
/// <param name="List">The list's dataset.</param>
/// <param name="Reason">Why they are left out.</param>
/// <param name="Path">Parquet file: person_key BLOB, under the grant's keys; every person to leave out, household members among them.</param>
public sealed record SuppressionTable(DatasetId List, SuppressionReason Reason, string Path);

/// <summary>Why a person is left out.</summary>
public enum SuppressionReason
{
    /// <summary>The person objected. Counted as OPTED_OUT.</summary>
    OptedOut,

    /// <summary>Contact may bring danger. Counted as UNSAFE_TO_CONTACT.</summary>
    UnsafeToContact,
}

/// <summary>A source a release was made from.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Sha256">Digest of the file as received, lower-case hex.</param>
public sealed record ReleaseSource(DatasetId Dataset, string Sha256);

/// <summary>An approval of the rule.</summary>
/// <param name="Role">Role of the approver.</param>
/// <param name="Person">Person id in the council's directory.</param>
public sealed record ReleaseApproval(string Role, string Person);
