using Linkage.Governance.Releases;
using Linkage.Jobs.Collecting;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Store;
using Linkage.Jobs.Tests.Auditing;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Release;
using Linkage.TestKit;
using Microsoft.Data.Sqlite;

namespace Linkage.Jobs.Tests.Collecting;

public sealed class StoredReleasesTests : IDisposable
{
    private const string Id = "release-1";
    private const string Long = "release-05e6988f3f75f89ef5afc4c51e2d4058";
    private static readonly DateTimeOffset At = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _workspace = new();
    private readonly SqliteDatabase _database;
    private readonly StoredReleases _releases;

    public StoredReleasesTests()
    {
        _database = new SqliteDatabase(_workspace.Path);
        using (var store = RunStore.Open(_database, _workspace.Path, TimeProvider.System))
        {
            SampleLedger.Release(store, Id);
            SampleLedger.Release(store, "release-12");
            SampleLedger.Release(store, "release-2");
        }

        _releases = new StoredReleases(_database, _workspace.Path);
    }

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Read_ActsOfOneRelease_AreItsOwnInOrder()
    {
        Record(ReleaseActKind.Collected, 0, "/srv/handover/release-1");
        Record(ReleaseActKind.Withdrawn, 1, null);

        var release = _releases.Find(_releases.Read(), Id);

        Assert.Equal([ReleaseActKind.Collected, ReleaseActKind.Withdrawn], release.Acts.Select(act => act.Kind));
        Assert.Equal(At, release.Acts[0].At);
        Assert.Equal(["/srv/handover/release-1"], release.Places);
        Assert.True(release.IsWithdrawn);
        Assert.True(_releases.IsWithdrawn(Id));
        Assert.False(_releases.IsWithdrawn("release-2"));
        Assert.Empty(_releases.Find(_releases.Read(), "release-2").Acts);
    }

    [Theory]
    [InlineData("release-1", "release-1")]
    [InlineData("release-12", "release-12")]
    [InlineData("release-2", "release-2")]
    [InlineData(Long, Long)]
    [InlineData("release-05e6988f", Long)]
    [InlineData("release-05e6988", null)]
    [InlineData("release-05e6988a", null)]
    [InlineData("release-ab000000", null)]
    [InlineData("release-0", null)]
    [InlineData("release", null)]
    [InlineData("", null)]
    [InlineData("release-3", null)]
    public void Find_IdOrItsBeginning_IsTheOneThatIsMeant(string name, string? expected)
    {
        var stored = _releases.Read();
        StoredRelease[] all = [.. stored, .. new[] { Long, "release-ab0000001", "release-ab0000002" }.Select(id => stored[0] with { Id = id })];

        if (expected is null)
        {
            Assert.Equal("NO_RELEASE", Assert.Throws<ProblemException>(() => _releases.Find(all, name)).Problem.Code);
        }
        else
        {
            Assert.Equal(expected, _releases.Find(all, name).Id);
        }
    }

    [Theory]
    [InlineData("UPDATE release_acts SET person = 'p-other'")]
    [InlineData("DELETE FROM release_acts")]
    [InlineData("INSERT INTO release_acts SELECT release_id, 7, act, statement, person, at, team, reason, opening_key, place, signature, workspace FROM release_acts WHERE act = 'Withdrawn'")]
    [InlineData("INSERT OR REPLACE INTO release_acts SELECT release_id, ordinal, act, statement, 'p-other', at, team, reason, opening_key, place, signature, workspace FROM release_acts")]
    public void Store_WhatHappenedToARelease_IsKeptByTheDatabase(string sql)
    {
        Record(ReleaseActKind.Withdrawn, 0, null);

        Assert.Equal(19, Assert.Throws<SqliteException>(() => Execute(sql)).SqliteErrorCode);
    }

    [Theory]
    [InlineData("UPDATE release_acts SET reason = 'Another.'", Id, 1)]
    [InlineData("DELETE FROM release_acts", Id, 1)]
    [InlineData("INSERT INTO release_acts SELECT 'release-2', 0, act, statement, person, at, team, reason, opening_key, place, signature, workspace FROM release_acts", "release-2", 1)]
    public void Read_ActsChangedBesideTheLedger_PutTheirReleaseInDoubtAndNoOther(string sql, string changed, int next)
    {
        Record(ReleaseActKind.Withdrawn, 0, null);
        Execute($"DROP TRIGGER release_acts_stay; DROP TRIGGER release_acts_remain; DROP TRIGGER release_acts_are_new; {sql}");

        var releases = _releases.Read();
        Assert.Equal([changed], releases.Where(release => release.Doubt is not null).Select(release => release.Id));
        Assert.Equal(next, releases.Single(release => release.Id == changed).NextOrdinal);
        Assert.True(_releases.IsWithdrawn(changed));
        Assert.False(_releases.IsWithdrawn("release-12"));
        Assert.True(_releases.ReadWithSignatures().Single(release => release.Id == changed).Doubt is not null);
    }

    [Fact]
    public void Withdraw_OfOneReleaseWhileAnothersActsAreChanged_IsRecorded()
    {
        Record(ReleaseActKind.Withdrawn, 0, null);
        Execute("DROP TRIGGER release_acts_remain; DELETE FROM release_acts");

        // Of the changed one too: its act takes the place after the one that is missing, so that no event speaks for two rows.
        foreach (var name in new[] { "release-2", Id })
        {
            var release = _releases.Find(_releases.Read(), name);
            _database.Write(TimeProvider.System, db => db.ReleaseActs.Add(_releases.Row(new ReleaseAct(ReleaseActKind.Withdrawn, name, new string('a', 64), release.NextOrdinal, "p-reid", At) { Reason = "A test." }, null)));
        }

        var releases = _releases.Read();
        Assert.All(releases.Where(release => release.Id != "release-12"), release => Assert.True(release.IsWithdrawn));
        Assert.Equal([Id], releases.Where(release => release.Doubt is not null).Select(release => release.Id));
    }

    [Fact]
    public void Read_BundleThatNoRunRecorded_IsInDoubtUntilItIsTakenBack()
    {
        var bundle = Directory.CreateDirectory(_workspace.PathOf("zones", "release", "homes-and-money", "release-9"));
        File.WriteAllText(Path.Combine(bundle.FullName, "statement.json"), "{}");

        var found = _releases.Find(_releases.Read(), "release-9");
        Assert.Equal(("homes-and-money", null), (found.Project, found.Run));
        Assert.NotNull(found.Doubt);
        Assert.False(_releases.IsWithdrawn("release-9"));

        _database.Write(TimeProvider.System, db => db.ReleaseActs.Add(_releases.Row(new ReleaseAct(ReleaseActKind.Withdrawn, found.Id, found.Statement, found.NextOrdinal, "p-reid", At) { Reason = "A test." }, null)));
        Directory.Delete(bundle.FullName, recursive: true);

        Assert.True(_releases.Find(_releases.Read(), "release-9").IsWithdrawn);
        Assert.True(_releases.IsWithdrawn("release-9"));
    }

    [Fact]
    public void Read_BundleThatCannotBeRead_KeepsNobodyFromTheOthers()
    {
        var bundle = Directory.CreateDirectory(_workspace.PathOf("zones", "release", "homes-and-money", "release-9"));
        File.CreateSymbolicLink(Path.Combine(bundle.FullName, "statement.json"), "/proc/self/mem");
        Directory.CreateDirectory(_workspace.PathOf("zones", "release", "lost+found", "release-8"));
        File.WriteAllText(_workspace.PathOf("zones", "release", "lost+found", "release-8", "statement.json"), "{}");

        var releases = _releases.Read();

        Assert.NotNull(_releases.Find(releases, "release-9").Doubt);
        Assert.Null(_releases.Find(releases, Id).Doubt);
        Assert.DoesNotContain(releases, release => release.Id == "release-8");
    }

    [Fact]
    public void IsWithdrawn_StoreFromBeforeTheWithdrawal_IsToldByTheListOfTheWorkspace()
    {
        var vault = LocalKeyVault.CreateIfMissing(_workspace.PathOf("keys"));
        using var key = SigningKey.Open(vault);
        File.WriteAllBytes(_workspace.PathOf(RevokedReleases.FileName), RevokedReleases.Sign([new RevokedRelease("release-2", new string('a', 64), At)], At, key));

        Assert.True(_releases.IsWithdrawn("release-2"));
        Assert.False(_releases.IsWithdrawn(Id));

        var found = _releases.Find(_releases.Read(), "release-2");
        Assert.Contains("list of withdrawn releases", found.Doubt, StringComparison.Ordinal);
        Assert.Null(_releases.Find(_releases.Read(), Id).Doubt);

        File.Copy(_workspace.PathOf(RevokedReleases.FileName), _workspace.PathOf("revoked-releases.0123abcd.dsse.json"));
        File.WriteAllBytes(_workspace.PathOf(RevokedReleases.FileName), RevokedReleases.Sign([new RevokedRelease(Id, new string('a', 64), At)], At, key));
        Assert.True(_releases.IsWithdrawn("release-2"));
        Assert.True(_releases.IsWithdrawn(Id));

        File.WriteAllText(_workspace.PathOf(RevokedReleases.FileName), "{}");
        Assert.Equal("LIST_UNREADABLE", Assert.Throws<ProblemException>(() => _releases.IsWithdrawn(Id)).Problem.Code);
    }

    private void Record(ReleaseActKind kind, int ordinal, string? place) => _database.Write(TimeProvider.System, db => db.ReleaseActs.Add(_releases.Row(
        new ReleaseAct(kind, Id, new string('a', 64), ordinal, "p-reid", At)
        {
            Team = kind == ReleaseActKind.Withdrawn ? null : "outreach",
            Reason = kind == ReleaseActKind.Collected ? null : "A test.",
            Signature = kind == ReleaseActKind.Withdrawn ? null : "c2ln",
        },
        place)));

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection(SqliteSchema.ConnectionTo(_workspace.PathOf("linkage.db")));
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
