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

    /// <summary>Every secret that was destroyed, the oldest first.</summary>
    public static IReadOnlyList<GrantTombstone> Destroyed(RunStoreContext db) =>
    [
        .. db.KeyEvents.AsNoTracking().Where(k => k.Act == KeyAct.Destroyed).OrderBy(k => k.DestroyedAt).ThenBy(k => k.KeyId).AsEnumerable()
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
