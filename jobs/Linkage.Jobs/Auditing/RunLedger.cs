using System.Data.Common;
using System.Text.Json;
using Linkage.Governance.Ledger;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Run;

namespace Linkage.Jobs.Auditing;

/// <summary>Proves of a decision of a run that it stands in the workspace's ledger, as of one moment and against a checkpoint signed over all events of that moment.</summary>
/// <param name="store">The store.</param>
/// <param name="history">The workspace's checkpoints; the ledger has to agree with them before another is signed.</param>
/// <param name="clock">The clock of the machine.</param>
internal sealed class RunLedger(StoreDatabase store, CheckpointHistory history, TimeProvider clock) : ILedgerProver
{
    /// <inheritdoc/>
    /// <exception cref="ProblemException">The decision is not recorded, or the ledger cannot be read or is not the one its checkpoints tell of.</exception>
    public LedgerProof Prove(RunId run, string decision, ICheckpointSigner signer)
    {
        try
        {
            return store.Read(connection => Prove(connection, run, decision, signer)) ?? throw new FormatException("There is no ledger.");
        }
        catch (FormatException e)
        {
            throw ProblemException.Refused("LEDGER_BROKEN", e.Message, null, "Treat it as an incident: 'linkage ledger verify' says what is wrong, LEDGER_BROKEN in runbook.md what to do.");
        }
    }

    private LedgerProof Prove(DbConnection connection, RunId run, string decision, ICheckpointSigner signer)
    {
        using var transaction = StoreDialect.Of(connection).BeginReading(connection);
        var size = StoredEvents.SizeOf(connection);
        var name = StoredEvents.One(connection, 0)?.Record?.Event is { Kind: LedgerWriter.Opened } first && first.Subject.StartsWith(LedgerWriter.OpenedSubject, StringComparison.Ordinal)
            ? first.Subject[LedgerWriter.OpenedSubject.Length..]
            : throw new FormatException("The first event of the ledger does not name it.");
        var now = new Checkpoint(Checkpoint.OriginPrefix + name, size, StoredEvents.RootOf(connection, 0, size), clock.GetUtcNow());
        history.Require(now);
        var record = StoredEvents.Of(connection, $"decisions/{run}/").LastOrDefault(e => e.Record is { } read && DigestIn(read.Event.Body) == decision)?.Record
            ?? throw new FormatException("The decision that the run would release under is not recorded.");
        var path = MerkleProof.Inclusion(record.Event.Sequence, size, (start, count) => StoredEvents.RootOf(connection, start, count));
        return MerkleProof.IsIncluded(record.Event.Sequence, record.Event.HashAfter(record.Previous), size, now.Root, path)
            ? new LedgerProof(record.Event, record.Previous, path, SignedCheckpoint.Sign(now, signer))
            : throw new FormatException("The recorded decision is not as it was recorded.");
    }

    private static string? DigestIn(string body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.TryGetProperty("decision", out var digest) ? digest.GetString() : null;
    }
}
