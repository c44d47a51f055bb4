using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Zones;

/// <summary>What must hold, 9: a worker that lost its workspace changes nothing that others see.</summary>
public sealed class ZoneFenceTests : IDisposable
{
    private const string Key = "0f1e2d3c";

    private readonly TemporaryFolder _folder = new();
    private readonly WorkspaceSeals _seals;
    private readonly Fence _fence = new();
    private readonly ZoneStore _mine;
    private readonly ZoneStore _theirs;

    public ZoneFenceTests()
    {
        _seals = new WorkspaceSeals(_folder);
        _mine = new ZoneStore(_folder.PathOf("zones"), NewRun(), _fence).SealedBy(_seals.Seals);
        _theirs = new ZoneStore(_folder.PathOf("zones"), NewRun(), new Fence()).SealedBy(_seals.Seals);
    }

    public void Dispose()
    {
        _seals.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Publish_FencedOut_PublishesNothingAndSaysWhat()
    {
        using (var staged = Staged(_mine, "rows"))
        {
            _fence.Answers = 0;

            var lost = Assert.Throws<WorkspaceLostException>(() => staged.Publish(new Facts(1)));

            Assert.Contains($"research/spine/{Key}", lost.Message, StringComparison.Ordinal);
        }

        Assert.Null(_theirs.Find(Zone.Research, "spine", Key));
        Assert.Equal(0, _theirs.SweepStaging());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Publish_FencedOutBetweenQuestions_LeavesWhatIsThere(bool broken)
    {
        var there = Staged(_mine, "theirs").Publish(new Facts(1));
        var seal = Path.Combine(there.Directory, ZoneStore.SealName);
        if (broken)
        {
            File.Delete(seal);
        }

        using var staged = Staged(_mine, "mine");
        _fence.Answers = broken ? 1 : 0;

        Assert.Throws<WorkspaceLostException>(() => staged.Publish(new Facts(2)));
        Assert.Equal("theirs", File.ReadAllText(Path.Combine(there.Directory, "rows.parquet")));
    }

    [Fact]
    public void Publish_FencedOutRightBeforeTheRename_PublishesNothing()
    {
        using var staged = Staged(_mine, "rows");
        _fence.Answers = 1;

        Assert.Throws<WorkspaceLostException>(() => staged.Publish(new Facts(1)));
        Assert.Null(_theirs.Find(Zone.Research, "spine", Key));
    }

    [Fact]
    public void Publish_StagingSweptByTheNextWorker_PublishesNothingEvenWhereTheFenceIsLate()
    {
        using var staged = Staged(_mine, "rows");
        _fence.BeforeAnswer = () => Assert.Equal(1, _theirs.SweepStaging());

        Assert.ThrowsAny<IOException>(() => staged.Publish(new Facts(1)));
        Assert.Null(_theirs.Find(Zone.Research, "spine", Key));
        Assert.False(Directory.Exists(Path.Combine(_mine.FolderOf(Zone.Research), "spine", Key)));
    }

    [Fact]
    public async Task Publish_WhileTheNextWorkerSweeps_PublishesWholeOrNothing()
    {
        const int seed = 20261122;
        var random = new Random(seed);
        for (var round = 0; round < 80; round++)
        {
            var key = $"{Key}{round:x4}";
            using var staged = _mine.Stage(Zone.Research, "spine", key);
            var names = Enumerable.Range(0, 12).Select(i => $"part-{i:d2}.parquet").ToList();
            names.ForEach(n => File.WriteAllText(staged.PathOf(n), n));
            var pause = random.Next(4000);
            var sweeping = Task.Run(() =>
            {
                Thread.SpinWait(pause * 10);
                _theirs.SweepStaging();
            });

            // Once the other has taken the folder, every path into it is gone; which step finds out first is chance.
            var error = Record.Exception(() => staged.Publish(new Facts(1)));
            await sweeping;

            var set = _theirs.Find(Zone.Research, "spine", key);
            Assert.True(error is null == set is not null, $"round {round}, seed {seed}: {error}");
            if (set is not null)
            {
                Assert.Equal(names, set.Seal.Files.Keys);
                Assert.Empty(ZoneStore.DamageOf(set));
            }
        }
    }

    [Fact]
    public void Quarantine_FencedOut_MovesNothing()
    {
        var set = Staged(_theirs, "rows").Publish(new Facts(1));
        _fence.Answers = 0;

        Assert.Throws<WorkspaceLostException>(() => _mine.Quarantine(set, "damaged"));
        Assert.Empty(ZoneStore.DamageOf(set));
    }

    [Fact]
    public void SweepStaging_OtherRunsAndThisOne_KeepsThisOnes()
    {
        using var mine = Staged(_mine, "rows");
        var other = Staged(_theirs, "rows");
        var halfSwept = Path.Combine(_mine.FolderOf(Zone.Identity), ".staging", "swept~x");
        Directory.CreateDirectory(halfSwept);

        Assert.Equal(2, _mine.SweepStaging());

        Assert.False(Directory.Exists(Path.GetDirectoryName(other.OpenPathOf("any"))));
        Assert.False(Directory.Exists(halfSwept));
        Assert.Equal("rows", File.ReadAllText(mine.PathOf("rows.parquet")));
        Assert.Empty(ZoneStore.DamageOf(mine.Publish(new Facts(1))));
    }

    [Fact]
    public void Sweep_FencedOut_RemovesNothing()
    {
        using var theirs = Staged(_theirs, "rows");
        var scratch = _folder.Folder("scratch");
        _folder.Write("scratch/other/block", "spilled");
        _fence.Answers = 0;

        Assert.Throws<WorkspaceLostException>(() => _mine.SweepStaging());
        Assert.Throws<WorkspaceLostException>(() => RunScratch.Sweep(scratch, _fence));
        Assert.True(File.Exists(theirs.PathOf("rows.parquet")));
        Assert.True(File.Exists(_folder.PathOf("scratch", "other", "block")));
    }

    private static RunId NewRun() => RunId.Create(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    private static StagedSet Staged(ZoneStore store, string rows)
    {
        var staged = store.Stage(Zone.Research, "spine", Key);
        File.WriteAllText(staged.PathOf("rows.parquet"), rows);
        return staged;
    }

    private sealed record Facts(int Rows);

    /// <summary>Says yes a number of times, then no for good.</summary>
    private sealed class Fence : IPublicationFence
    {
        public int Answers { get; set; } = int.MaxValue;

        public Action? BeforeAnswer { get; set; }

        public bool MayPublish()
        {
            BeforeAnswer?.Invoke();
            BeforeAnswer = null;
            return Answers-- > 0;
        }
    }
}
