using System.Runtime.Versioning;
using Linkage.Governance.Rules;
using Linkage.Jobs.Commands;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;
using Microsoft.Data.Sqlite;

namespace Linkage.Jobs.Tests.Rotating;

[UnsupportedOSPlatform("windows")]
public sealed class KeyRotationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rotate_Approved_CarriesWhatWasLandedAndLeavesNothingOfTheOldKeys(bool withSecret)
    {
        using var world = new RotationWorld(withSecret);
        var old = RotationWorld.InUse(world.Workspace);
        world.ApproveAll();

        var rotated = RotationWorld.Rotate(world.Workspace);

        Assert.Equal((old.ToString(), 5, 0, 6, false), (rotated.Ended, rotated.Carried, rotated.Already, rotated.Wiped, rotated.Completed));
        Assert.Equal(["p-sandhu", "p-whitfield"], rotated.ApprovedBy);
        Assert.Equal(RotationWorld.InUse(world.Workspace).ToString(), rotated.InUse);
        Assert.Equal(2, RotationWorld.InUse(world.Workspace).Number);
        Assert.Equal(RotationWorld.Rows, RotationWorld.RowsOf(world.Workspace));
        Assert.Empty(RotationWorld.PlainIn(world.Workspace));
        Assert.DoesNotContain(Directory.GetFiles(Path.Combine(world.Workspace, "zones"), ZoneStore.SealName, SearchOption.AllDirectories), seal => !Path.GetDirectoryName(seal)!.EndsWith(".e2", StringComparison.Ordinal));
        Assert.Equal([old], RotationWorld.RotationsOf(world.Workspace).Ended().Select(ended => ended.Epoch));

        // What was approved is done: a third epoch needs approvals of its own.
        Assert.Equal("ROTATION_NOT_APPROVED", Assert.Throws<ProblemException>(() => RotationWorld.Rotate(world.Workspace)).Problem.Code);
        world.ApproveAll();
        Assert.Equal(5, RotationWorld.Rotate(world.Workspace).Carried);
        Assert.Equal(RotationWorld.Rows, RotationWorld.RowsOf(world.Workspace));
    }

    // How long a set may be kept counts from when it was landed, and its key has to be able to go with it.
    [Fact]
    public void Rotate_SetOfAnEarlierMonth_KeepsItsMonthUnderTheNextEpoch()
    {
        using var world = new RotationWorld();
        world.ApproveAll();
        var seal = Directory.GetFiles(Path.Combine(world.Workspace, "zones", "landing", "rent-arrears-panel"), ZoneStore.SealName, SearchOption.AllDirectories).Single();
        File.SetLastWriteTimeUtc(seal, new DateTime(2024, 2, 29, 23, 59, 59, DateTimeKind.Utc));

        RotationWorld.Rotate(world.Workspace);

        var vault = new LocalKeyVault(Path.Combine(world.Workspace, "keys"));
        var key = Assert.Single(vault.GrantKeys(), one => DatasetKeys.PeriodOf(one) is { Epoch: 2, Month: "2024-02", Dataset: "rent-arrears-panel" });
        Assert.Single(new ZoneStore(Path.Combine(world.Workspace, "zones")).PlacesByDatasetKey()[key.KeyId]);
        Assert.Equal(RotationWorld.Rows, RotationWorld.RowsOf(world.Workspace));
    }

    [Fact]
    public void Rotate_NotApproved_ChangesNothing()
    {
        using var world = new RotationWorld();
        world.Approve("p-sandhu", ApproverRole.IGLead);
        world.Approve("p-sandhu", ApproverRole.IGLead);
        var before = Files(world.Workspace);

        var problem = Assert.Throws<ProblemException>(() => RotationWorld.Rotate(world.Workspace)).Problem;

        Assert.Equal(("ROTATION_NOT_APPROVED", ExitCode.Refused), (problem.Code, problem.ExitCode));
        Assert.Contains(RotationWorld.InUse(world.Workspace).ToString(), problem.Remedy, StringComparison.Ordinal);
        Assert.Equal(before, Files(world.Workspace));
        Assert.Equal("NOT_PERMITTED", Assert.Throws<ProblemException>(() => world.Approve("p-adeyemi", ApproverRole.IAO)).Problem.Code);
    }

    [Fact]
    public void Rotate_ASetIsDamaged_EndsNothingUntilSomebodyHasLooked()
    {
        using var world = new RotationWorld();
        world.ApproveAll();
        var damaged = Directory.GetFiles(Path.Combine(world.Workspace, "zones", "landing", "rent-arrears-panel"), "rows.csv.sealed", SearchOption.AllDirectories).Single();
        File.SetUnixFileMode(damaged, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var bytes = File.ReadAllBytes(damaged);
        bytes[^1] ^= 1;
        File.WriteAllBytes(damaged, bytes);

        Assert.Equal("SETS_DAMAGED", Assert.Throws<ProblemException>(() => RotationWorld.Rotate(world.Workspace)).Problem.Code);
        Assert.Equal(1, RotationWorld.InUse(world.Workspace).Number);
        Assert.Equal([RotationWorld.Rows[0], RotationWorld.Rows[1], "missing", RotationWorld.Rows[3], RotationWorld.Rows[4]], RotationWorld.RowsOf(world.Workspace));

        var rotated = RotationWorld.Rotate(world.Workspace);
        Assert.Equal((0, 4), (rotated.Carried, rotated.Already));
    }

    [Fact]
    public void Rotate_WhatLaterReleasesAreTestedAgainstIsDamaged_StopsEachTimeAndLeavesItThere()
    {
        using var world = new RotationWorld();
        world.ApproveAll();
        var memory = Path.Combine(world.Workspace, "zones", "identity", "earlier_releases", "release-1");
        File.Delete(Path.Combine(memory, "rows.csv.sealed"));

        for (var attempt = 0; attempt < 2; attempt++)
        {
            Assert.Equal("SETS_DAMAGED", Assert.Throws<ProblemException>(() => RotationWorld.Rotate(world.Workspace)).Problem.Code);
            Assert.True(File.Exists(Path.Combine(memory, ZoneStore.SealName)));
            Assert.Equal(1, RotationWorld.InUse(world.Workspace).Number);
        }
    }

    [Fact]
    public void Rotate_TombstoneOfAnotherWorkspace_WipesNothing()
    {
        using var world = new RotationWorld();
        var vault = new LocalKeyVault(Path.Combine(world.Workspace, "keys"));
        KeyEpochs.End(vault, KeyEpochs.Named(1, new string('0', 32)), TimeProvider.System.GetUtcNow());

        Assert.Throws<KeyVaultException>(() => RotationWorld.Rotate(world.Workspace));

        File.Delete(Directory.GetFiles(Path.Combine(world.Workspace, "keys", "grants"), "*.destroyed.json").Single());
        Assert.Equal(RotationWorld.Rows, RotationWorld.RowsOf(world.Workspace));
    }

    [Fact]
    public void Rotate_TrialUnderWay_WaitsUntilItIsEndedOnPurpose()
    {
        using var world = new RotationWorld();
        world.ApproveAll();
        world.BeginTrial();

        var problem = Assert.Throws<ProblemException>(() => RotationWorld.Rotate(world.Workspace)).Problem;

        Assert.Equal("TRIAL_UNDER_WAY", problem.Code);
        Assert.Contains("homes-and-money/letters", problem.Message, StringComparison.Ordinal);
        Assert.Equal(1, RotationWorld.InUse(world.Workspace).Number);
        Assert.Equal(7, RotationWorld.Rotate(world.Workspace, endTrials: true).Wiped);
    }

    // The disk as a killed process would leave it, before anything appears, moves or goes in the zones and on both sides of each destruction in the vault.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rotate_KilledAtAnyPoint_IsTheOldStateOrTheNewAndIsCompleted(bool withSecret)
    {
        using var world = new RotationWorld(withSecret);
        using var snapshots = new TemporaryFolder();
        world.ApproveAll();
        var camera = new Camera(world.Workspace, snapshots);
        RotationWorld.Rotate(world.Workspace, camera, new WatchedVault(new LocalKeyVault(Path.Combine(world.Workspace, "keys")), camera));
        camera.Take();
        HalfDestroyed(camera);

        Assert.True(camera.Taken.Count > 12, $"{camera.Taken.Count} points");
        var states = new HashSet<int>();
        foreach (var disk in camera.Taken)
        {
            states.Add(RotationWorld.InUse(disk).Number);
            Assert.Equal(RotationWorld.Rows, RotationWorld.RowsOf(disk));
            Assert.Empty(RotationWorld.PlainIn(Path.Combine(disk, "zones")));

            if (disk != camera.Taken[^2])
            {
                RotationWorld.Rotate(disk);
            }

            Assert.Equal(2, RotationWorld.InUse(disk).Number);
            Assert.Equal(RotationWorld.Rows, RotationWorld.RowsOf(disk));
            Assert.Empty(RotationWorld.PlainIn(disk));
            Assert.Single(RotationWorld.RotationsOf(disk).Ended());
            var keys = new LocalKeyVault(Path.Combine(disk, "keys")).GrantKeys();
            Assert.Single(keys, key => KeyEpochs.NumberOf(key) is not null);
            Assert.Equal(2, keys.Count(key => DatasetKeys.PeriodOf(key) is { Epoch: 2 }));
            Assert.DoesNotContain(Directory.GetFiles(Path.Combine(disk, "zones"), ZoneStore.SealName, SearchOption.AllDirectories), seal => !Path.GetDirectoryName(seal)!.EndsWith(".e2", StringComparison.Ordinal));
        }

        Assert.Equal([1, 2], states.Order());
        SqliteConnection.ClearAllPools();
    }

    // Killed within the destruction: its tombstone is written, and the secret lies there still.
    private static void HalfDestroyed(Camera camera)
    {
        var disk = camera.Copy(camera.BeforeDestruction!);
        foreach (var tombstone in Directory.GetFiles(Path.Combine(camera.Taken[^2], "keys", "grants"), "*.destroyed.json"))
        {
            File.Copy(tombstone, Path.Combine(disk, "keys", "grants", Path.GetFileName(tombstone)));
        }
    }

    private static IReadOnlyList<(string, string)> Files(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(file => !Path.GetFileName(file).StartsWith("linkage.db-", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(file => (file, ZoneStore.DigestOf(file)))];

    private sealed class Camera(string workspace, TemporaryFolder snapshots) : IPublicationFence
    {
        public List<string> Taken { get; } = [];

        public string? BeforeDestruction { get; set; }

        public bool MayPublish()
        {
            Take();
            return true;
        }

        public string Take() => Copy(workspace);

        public string Copy(string from)
        {
            var target = snapshots.PathOf($"{Taken.Count:D3}");
            RotationWorld.CopyTo(from, target);
            Taken.Add(target);
            return target;
        }
    }

    private sealed class WatchedVault(LocalKeyVault inner, Camera camera) : IKeyVault
    {
        public byte[] ReadRootSecret() => inner.ReadRootSecret();

        public byte[] ReadSigningKey() => inner.ReadSigningKey();

        public GrantSecret OpenGrantSecret(GrantScope scope)
        {
            var secret = inner.OpenGrantSecret(scope);
            if (secret.IsNew)
            {
                camera.Take();
            }

            return secret;
        }

        public GrantTombstone DestroyGrantSecret(GrantKey key, string reason, DateTimeOffset at)
        {
            camera.BeforeDestruction = camera.Take();
            var tombstone = inner.DestroyGrantSecret(key, reason, at);
            camera.Take();
            return tombstone;
        }

        public IReadOnlyList<GrantKey> GrantKeys() => inner.GrantKeys();

        public IReadOnlyList<GrantTombstone> GrantTombstones() => inner.GrantTombstones();

        public string GrantLocation(string contentHash) => inner.GrantLocation(contentHash);
    }
}
