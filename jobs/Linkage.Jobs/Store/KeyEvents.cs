using Linkage.Jobs.Commands;
using Linkage.Pipeline.Keys;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Store;

/// <summary>What the store keeps of grant secrets.</summary>
internal static class KeyEvents
{
    /// <summary>Adds what was done. A destruction that is known adds nothing; the first use of a secret that nobody was seen to make adds that it was found.</summary>
    /// <returns>Whether anything was added.</returns>
    public static bool Add(RunStoreContext db, string run, GrantKeyEvent happened)
    {
        var key = happened.Key.KeyId;
        var ordinal = db.KeyEvents.Count(k => k.RunId == run);
        switch (happened.Act)
        {
            case GrantKeyAct.Destroyed when db.KeyEvents.Any(k => k.KeyId == key && k.Act == KeyAct.Destroyed):
                return false;
            case GrantKeyAct.Used when !db.KeyEvents.Any(k => k.KeyId == key && (k.Act == KeyAct.Made || k.Act == KeyAct.Found)):
                db.KeyEvents.Add(Row(run, ordinal++, KeyAct.Found, happened with { Field = null }));
                break;
        }

        db.KeyEvents.Add(Row(run, ordinal, happened.Act switch { GrantKeyAct.Made => KeyAct.Made, GrantKeyAct.Used => KeyAct.Used, GrantKeyAct.Destroyed => KeyAct.Destroyed }, happened));
        return true;
    }

    /// <summary>Every secret of a workspace that was destroyed, the oldest first.</summary>
    /// <param name="db">The store.</param>
    /// <param name="workspace">The workspace, where the store serves several.</param>
    /// <exception cref="ProblemException">A row is not what the ledger recorded: keys are destroyed by what it recorded alone.</exception>
    public static IReadOnlyList<GrantTombstone> Destroyed(RunStoreContext db, string? workspace) =>
        StoredRows.WithEvents(db.Database.GetDbConnection(), RecordedTable.Of(db.Model.FindEntityType(typeof(KeyEventRow))!)!).Any(row => !row.IsAsRecorded)
            ? throw ProblemException.Refused("LEDGER_BROKEN", "What was done with keys is not what the ledger recorded, so no key is touched.", "the run store", "Treat it as an incident: 'linkage ledger verify' says what is wrong, LEDGER_BROKEN in runbook.md what to do.")
            : Recorded(db, workspace);

    private static IReadOnlyList<GrantTombstone> Recorded(RunStoreContext db, string? workspace) =>
    [
        .. db.KeyEvents.AsNoTracking().Where(k => k.Act == KeyAct.Destroyed && db.Runs.Any(r => r.RunId == k.RunId && r.Workspace == workspace)).OrderBy(k => k.DestroyedAt).ThenBy(k => k.KeyId).AsEnumerable()
            .Select(k => new GrantTombstone(new GrantKey(new GrantScope(k.ContentHash, k.RuleId, k.RuleVersion, k.RuleHash), k.KeyId), k.DestroyedAt!.Value, k.Reason!)),
    ];

    private static KeyEventRow Row(string run, int ordinal, KeyAct act, GrantKeyEvent happened) => new()
    {
        RunId = run,
        Ordinal = ordinal,
        Act = act,
        KeyId = happened.Key.KeyId,
        ContentHash = happened.Key.Scope.ContentHash,
        RuleId = happened.Key.Scope.RuleId,
        RuleVersion = happened.Key.Scope.RuleVersion,
        RuleHash = happened.Key.Scope.RuleHash,
        Field = happened.Field?.ToString(),
        Reason = happened.Reason,
        DestroyedAt = happened.DestroyedAt,
    };
}
