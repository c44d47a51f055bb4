using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Linkage.Governance.Ledger;
using Linkage.Jobs.Commands;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Store;

/// <summary>
/// Writes the ledger of the run store: an event for every recorded row that is added or changed, within the transaction that writes the row. Nothing else appends.
/// The transaction must hold the right to write from its beginning on, so that the end of the ledger is read by one writer at a time.
/// </summary>
/// <param name="clock">The clock of the machine.</param>
/// <param name="actor">Whom the events name.</param>
internal sealed class LedgerWriter(TimeProvider clock, string actor)
{
    /// <summary>Kind of the first event, whose subject is the ledger itself.</summary>
    public const string Opened = "ledger-opened";

    /// <summary>What stands before a ledger's id in the subject of its first event.</summary>
    public const string OpenedSubject = "ledger/";

    /// <summary>The member of an event's body that holds the content of the row it records.</summary>
    public const string RowMember = "row";

    /// <summary>The end of the ledger.</summary>
    /// <exception cref="ProblemException">Its hashes cannot be read.</exception>
    public static LedgerHead HeadOf(RunStoreContext db)
    {
        var last = db.Ledger.AsNoTracking().OrderByDescending(e => e.Sequence).Select(e => new { e.Sequence, e.Hash }).FirstOrDefault();
        if (last is null)
        {
            return LedgerHead.Empty();
        }

        var size = last.Sequence + 1;
        var edge = MerkleTree.EdgeOf(size);
        var subtrees = db.Ledger.AsNoTracking().Where(e => edge.Contains(e.Sequence)).ToDictionary(e => e.Sequence, e => e.Subtree);
        return LedgerHead.Resume(size, Hash(last.Hash), sequence => Hash(subtrees.GetValueOrDefault(sequence)));
    }

    /// <summary>The id of the ledger, drawn when it was opened; null when its first event does not tell.</summary>
    public static string? IdOf(RunStoreContext db) =>
        db.Ledger.AsNoTracking().Where(e => e.Sequence == 0 && e.Kind == Opened).Select(e => e.Subject).SingleOrDefault() is { } subject && subject.StartsWith(OpenedSubject, StringComparison.Ordinal)
            ? subject[OpenedSubject.Length..]
            : null;

    /// <summary>Writes an event for every recorded row that the context is about to write.</summary>
    /// <param name="db">The store, in a transaction; its changes are not saved yet.</param>
    /// <exception cref="InvalidOperationException">A recorded row is about to be deleted.</exception>
    /// <exception cref="ProblemException">The end of the ledger cannot be read.</exception>
    public void Record(RunStoreContext db)
    {
        var now = clock.GetUtcNow();
        var changed = db.ChangeTracker.Entries().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)
            .Select(e => (Entry: e, Table: RecordedTable.Of(e.Metadata)))
            .Where(e => e.Table is not null)
            .ToList();
        if (changed.Count == 0)
        {
            return;
        }

        var head = HeadOf(db);
        using var insert = new LedgerInsert(db);

        foreach (var (entry, table) in changed.OrderBy(c => PlaceOf(c.Entry.Entity, c.Entry.State)))
        {
            if (entry.State == EntityState.Deleted)
            {
                throw new InvalidOperationException("A recorded row is never deleted.");
            }

            var row = table!.Row(entry);
            var (kind, body) = LedgerFacts.Of(entry.Entity);
            body[RowMember] = row.Content;
            insert.Add(head.Append(now, kind, row.Subject, actor, body));
        }
    }

    /// <summary>Opens a ledger: its first event, and one for every row that was written before there was one.</summary>
    /// <param name="db">The store, in a transaction; its ledger is empty.</param>
    /// <param name="written">The recorded rows there are.</param>
    /// <exception cref="ProblemException">One of them cannot be read.</exception>
    public void Open(RunStoreContext db, IEnumerable<RecordedRow> written)
    {
        var now = clock.GetUtcNow();
        var head = LedgerHead.Empty();
        using var insert = new LedgerInsert(db);
        insert.Add(head.Append(now, Opened, OpenedSubject + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), actor, new JsonObject { ["format"] = "linkage-ledger-v1" }));
        foreach (var row in written)
        {
            if (row.Content.Length == 0)
            {
                throw ProblemException.BadConfiguration("STORE_UNREADABLE", "A row of the run store stores what it never does, so the ledger cannot take it in.", "the run store", "Restore it from its backup.");
            }

            insert.Add(head.Append(now, LedgerFacts.Imported, row.Subject, actor, new JsonObject { [RowMember] = row.Content }));
        }
    }

    // A run begins before what belongs to it, and ends after it; a rule is there before it is proposed, and approved after its approvals.
    private static int PlaceOf(object row, EntityState state) => row switch
    {
        RunRow => state == EntityState.Added ? 0 : 4,
        DocumentRow or InstrumentRow => 0,
        RuleChangeRow { Change: "Drafted" or "Proposed" } => 1,
        ApprovalRow => 2,
        _ => 3,
    };

    /// <summary>Appends an event that records no row.</summary>
    /// <param name="db">The store, in a transaction.</param>
    /// <param name="kind">What happened.</param>
    /// <param name="subject">What it happened to.</param>
    /// <param name="body">More about it.</param>
    public void Append(RunStoreContext db, string kind, string subject, JsonObject body)
    {
        using var insert = new LedgerInsert(db);
        insert.Add(HeadOf(db).Append(clock.GetUtcNow(), kind, subject, actor, body));
    }

    /// <summary>The content of the row that an event records, by the event's body; null when it records none.</summary>
    public static string? ContentIn(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.TryGetProperty(RowMember, out var content) ? content.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static TreeHash Hash(string? text) => TreeHash.TryParse(text, out var hash)
        ? hash
        : throw ProblemException.Refused("LEDGER_BROKEN", "The end of the ledger cannot be read, so nothing can be appended to it.", "the run store", "Treat it as an incident: 'linkage ledger verify' says what is wrong, LEDGER_BROKEN in runbook.md what to do.");
}
