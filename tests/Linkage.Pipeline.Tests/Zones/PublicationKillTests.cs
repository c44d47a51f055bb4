using System.Runtime.Versioning;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Zones;

/// <summary>What must hold, 5 and 8: the disk as a killed process would leave it, at each moment before something in the zones appears, moves or goes.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PublicationKillTests : IDisposable
{
    private const string Key = "0f1e2d3c";
    private const string Row = "Zyxwilda Quokkabridge, 7 Xylographers Wynd";

    private readonly TemporaryFolder _folder = new();
    private readonly WorkspaceSeals _seals;
    private readonly Camera _camera;

    public PublicationKillTests()
    {
        _seals = new WorkspaceSeals(_folder);
        _camera = new Camera(_folder.PathOf("zones"), _folder.PathOf("disks"));
    }

    public void Dispose()
    {
        _seals.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(Zone.Landing, false)]
    [InlineData(Zone.Landing, true)]
    [InlineData(Zone.Identity, false)]
    [InlineData(Zone.Release, false)]
    [InlineData(Zone.Release, true)]
    public void Publish_KilledAtAnyPoint_IsThereWholeOrNotAtAllAndPublishedByTheNext(Zone zone, bool inPlaceOfADamagedOne)
    {
        if (inPlaceOfADamagedOne)
        {
            File.Delete(Path.Combine(Publish(_folder.PathOf("zones"), zone, new Open(), "damaged").Directory, ZoneStore.SealName));
        }

        Publish(_folder.PathOf("zones"), zone, _camera, "whole");
        _camera.Take();

        Assert.True(_camera.Taken.Count >= (inPlaceOfADamagedOne ? 4 : 3), $"{_camera.Taken.Count} points");
        var seen = new List<bool>();
        foreach (var disk in _camera.Taken)
        {
            var found = Store(disk, new Open()).Find(zone, "somebody", Key);
            seen.Add(found is not null);
            Assert.True(found is null || (ZoneStore.DamageOf(found).Count == 0 && Content(found) == $"whole: {Row}"));
            Assert.True(zone == Zone.Release || PlainIn(disk).Count == 0);

            Assert.Equal($"whole: {Row}", Content(Publish(disk, zone, new Open(), "whole")));
            Store(disk, new Open()).SweepStaging();
            Assert.Empty(Directory.GetDirectories(Path.Combine(disk, zone.ToString().ToLowerInvariant(), ".staging")));
            Assert.True(zone == Zone.Release || PlainIn(disk).Count == 0);
        }

        Assert.Equal(Enumerable.Repeat(false, seen.Count - 1).Append(true), seen);
    }

    [Theory]
    [InlineData(Zone.Landing)]
    [InlineData(Zone.Release)]
    public void Wipe_KilledAtAnyPoint_IsThereWholeOrNotAtAllAndGoneWithTheNext(Zone zone)
    {
        Publish(_folder.PathOf("zones"), zone, new Open(), "whole");
        Store(_folder.PathOf("zones"), _camera).WipeSet($"{zone.ToString().ToLowerInvariant()}/somebody/{Key}");
        _camera.Take();

        foreach (var disk in _camera.Taken)
        {
            var store = Store(disk, new Open());
            Assert.True(store.Find(zone, "somebody", Key) is not { } found || ZoneStore.DamageOf(found).Count == 0);
            store.WipeSet($"{zone.ToString().ToLowerInvariant()}/somebody/{Key}");
            store.SweepStaging();
            Assert.Empty(Directory.GetFiles(disk, "*", SearchOption.AllDirectories));
        }

        Assert.Equal(2, _camera.Taken.Count);
    }

    private PublishedSet Publish(string zones, Zone zone, IPublicationFence fence, string content)
    {
        using var staged = Store(zones, fence).Stage(zone, "somebody", Key);
        File.WriteAllText(staged.PathOf("rows.csv"), $"{content}: {Row}");
        File.WriteAllText(staged.OpenPathOf("reason.json"), "a code");
        return staged.Publish(new { Rows = 1 });
    }

    private ZoneStore Store(string zones, IPublicationFence fence) => new ZoneStore(zones, RunId.Create(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero)), fence).SealedBy(_seals.Seals);

    private static string Content(PublishedSet set) => File.ReadAllText(set.PathOf("rows.csv"));

    private static IReadOnlyList<string> PlainIn(string folder) => [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(file => File.ReadAllText(file).Contains(Row, StringComparison.Ordinal))];

    private sealed class Open : IPublicationFence
    {
        public bool MayPublish() => true;
    }

    private sealed class Camera(string zones, string disks) : IPublicationFence
    {
        public List<string> Taken { get; } = [];

        public bool MayPublish()
        {
            Take();
            return true;
        }

        public void Take()
        {
            var target = Path.Combine(disks, $"{Taken.Count:D2}");
            foreach (var folder in Directory.GetDirectories(zones, "*", SearchOption.AllDirectories).Prepend(zones))
            {
                Directory.CreateDirectory(Path.Combine(target, Path.GetRelativePath(zones, folder)), File.GetUnixFileMode(folder));
            }

            foreach (var file in Directory.GetFiles(zones, "*", SearchOption.AllDirectories))
            {
                File.Copy(file, Path.Combine(target, Path.GetRelativePath(zones, file)));
            }

            Taken.Add(target);
        }
    }
}
