using System.Security.Cryptography;
using System.Text;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Retaining;
using Linkage.Jobs.Store;
using Linkage.Jobs.Tests.Registering;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Retaining;

public sealed class RetentionOfficeTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset LongAgo = Now.AddDays(-4000);

    private readonly SampleRegistry _registry = new();
    private readonly SqliteDatabase _database;
    private readonly KeyRing _ring;
    private readonly ZoneSeals _seals;

    public RetentionOfficeTests()
    {
        _registry.Import();
        _database = new SqliteDatabase(_registry.Workspace);
        var keys = Path.Combine(_registry.Workspace, "keys");
        PrivateFolder.Create(keys);
        PrivateFolder.WriteNewFile(Path.Combine(keys, LocalKeyVault.RootFileName), Encoding.ASCII.GetBytes($"linkage-root-key-v1\n{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}\n"));
        _ring = KeyRing.Open(new LocalKeyVault(keys), "ashgrove-council");
        _seals = new ZoneSeals(_ring, Path.Combine(_registry.Workspace, "plain"));
    }

    public void Dispose()
    {
        _seals.Dispose();
        _ring.Dispose();
        _registry.Dispose();
    }

    [Fact]
    public void Report_DatesOfSets_FollowTheContractAndWhatTheyWereMadeOf()
    {
        Land("food-vouchers", "a", LongAgo);
        Land("food-vouchers", "b", Now.AddDays(-10));
        Land("rent-arrears-panel", "c", Now.AddDays(-5));
        Land("no-such-dataset", "d", LongAgo);
        Put(Zone.Quarantine, "food-vouchers", "e", Now.AddDays(-89), new { dataset = "food-vouchers" });
        Put(Zone.Quarantine, "food-vouchers", "f", Now.AddDays(-90), new { dataset = "food-vouchers" });

        var report = Office().Report();

        Assert.Equal(
            ["landing/food-vouchers/a due", "landing/food-vouchers/b", "landing/no-such-dataset/d without end", "landing/rent-arrears-panel/c", "quarantine/food-vouchers/e", "quarantine/food-vouchers/f due"],
            report.Items.Select(item => item.Place + (item.IsDue ? " due" : item.Due is null ? " without end" : string.Empty)));
        Assert.Contains("there is no contract of no-such-dataset", report.Items.Select(item => item.Basis));
        Assert.All(report.Items.Where(item => item.Place.StartsWith("landing/food", StringComparison.Ordinal)), item => Assert.Equal(item.Since.AddDays(DaysIn(item.Basis)), item.Due));
        Assert.False(report.Swept);
    }

    // The fence says no at the first, second, third ... question: as far as a process that is killed there would have come.
    [Fact]
    public void Sweep_StoppedAtAnyPoint_IsCompletedByTheNextAndNothingIsRecordedTwice()
    {
        var points = 0;
        for (var allowed = 0; ; allowed++)
        {
            Land("food-vouchers", "a", LongAgo);
            Land("food-vouchers", "b", LongAgo);
            Land("rent-arrears-panel", "c", LongAgo);
            Land("rent-arrears-panel", "kept", Now);
            Put(Zone.Identity, "food-vouchers", "made", LongAgo, new { dataset = "food-vouchers" });
            Put(Zone.Research, "spine/homes-and-money", "made", LongAgo, new { rows = new[] { new { dataset = "food-vouchers" }, new { dataset = "rent-arrears-panel" } } });
            var before = Recorded();
            var fence = new Lasting(allowed);
            var stopped = Record.Exception(() => Office(fence).Sweep(CancellationToken.None));
            points += stopped is WorkspaceLostException ? 1 : 0;
            Assert.True(stopped is null or WorkspaceLostException, stopped?.ToString());

            Office().Sweep(CancellationToken.None);

            Assert.Equal(["landing/rent-arrears-panel/kept"], Office().Report().Items.Select(item => item.Place));
            Assert.Equal(before + (allowed == 0 ? 5 : 0), Recorded());
            Directory.Delete(Path.Combine(_registry.Workspace, "zones"), recursive: true);
            if (stopped is null)
            {
                break;
            }
        }

        Assert.Equal(5, points);
    }

    [Fact]
    public void Sweep_SamePlaceLandedAgainLater_IsRecordedAgain()
    {
        Land("food-vouchers", "a", LongAgo);
        Office().Sweep(CancellationToken.None);
        Land("food-vouchers", "a", LongAgo.AddDays(1));
        Office().Sweep(CancellationToken.None);

        Assert.Equal(2, Recorded());
    }

    [Fact]
    public void Sweep_LinksOddNamesAndSetsWithoutASeal_ReachesNothingOutsideAndStopsAtNothing()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Land("food-vouchers", "a", LongAgo);
        var zones = Path.Combine(_registry.Workspace, "zones");
        var outside = Path.Combine(_registry.Workspace, "outside", "key");
        Directory.CreateDirectory(outside);
        File.Copy(Path.Combine(zones, "landing", "food-vouchers", "a", ZoneStore.SealName), Path.Combine(outside, ZoneStore.SealName));
        Directory.CreateSymbolicLink(Path.Combine(zones, "landing", "linked"), Path.GetDirectoryName(outside)!);
        Directory.CreateSymbolicLink(Path.Combine(zones, "landing", "food-vouchers", "linked"), outside);
        Directory.CreateDirectory(Path.Combine(zones, "landing", "food-vouchers", ".snap"));
        File.Copy(Path.Combine(outside, ZoneStore.SealName), Path.Combine(zones, "landing", "food-vouchers", ".snap", ZoneStore.SealName));
        File.SetLastWriteTimeUtc(Path.Combine(zones, "landing", "food-vouchers", ".snap", ZoneStore.SealName), LongAgo.UtcDateTime);
        Directory.CreateDirectory(Path.Combine(zones, "quarantine", "damaged~x"));
        Directory.SetLastWriteTimeUtc(Path.Combine(zones, "quarantine", "damaged~x"), LongAgo.UtcDateTime);

        var swept = Office().Sweep(CancellationToken.None);

        Assert.Equal(["landing/food-vouchers/a", "quarantine/damaged~x"], swept.Items.Select(item => item.Place));
        Assert.True(File.Exists(Path.Combine(outside, ZoneStore.SealName)));
        var left = Assert.Single(Office().Report().Items);
        Assert.Equal(("landing/food-vouchers/.snap", null), (left.Place, left.Due));
        Assert.Contains("by hand", left.Basis, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_SetThatWasMovedToQuarantine_CountsFromTheMove()
    {
        Land("food-vouchers", "a", LongAgo);
        var zones = new ZoneStore(Path.Combine(_registry.Workspace, "zones"));
        zones.Quarantine(zones.Find(Zone.Landing, "food-vouchers", "a")!, "damaged");

        var moved = Assert.Single(Office().Report().Items, item => item.Place.StartsWith("quarantine/damaged", StringComparison.Ordinal));

        Assert.True(moved.Since > LongAgo.AddDays(1000));
    }

    private static int DaysIn(string basis) => int.Parse(basis.Split(' ')[^2], System.Globalization.CultureInfo.InvariantCulture);

    private int Recorded()
    {
        using var db = new RunStoreContext(_database.Options);
        return db.Retention.Count();
    }

    private void Land(string dataset, string key, DateTimeOffset at) => Put(Zone.Landing, dataset, key, at, new { dataset, fileName = "x.csv", fileBytes = 1 });

    private void Put<T>(Zone zone, string name, string key, DateTimeOffset at, T facts)
    {
        using var staged = new ZoneStore(Path.Combine(_registry.Workspace, "zones")).SealedBy(_seals).Stage(zone, name, key);
        File.WriteAllText(staged.OpenPathOf("rows.txt"), key);
        var set = staged.Publish(facts);
        File.SetLastWriteTimeUtc(Path.Combine(set.Directory, ZoneStore.SealName), at.UtcDateTime);
    }

    private RetentionOffice Office(IPublicationFence? fence = null)
    {
        var environment = new RunEnvironment
        {
            Workspace = _registry.Workspace,
            Sources = Path.Combine(_registry.Workspace, "sources"),
            Registry = new StoredRegistry(_database),
            Contracts = RepositoryPaths.Of("schemas", "sources"),
            Models = RepositoryPaths.Of("schemas", "models"),
            Clock = new SettableTimeProvider(Now),
        };
        return new RetentionOffice(environment, _database, new ZoneStore(environment.Zones, RunId.Create(Now), fence ?? new Lasting(int.MaxValue)), TimeSpan.FromDays(90));
    }

    private sealed class Lasting(int allowed) : IPublicationFence
    {
        private int _asked;

        public bool MayPublish() => _asked++ < allowed;
    }
}
