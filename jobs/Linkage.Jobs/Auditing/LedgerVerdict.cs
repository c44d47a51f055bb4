using Linkage.Governance.Ledger;

namespace Linkage.Jobs.Auditing;

/// <summary>What a check of a ledger came to.</summary>
internal sealed record LedgerVerdict
{
    /// <summary>Name of the ledger as its checkpoints bear it; null when its first event does not tell.</summary>
    public string? Origin { get; init; }

    /// <summary>How many events it has.</summary>
    public long Events { get; init; }

    /// <summary>Root hash over them.</summary>
    public required TreeHash Root { get; init; }

    /// <summary>The first so many events are those a checkpoint was signed over.</summary>
    public long VouchedFor { get; init; }

    /// <summary>How many recorded rows were held against their events.</summary>
    public long Rows { get; init; }

    /// <summary>Checkpoints it was held against.</summary>
    public int Checkpoints { get; init; }

    /// <summary>What is wrong: by event where it concerns one.</summary>
    public required IReadOnlyList<LedgerFinding> Findings { get; init; }

    /// <summary>The first event that is wrong; null when none is.</summary>
    public long? FirstBad => Findings.Min(f => f.Sequence);
}
