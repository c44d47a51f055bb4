using Linkage.Governance.Ledger;
using Linkage.Jobs.Auditing;
using Linkage.Jobs.Tests.Auditing;
using Linkage.Pipeline.Keys;
using Microsoft.Data.Sqlite;

namespace Linkage.Jobs.Tests.Store;

/// <summary>Grants and what was done with their keys, in the store and in its ledger.</summary>
public sealed class GrantRecordTests : IDisposable
{
    private readonly SampleLedger _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public void Store_GrantAndItsSecret_LeaveAnEventEach()
    {
        using var store = _ledger.Open();
        var run = SampleLedger.Begin(store);
        var grant = SampleGrants.Record(store, run);

        using var connection = SampleLedger.Connect(_ledger.Database);
        var events = StoredEvents.All(connection).Select(e => e.Record!.Event).Skip(2).ToList();
        Assert.Equal(["grant-made", "key-made", "key-used", "key-used", "key-destroyed"], events.Select(e => e.Kind));
        Assert.Equal([$"grants/{run}/0", $"key_events/{run}/0", $"key_events/{run}/1", $"key_events/{run}/2", $"key_events/{run}/3"], events.Select(e => e.Subject));
        Assert.Matches($$"""^\{"content":"{{grant.ContentHash}}","grant":"{{grant.Id}}","row":"[0-9a-f]{64}","rule":"homes-and-money","version":3\}$""", events[0].Body);
        Assert.Matches("""^\{"content":"[0-9a-f]{64}","field":"Household","key":"e{32}","row":"[0-9a-f]{64}","rule":"homes-and-money","version":3\}$""", events[3].Body);
        Assert.Matches("""^\{"content":"[0-9a-f]{64}","key":"e{32}","reason":"GATEWAY_REVOKED","row":"[0-9a-f]{64}","rule":"homes-and-money","version":3\}$""", events[4].Body);
        Assert.Empty(_ledger.Check().Findings);
    }

    [Fact]
    public void Touch_DestructionToldAgainByALaterRun_IsRecordedOnce()
    {
        using var store = _ledger.Open();
        var grant = SampleGrants.Record(store, SampleLedger.Begin(store));
        var tombstone = new GrantTombstone(SampleGrants.KeyOf(grant), SampleGrants.Destroyed, "GATEWAY_REVOKED");
        var later = SampleLedger.Begin(store);

        Assert.False(store.Touch(later, GrantKeyEvent.Of(tombstone)));

        Assert.Equal([tombstone], store.DestroyedKeys());
        Assert.Equal(1, Count("SELECT count(*) FROM ledger WHERE kind = 'key-destroyed'"));
        Assert.Equal(0, Count($"SELECT count(*) FROM key_events WHERE run_id = '{later}'"));
    }

    [Fact]
    public void Touch_UseOfASecretThatNobodyWasSeenToMake_SaysThatItWasFoundAndOnlyOnce()
    {
        using var store = _ledger.Open();
        var run = SampleLedger.Begin(store);
        var key = SampleGrants.KeyOf(SampleGrants.Of(run), 'f');

        store.Touch(run, new GrantKeyEvent(GrantKeyAct.Used, key) { Field = JoinField.Person });
        store.Touch(run, new GrantKeyEvent(GrantKeyAct.Used, key) { Field = JoinField.Household });
        store.Touch(run, new GrantKeyEvent(GrantKeyAct.Used, key) { Field = JoinField.Arm });

        using var connection = SampleLedger.Connect(_ledger.Database);
        Assert.Equal(["key-found", "key-used", "key-used", "key-used"], StoredEvents.All(connection).Select(e => e.Record!.Event.Kind).Skip(2));
    }

    [Theory]
    [InlineData("UPDATE grants SET rule_version = 9")]
    [InlineData("DELETE FROM grants")]
    [InlineData("INSERT OR REPLACE INTO grants SELECT * FROM grants")]
    [InlineData("INSERT INTO grants SELECT run_id, 7, grant_id, content_hash, rule_id, rule_version, rule_hash, effective_end FROM grants")]
    [InlineData("UPDATE key_events SET reason = 'x' WHERE act = 'Destroyed'")]
    [InlineData("DELETE FROM key_events WHERE act = 'Destroyed'")]
    [InlineData("INSERT OR REPLACE INTO key_events SELECT * FROM key_events")]
    [InlineData("INSERT INTO key_events SELECT run_id, 7, act, key_id, content_hash, rule_id, rule_version, rule_hash, field, reason, destroyed_at FROM key_events WHERE act = 'Destroyed'")]
    [InlineData("INSERT INTO key_events SELECT run_id, 7, act, key_id, content_hash, rule_id, rule_version, rule_hash, field, reason, destroyed_at FROM key_events WHERE act = 'Made'")]
    [InlineData("INSERT INTO key_events SELECT run_id, 7, 'Used', key_id, content_hash, rule_id, rule_version, rule_hash, NULL, NULL, NULL FROM key_events LIMIT 1")]
    public void Database_AChangeOfWhatWasRecorded_IsRefused(string sql)
    {
        Fill();
        using var connection = SampleLedger.Connect(_ledger.Database);

        Assert.Equal(19, Assert.Throws<SqliteException>(() => SampleLedger.Query(connection, sql)).SqliteErrorCode);

        Assert.Empty(_ledger.Check().Findings);
    }

    [Theory]
    [InlineData("UPDATE grants SET rule_version = 9", LedgerFault.RowEdited)]
    [InlineData("UPDATE grants SET effective_end = '2036-01-01T00:00:00.000Z'", LedgerFault.RowEdited)]
    [InlineData("DELETE FROM grants", LedgerFault.RowDeleted)]
    [InlineData("UPDATE key_events SET destroyed_at = '2020-01-01T00:00:00.000Z' WHERE act = 'Destroyed'", LedgerFault.RowEdited)]
    [InlineData("UPDATE key_events SET key_id = 'ffffffffffffffffffffffffffffffff' WHERE act = 'Made'", LedgerFault.RowEdited)]
    [InlineData("DELETE FROM key_events WHERE act = 'Used'", LedgerFault.RowDeleted)]
    [InlineData("INSERT INTO key_events SELECT run_id, 7, act, key_id, content_hash, rule_id, rule_version, rule_hash, field, reason, destroyed_at FROM key_events WHERE act = 'Used' LIMIT 1", LedgerFault.RowInserted)]
    public void Check_AfterTheTriggersWereTakenAwayAndPutBack_FindsTheChange(string sql, LedgerFault fault)
    {
        Fill();
        using (var connection = SampleLedger.Connect(_ledger.Database))
        {
            SampleLedger.Unguarded(connection, () => SampleLedger.Query(connection, sql));
        }

        Assert.All(_ledger.Check().Findings, f => Assert.Equal(fault, f.Fault));
        Assert.NotEmpty(_ledger.Check().Findings);
    }

    private void Fill()
    {
        using var store = _ledger.Open();
        SampleGrants.Record(store, SampleLedger.Begin(store));
    }

    private long Count(string sql)
    {
        using var connection = SampleLedger.Connect(_ledger.Database);
        return SampleLedger.Number(connection, sql);
    }
}
