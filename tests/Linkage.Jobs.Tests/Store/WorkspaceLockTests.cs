using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Store;
using Linkage.Jobs.Tests.Formats;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Store;

public sealed class WorkspaceLockTests
{
    [Fact]
    public async Task Take_WhileHeld_IsRefusedAndNamesTheHolder()
    {
        using var folder = new TemporaryFolder();
        using var held = await WorkspaceLock.TakeAsync(folder.Path, "linkage run first", TimeProvider.System, CancellationToken.None);

        var refused = await Assert.ThrowsAsync<ProblemException>(() => WorkspaceLock.TakeAsync(folder.Path, "second", TimeProvider.System, CancellationToken.None));

        Assert.Equal(ExitCode.Refused, refused.Problem.ExitCode);
        Assert.Contains("'linkage run first'", refused.Problem.Message, StringComparison.Ordinal);
        Assert.Contains("'linkage run first'", WorkspaceLock.Holder(folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Take_AfterRelease_Succeeds()
    {
        using var folder = new TemporaryFolder();
        (await WorkspaceLock.TakeAsync(folder.Path, "first", TimeProvider.System, CancellationToken.None)).Dispose();
        Assert.Null(WorkspaceLock.Holder(folder.Path));

        using var again = await WorkspaceLock.TakeAsync(folder.Path, "second", TimeProvider.System, CancellationToken.None);

        Assert.NotNull(WorkspaceLock.Holder(folder.Path));
    }

    [Fact]
    public async Task Process_WhileAnotherHoldsTheWorkspace_EndsWithTwoAndSaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        using var held = await WorkspaceLock.TakeAsync(folder.Path, "linkage run first", TimeProvider.System, CancellationToken.None);

        var ended = await LinkageProcess.RunAsync("keys", "init", "--data", folder.Path, "--json");

        Assert.Equal(2, ended.ExitCode);
        JsonShape.Fits("error-output", ended.Json());
        Assert.Equal("WORKSPACE_BUSY", ended.Json().GetProperty("error").GetProperty("code").GetString());
        Assert.Contains("linkage status", ended.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("replaced")]
    [InlineData("emptied")]
    [InlineData("unreadable")]
    public async Task MayPublish_LockFileTouchedUnderItsHolder_IsFalseForGood(string what)
    {
        using var folder = new TemporaryFolder();
        using var held = await TakeAsync(folder, "first");
        var path = folder.PathOf(WorkspaceLock.FileName);
        folder.Write("copy", ReadShared(path));
        Assert.True(held.MayPublish());
        using var opened = PosixLock.TryOpen(path, write: true)!;
        switch (what)
        {
            case "deleted": File.Delete(path); break;
            case "replaced": File.Move(folder.Write("other", "another lock file\n"), path, overwrite: true); break;
            case "emptied": RandomAccess.SetLength(opened, 0); break;
            case "unreadable": File.Delete(path); Directory.CreateDirectory(path); break;
        }

        Assert.False(held.MayPublish());
        if (Directory.Exists(path))
        {
            Directory.Delete(path);
        }

        File.Move(folder.PathOf("copy"), path, overwrite: true);
        Assert.False(held.MayPublish());
    }

    [Fact]
    public async Task Take_LockFileDeletedUnderItsHolder_OnlyTheLastMayPublish()
    {
        using var folder = new TemporaryFolder();
        var holders = new List<WorkspaceLock>();
        for (var i = 0; i < 4; i++)
        {
            holders.Add(await TakeAsync(folder, $"holder {i}"));
            Assert.Equal([.. Enumerable.Repeat(false, i), true], holders.Select(h => h.MayPublish()));
            if (i < 3)
            {
                File.Delete(folder.PathOf(WorkspaceLock.FileName));
            }
        }

        holders.SkipLast(1).ToList().ForEach(h => h.Dispose());

        Assert.Contains("'holder 3'", WorkspaceLock.Holder(folder.Path), StringComparison.Ordinal);
        Assert.True(holders[^1].MayPublish());
        holders[^1].Dispose();
        Assert.Null(WorkspaceLock.Holder(folder.Path));
    }

    [Fact]
    public async Task TryTake_ManyAtOnceWhileTheFileIsDeleted_NeverTwoHoldIt()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf(WorkspaceLock.FileName);
        var taken = new ConcurrentBag<LockFile>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            // On a busy machine the first worker may be done before the next begins: go on until there is something to tell by.
            for (var i = 0; i < 200 || (taken.Count <= 10 && i < 100_000); i++)
            {
                if (LockFile.TryTake(path, TimeProvider.System) is { } file)
                {
                    taken.Add(file);

                    // A mark never comes back: of two that are there, gone over twice, one was there between two sights of the other.
                    var seen = taken.Where(f => f.IsStillHeld).ToList();
                    Assert.True(seen.Where(f => f.IsStillHeld).Take(2).Count() < 2);
                    File.Delete(path);
                }
            }
        })));

        Assert.True(taken.Count > 10, $"{taken.Count} takings are too few to tell anything.");
        Assert.All(taken, f => f.Dispose());
    }

    [Fact]
    public async Task Turn_TakenAgainAlsoFromANewFile_OnlyGrows()
    {
        using var folder = new TemporaryFolder();
        var clock = new SettableTimeProvider(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        var turns = new List<long>();
        for (var i = 0; i < 6; i++)
        {
            using (var held = await WorkspaceLock.TakeAsync(folder.Path, "work", clock, CancellationToken.None))
            {
                turns.Add(held.Turn);
                Assert.StartsWith(held.Turn.ToString("D20", CultureInfo.InvariantCulture), ReadShared(folder.PathOf(WorkspaceLock.FileName)), StringComparison.Ordinal);
            }

            if (i == 3)
            {
                File.Delete(folder.PathOf(WorkspaceLock.FileName));
                clock.Advance(TimeSpan.FromSeconds(10));
            }
        }

        Assert.Equal(turns.Order().Distinct(), turns);
    }

    [Fact]
    public async Task Holder_AskedAllTheTime_KeepsNobodyFromTakingTheLock()
    {
        using var folder = new TemporaryFolder();
        using var ended = new CancellationTokenSource();
        (await TakeAsync(folder, "first")).Dispose();
        var asking = Task.Run(() =>
        {
            while (!ended.IsCancellationRequested)
            {
                WorkspaceLock.Holder(folder.Path);
            }
        });

        for (var i = 0; i < 50; i++)
        {
            (await TakeAsync(folder, "again")).Dispose();
        }

        await ended.CancelAsync();
        await asking;
    }

    [Fact]
    public async Task Processes_WithFileLockingOfTheRuntimeSwitchedOff_StillKeepEachOtherOut()
    {
        using var folder = new TemporaryFolder();
        var demo = folder.PathOf("demo");
        var unlocked = new Dictionary<string, string?> { ["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = "1" };
        using var holder = LinkageProcess.Start(RepositoryPaths.Root, unlocked, "demo", "--people", "4000000", "--out", demo);
        Assert.True(await holder.SaidAsync("Synthetic council: begins"));

        using var second = LinkageProcess.Start(RepositoryPaths.Root, unlocked, "keys", "init", "--data", demo, "--json");
        var refused = await second.EndAsync();
        using var asking = LinkageProcess.Start(RepositoryPaths.Root, unlocked, "status", "--data", demo, "--json");
        var status = await asking.EndAsync();

        Assert.Equal(2, refused.ExitCode);
        Assert.Equal("WORKSPACE_BUSY", refused.Json().GetProperty("error").GetProperty("code").GetString());
        Assert.False(Directory.Exists(Path.Combine(demo, "keys")));
        Assert.Contains($"process {holder.Id}", status.Json().GetProperty("working").GetString(), StringComparison.Ordinal);
    }

    private static string ReadShared(string path)
    {
        // The runtime's own way to read takes a lock, which the holder's keeps away.
        using var file = PosixLock.TryOpen(path, write: false);
        var bytes = new byte[LockMark.Length];
        return Encoding.ASCII.GetString(bytes, 0, RandomAccess.Read(file!, bytes, 0));
    }

    private static Task<WorkspaceLock> TakeAsync(TemporaryFolder folder, string work) =>
        WorkspaceLock.TakeAsync(folder.Path, work, TimeProvider.System, CancellationToken.None);
}
