using Linkage.Governance.Ledger;

namespace Linkage.Jobs.Auditing;

/// <summary>The checkpoints a ledger is held against: those whose signature holds, and what is wrong with the others.</summary>
internal sealed class KnownCheckpoints
{
    private KnownCheckpoints(IReadOnlyList<SignedCheckpoint> trusted, IReadOnlyList<LedgerFinding> findings)
    {
        Trusted = trusted;
        Findings = findings;
    }

    /// <summary>Those whose signature holds, by size.</summary>
    public IReadOnlyList<SignedCheckpoint> Trusted { get; }

    /// <summary>What is wrong with the others.</summary>
    public IReadOnlyList<LedgerFinding> Findings { get; }

    /// <summary>The one that counts most events; null when there is none.</summary>
    public SignedCheckpoint? Newest => Trusted is [.., var last] ? last : null;

    /// <summary>Checks every signature.</summary>
    public static KnownCheckpoints Of(IEnumerable<CheckpointHistory> histories, IReadOnlyList<ICheckpointKey> keys)
    {
        var trusted = new List<SignedCheckpoint>();
        var findings = new List<LedgerFinding>();
        foreach (var history in histories)
        {
            var name = Path.GetFileName(history.Path);
            if (history.BadLine is { } line)
            {
                findings.Add(new(LedgerFault.CheckpointInvalid, null, $"{name}: from line {line} on it is no history of checkpoints."));
            }

            foreach (var (checkpoint, number) in history.Checkpoints.Select((c, i) => (c, i + 1)))
            {
                var named = keys.Where(checkpoint.NamesKey).ToList();
                if (named.Any(checkpoint.IsSignedBy))
                {
                    trusted.Add(checkpoint);
                }
                else
                {
                    findings.Add(named.Count > 0
                        ? new(LedgerFault.CheckpointInvalid, null, $"{name}: the signature of checkpoint {number} does not hold.")
                        : new(LedgerFault.CheckpointKeyUnknown, null, $"{name}: checkpoint {number} was signed with a key that is not known here. Name its public key with --key, beside the present one; a key that is in no record of yours is a forgery."));
                }
            }
        }

        return new KnownCheckpoints([.. trusted.OrderBy(c => c.Checkpoint.Size).ThenBy(c => c.Checkpoint.Instant)], findings);
    }
}
