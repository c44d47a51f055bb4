using System.Runtime.Versioning;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Retaining;
using Linkage.Jobs.Store;
using Linkage.Jobs.Tests.Registering;
using Linkage.Jobs.Tests.Rotating;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;
using Microsoft.Data.Sqlite;

namespace Linkage.Jobs.Tests.Retaining;

/// <summary>A retention sweep destroys the key of a dataset's month with the last set that hangs on it, and no copy opens after that.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DatasetKeySweepTests : IDisposable
{
    private const string Row = "Zyxwilda Quokkabridge, 7 Xylographers Wynd";
    private static readonly DateTimeOffset October = new(2015, 10, 5, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset November = new(2015, 11, 5, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    private readonly SampleRegistry _registry = new();
    private readonly TemporaryFolder _folder = new();

    public DatasetKeySweepTests()
    {
        _registry.Import();
        KeyEpochs.Begin(LocalKeyVault.CreateIfMissing(Path.Combine(_registry.Workspace, "keys")));
    }

    private string Workspace => _registry.Workspace;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _registry.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Sweep_LastSetOfAMonth_TakesItsKeyAlongAndNoBackupOfTheZonesOpens()
    {
        Land(Workspace, "food-vouchers", "a", October);
        Land(Workspace, "food-vouchers", "b", November);
        Land(Workspace, "rent-arrears-panel", "c", October, kept: true);
        Land(Workspace, "food-vouchers", "now", Now);
        Land(Workspace, "food-vouchers", "late", November, kept: true);
        var backup = _folder.PathOf("backup");
        RotationWorld.CopyTo(Zones(Workspace), backup);

        var swept = Sweep(Workspace);

        // The other dataset of that month, the month with a set that stays and the month we are in keep their keys.
        Assert.Equal([("food-vouchers", "2015-10", 0, Now)], swept.Keys.Select(key => (key.Dataset, key.Month, key.Sets, key.DestroyedAt!.Value)));
        Assert.Equal(
            ["food-vouchers 2015-10 0 gone", "food-vouchers 2015-11 1 there", "food-vouchers 2026-11 1 there", "rent-arrears-panel 2015-10 1 there"],
            Office(Workspace).Report().Keys.Select(key => $"{key.Dataset} {key.Month} {key.Sets} {(key.DestroyedAt is null ? "there" : "gone")}"));
        Directory.Delete(Zones(Workspace), recursive: true);
        RotationWorld.CopyTo(backup, Zones(Workspace));

        var error = Assert.Throws<SealedFileException>(() => Open(Workspace, "food-vouchers", "a"));
        Assert.Contains("destroyed with the retention sweep of 2026-11-23", error.Problem, StringComparison.Ordinal);
        Assert.Contains("linkage retention sweep", error.WhatToDo, StringComparison.Ordinal);
        Assert.Equal([Row, Row, Row, Row], new[] { Open(Workspace, "food-vouchers", "b"), Open(Workspace, "food-vouchers", "now"), Open(Workspace, "food-vouchers", "late"), Open(Workspace, "rent-arrears-panel", "c") });
        Assert.Empty(Sweep(Workspace).Keys);
        Assert.Equal(1, Events(Workspace));
    }

    [Fact]
    public void Sweep_SetIsDueInItsOwnMonth_KeepsTheKeyUntilTheMonthIsOver()
    {
        Land(Workspace, "food-vouchers", "a", Now, dated: October);

        Assert.Empty(Sweep(Workspace).Keys);
        Assert.Equal("2026-11", Assert.Single(Sweep(Workspace, Now.AddMonths(1)).Keys).Month);
    }

    [Fact]
    public void Sweep_StorageOfTheZonesIsNotMounted_DestroysNothingBeforeTheContractSaysSo()
    {
        Land(Workspace, "food-vouchers", "a", Now.AddMonths(-1));
        Directory.Move(Zones(Workspace), _folder.PathOf("away"));

        Assert.Empty(Sweep(Workspace).Keys);
        Assert.Single(Sweep(Workspace, Now.AddYears(20)).Keys);
    }

    [Fact]
    public void Sweep_KeysOfABackup_AreDestroyedAgainWithTheDateOfTheFirstTime()
    {
        Land(Workspace, "food-vouchers", "a", October);
        var keys = _folder.PathOf("keys");
        RotationWorld.CopyTo(Path.Combine(Workspace, "keys"), keys);
        var zones = _folder.PathOf("zones");
        RotationWorld.CopyTo(Zones(Workspace), zones);
        Sweep(Workspace);
        foreach (var (from, to) in new[] { (keys, Path.Combine(Workspace, "keys")), (zones, Zones(Workspace)) })
        {
            Directory.Delete(to, recursive: true);
            RotationWorld.CopyTo(from, to);
        }

        Assert.Equal(Row, Open(Workspace, "food-vouchers", "a"));
        var vault = new LocalKeyVault(Path.Combine(Workspace, "keys"));
        Assert.Single(Stored(Workspace).DestroyWhatCameBack(vault));

        Assert.Contains("sweep of 2026-11-23", Assert.Throws<SealedFileException>(() => Open(Workspace, "food-vouchers", "a")).Problem, StringComparison.Ordinal);
        Assert.Equal(Now, Assert.Single(vault.GrantTombstones()).DestroyedAt);
        Assert.Equal(1, Events(Workspace));
    }

    // The disk as a killed process would leave it, at every question of the fence and on both sides of the destruction.
    [Fact]
    public void Sweep_KilledAtAnyPoint_IsCompletedByTheNextAndRecordedOnce()
    {
        Land(Workspace, "food-vouchers", "a", October);
        Land(Workspace, "food-vouchers", "b", October);
        Land(Workspace, "rent-arrears-panel", "kept", Now);
        var taken = new List<string>();
        Office(Workspace, Now, new Camera(Take), new WatchedVault(new LocalKeyVault(Path.Combine(Workspace, "keys")), Take)).Sweep(CancellationToken.None);
        Take();

        Assert.Equal(7, taken.Count);
        foreach (var disk in taken)
        {
            Sweep(disk);
            var key = Assert.Single(Office(disk).Report().Keys, one => one.DestroyedAt is not null);
            Assert.Equal(("food-vouchers", "2015-10", Now), (key.Dataset, key.Month, key.DestroyedAt!.Value));
            Assert.Equal(Row, Open(disk, "rent-arrears-panel", "kept"));
            Assert.Equal(1, Events(disk));
            Assert.DoesNotContain(new LocalKeyVault(Path.Combine(disk, "keys")).GrantKeys(), one => one.KeyId == key.Key);
        }

        void Take()
        {
            var target = _folder.PathOf($"disk-{taken.Count}");
            RotationWorld.CopyTo(Workspace, target);
            taken.Add(target);
        }
    }

    [Fact]
    public void Sweep_FilesFromBeforeDatasetKeys_OpenAndGoAsBefore()
    {
        Land(Workspace, "food-vouchers", "old", null, dated: Now);
        Land(Workspace, "food-vouchers", "due", null, dated: October);

        Assert.Equal(["landing/food-vouchers/due"], Sweep(Workspace).Items.Select(item => item.Place));
        Assert.Equal(Row, Open(Workspace, "food-vouchers", "old"));
        Assert.Empty(Office(Workspace).Report().Keys);
    }

    private static string Zones(string workspace) => Path.Combine(workspace, "zones");

    private static StoredDatasetKeys Stored(string workspace) => new(new SqliteDatabase(workspace), workspace);

    private static int Events(string workspace)
    {
        using var db = new RunStoreContext(new SqliteDatabase(workspace).Options);
        return db.Ledger.Count(entry => entry.Kind == "dataset-key-destroyed");
    }

    // Kept: landed in that month, and dated so that its contract still lets it be kept.
    private static void Land(string workspace, string dataset, string key, DateTimeOffset? month, bool kept = false, DateTimeOffset? dated = null) => In(workspace, month, zones =>
    {
        using var staged = zones.Stage(Zone.Landing, dataset, key);
        File.WriteAllText(staged.PathOf("rows.csv"), Row);
        var set = staged.Publish(new { dataset, fileName = "x.csv", fileBytes = 1 });
        File.SetLastWriteTimeUtc(Path.Combine(set.Directory, ZoneStore.SealName), (dated ?? (kept ? Now : month!.Value)).UtcDateTime);
    });

    private static string Open(string workspace, string dataset, string key)
    {
        var row = string.Empty;
        In(workspace, Now, zones => row = File.ReadAllText(zones.FindWhole(Zone.Landing, dataset, key)!.PathOf("rows.csv")));
        return row;
    }

    private static void In(string workspace, DateTimeOffset? at, Action<ZoneStore> work)
    {
        var plain = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var ring = KeyRing.Open(new LocalKeyVault(Path.Combine(workspace, "keys")), "ashgrove-council");
        using var seals = new ZoneSeals(ring, plain, at);
        try
        {
            work(new ZoneStore(Zones(workspace)).SealedBy(seals));
        }
        finally
        {
            PrivateFolder.WipeFolder(plain);
        }
    }

    private static Linkage.Jobs.Reporting.RetentionDocument Sweep(string workspace, DateTimeOffset? at = null) => Office(workspace, at).Sweep(CancellationToken.None);

    private static RetentionOffice Office(string workspace, DateTimeOffset? at = null, IPublicationFence? fence = null, IKeyVault? vault = null)
    {
        var database = new SqliteDatabase(workspace);
        var environment = new RunEnvironment
        {
            Workspace = workspace,
            Sources = Path.Combine(workspace, "sources"),
            Registry = new StoredRegistry(database),
            Contracts = RepositoryPaths.Of("schemas", "sources"),
            Models = RepositoryPaths.Of("schemas", "models"),
            Clock = new SettableTimeProvider(at ?? Now),
            Vault = vault ?? new LocalKeyVault(Path.Combine(workspace, "keys")),
        };
        return new RetentionOffice(environment, database, new ZoneStore(environment.Zones, RunId.Create(at ?? Now), fence ?? new Camera(() => { })), TimeSpan.FromDays(90));
    }

    private sealed class Camera(Action take) : IPublicationFence
    {
        public bool MayPublish()
        {
            take();
            return true;
        }
    }

    private sealed class WatchedVault(LocalKeyVault inner, Action take) : IKeyVault
    {
        public byte[] ReadRootSecret() => inner.ReadRootSecret();

        public byte[] ReadSigningKey() => inner.ReadSigningKey();

        public GrantSecret OpenGrantSecret(GrantScope scope) => inner.OpenGrantSecret(scope);

        public GrantTombstone DestroyGrantSecret(GrantKey key, string reason, DateTimeOffset at)
        {
            take();
            var tombstone = inner.DestroyGrantSecret(key, reason, at);
            take();
            return tombstone;
        }

        public IReadOnlyList<GrantKey> GrantKeys() => inner.GrantKeys();

        public IReadOnlyList<GrantTombstone> GrantTombstones() => inner.GrantTombstones();

        public string GrantLocation(string contentHash) => inner.GrantLocation(contentHash);
    }
}
