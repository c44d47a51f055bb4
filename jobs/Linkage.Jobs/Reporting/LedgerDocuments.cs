using Linkage.Governance.Ledger;
using Linkage.Jobs.Auditing;

namespace Linkage.Jobs.Reporting;

/// <summary>What <c>ledger verify --json</c> prints; <c>schemas/formats/ledger-verify-output.schema.json</c>.</summary>
internal sealed record LedgerVerifyDocument
{
    /// <summary>Nothing was found.</summary>
    public required bool Valid { get; init; }

    /// <summary>The workspace.</summary>
    public required string Workspace { get; init; }

    /// <summary>Name of the ledger; null when its first event does not tell.</summary>
    public string? Ledger { get; init; }

    /// <summary>How many events it has.</summary>
    public required long Events { get; init; }

    /// <summary>Root hash over them, lower-case hex.</summary>
    public required string Root { get; init; }

    /// <summary>The first so many events are those a checkpoint was signed over; what comes after them rests on the chain alone.</summary>
    public required long VouchedFor { get; init; }

    /// <summary>How many recorded rows were held against their events.</summary>
    public required long Rows { get; init; }

    /// <summary>How many checkpoints it was held against.</summary>
    public required int Checkpoints { get; init; }

    /// <summary>When the checkpoint that counts most events was signed; null when there is none.</summary>
    public DateTimeOffset? NewestCheckpoint { get; init; }

    /// <summary>The first event that is wrong; null when none is.</summary>
    public long? FirstBad { get; init; }

    /// <summary>What is wrong, by event.</summary>
    public required IReadOnlyList<LedgerFinding> Findings { get; init; }

    /// <summary>The document of a verdict.</summary>
    public static LedgerVerifyDocument Of(string workspace, LedgerVerdict verdict, SignedCheckpoint? newest) => new()
    {
        Valid = verdict.Findings.Count == 0,
        Workspace = workspace,
        Ledger = verdict.Origin,
        Events = verdict.Events,
        Root = verdict.Root.ToString(),
        VouchedFor = verdict.VouchedFor,
        Rows = verdict.Rows,
        Checkpoints = verdict.Checkpoints,
        NewestCheckpoint = newest?.Checkpoint.Instant,
        FirstBad = verdict.FirstBad,
        Findings = verdict.Findings,
    };
}

/// <summary>What <c>ledger checkpoint --json</c> prints; <c>schemas/formats/ledger-checkpoint-output.schema.json</c>.</summary>
/// <param name="Ledger">Name of the ledger.</param>
/// <param name="Size">How many events the checkpoint counts.</param>
/// <param name="Root">Root hash over them, lower-case hex.</param>
/// <param name="Instant">When it was signed.</param>
/// <param name="Path">The file it was appended to.</param>
/// <param name="Checkpoints">How many that file holds now.</param>
/// <param name="Key">Fingerprint of the key it was signed with.</param>
internal sealed record LedgerCheckpointDocument(string Ledger, long Size, string Root, DateTimeOffset Instant, string Path, int Checkpoints, string Key);

/// <summary>What <c>ledger prove --json</c> prints; <c>schemas/formats/ledger-proof-output.schema.json</c>.</summary>
/// <param name="Sequence">The event.</param>
/// <param name="Event">What is hashed of it: the canonical form, in UTF-8.</param>
/// <param name="LeafHash">SHA-256 of a zero byte and that text.</param>
/// <param name="Size">Events the checkpoint counts.</param>
/// <param name="Root">Root hash over them.</param>
/// <param name="Proof">The hashes from the leaf to the root, as RFC 9162 section 2.1.3 orders them.</param>
/// <param name="Checkpoint">The signed checkpoint as it stands in its file.</param>
internal sealed record LedgerProofDocument(long Sequence, string Event, string LeafHash, long Size, string Root, IReadOnlyList<string> Proof, string Checkpoint)
{
    /// <summary>The document of a proof.</summary>
    public static LedgerProofDocument Of(LedgerRecord record, SignedCheckpoint signed, IReadOnlyList<TreeHash> proof) => new(
        record.Event.Sequence,
        record.Event.CanonicalAfter(record.Previous),
        record.Event.HashAfter(record.Previous).ToString(),
        signed.Checkpoint.Size,
        signed.Checkpoint.Root.ToString(),
        [.. proof.Select(h => h.ToString())],
        signed.ToText());
}
