using System.Text.Json.Serialization;
using Linkage.Governance.Catalogue;

namespace Linkage.Governance.Rules;

/// <summary>
/// One version of a gateway rule: what may be linked, for what, by whom, under which law (gate.md). Immutable; an edit is a new version.
/// Every list in it is a set: order means nothing.
/// </summary>
public sealed record Rule
{
    /// <summary>Name of the rule, the same over its versions.</summary>
    public required string Id { get; init; }

    /// <summary>Version, a whole number from 1.</summary>
    public required int Version { get; init; }

    /// <summary>
    /// The version that this one replaces, or null. From the first day of this version the older one ends, and it does not
    /// come back when this one is suspended, revoked or expired.
    /// </summary>
    public int? Supersedes { get; init; }

    /// <summary>A title a person reads.</summary>
    public required string Title { get; init; }

    /// <summary>The nation it is for.</summary>
    public required Nation Nation { get; init; }

    /// <summary>Status as written. Not part of the content hash.</summary>
    public required RuleStatus Status { get; init; }

    /// <summary>Why it was suspended, revoked or rejected, or null. Not part of the content hash.</summary>
    public string? StatusReason { get; init; }

    /// <summary>Person id of who wrote it.</summary>
    public required string Author { get; init; }

    /// <summary>Person id of who asked for it.</summary>
    public required string Requester { get; init; }

    /// <summary>First day of the rule.</summary>
    public required DateOnly ValidFrom { get; init; }

    /// <summary>Last day of the rule.</summary>
    public required DateOnly ValidTo { get; init; }

    /// <summary>Controllers, providers of data included.</summary>
    public required IReadOnlyList<Party> Controllers { get; init; }

    /// <summary>Processors.</summary>
    public IReadOnlyList<Party> Processors { get; init; } = [];

    /// <summary>Purposes and what they are incompatible with.</summary>
    public required RulePurpose Purpose { get; init; }

    /// <summary>Powers, bars and bases.</summary>
    public required RuleLaw Law { get; init; }

    /// <summary>The DPIA, or null while there is none.</summary>
    public Dpia? Dpia { get; init; }

    /// <summary>The data sharing agreement, or null when the data stay with one controller.</summary>
    public Agreement? Agreement { get; init; }

    /// <summary>Re-use approvals; mandatory for data of DWP and HMRC origin.</summary>
    public IReadOnlyList<ReuseApproval> ReuseApprovals { get; init; } = [];

    /// <summary>Datasets and the uses of their columns.</summary>
    public required IReadOnlyList<RuleDataset> Datasets { get; init; }

    /// <summary>
    /// The data contracts the rule was approved with: dataset or opt-out list to the contract's content hash. What a column means is said by its
    /// contract, so a rule that was approved with one contract permits nothing under another.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Contracts { get; init; }

    /// <summary>
    /// The models the rule was approved with: a pair of datasets, or of a dataset and an opt-out list, as <c>left+right</c> (<see cref="ModelPin.PairOf"/>; a dataset's own
    /// duplicates are the pair with itself) to the digest of the model that weighs it, or <see cref="ModelPin.Trained"/> where one trained on the run's own pairs is
    /// accepted. The model decides which records are one person, so a pair that is not here may not be compared.
    /// </summary>
    public IReadOnlyDictionary<string, string> Models { get; init; } = new Dictionary<string, string>();

    /// <summary>The pairs that may be joined. There is no transitive closure.</summary>
    public IReadOnlyList<RuleJoin> Joins { get; init; } = [];

    /// <summary>
    /// Datasets whose people every request leaves out. The selection was approved on that footing, so a request has to anti-join each of its
    /// other datasets with each of these; one that asks for less is refused, not narrowed.
    /// </summary>
    public IReadOnlyList<string> MustExclude { get; init; } = [];

    /// <summary>The queries that may select and shape.</summary>
    public IReadOnlyList<RuleSelection> Selection { get; init; } = [];

    /// <summary>The trial that may be made of the people selected, or null for none. A rule that does not say has the hash it had before it could.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RuleTrial? Trial { get; init; }

    /// <summary>The outputs that may be made.</summary>
    public required IReadOnlyList<RuleOutput> Outputs { get; init; }

    /// <summary>Disclosure control, or null when neither tables nor pseudonymised rows may be released.</summary>
    public DisclosureTerms? Disclosure { get; init; }

    /// <summary>Whether and how people may be named again for outreach.</summary>
    public required Reidentification Reidentify { get; init; }

    /// <summary>Who may receive.</summary>
    public required IReadOnlyList<Recipient> Recipients { get; init; }

    /// <summary>How long a release may be kept, in days.</summary>
    public required int RetentionDays { get; init; }

    /// <summary>
    /// Lists whose people must be left out of every outreach. Naming a list here is what permits the probe of each dataset against it;
    /// an outreach request that leaves one out is refused.
    /// </summary>
    public IReadOnlyList<string> OptOutLists { get; init; } = [];

    /// <summary>How often it may be run.</summary>
    public required IReadOnlyList<RunSchedule> Schedule { get; init; }

    /// <summary>Most runs ever, or null.</summary>
    public int? MaxRuns { get; init; }

    /// <summary>Conditions in words.</summary>
    public IReadOnlyList<string> Conditions { get; init; } = [];

    /// <summary>Approvals. Not part of the content hash: they sign it.</summary>
    public IReadOnlyList<Approval> Approvals { get; init; } = [];

    /// <summary>SHA-256 of everything that is approved: the whole rule but its status and approvals.</summary>
    [JsonIgnore]
    public string ContentHash => RuleCanonicalForm.HashOf(this);

    /// <summary>The rule as people name it, as in <c>homes-and-money v3</c>.</summary>
    [JsonIgnore]
    public string Name => FormattableString.Invariant($"{Id} v{Version}");
}
