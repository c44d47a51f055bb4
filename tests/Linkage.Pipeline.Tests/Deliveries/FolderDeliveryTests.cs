using Linkage.Pipeline.Deliveries;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Deliveries;

/// <summary>Extracts from a folder that somebody else writes into.</summary>
public sealed class FolderDeliveryTests : IDisposable
{
    private readonly DeliveryWorld _world = new();
    private readonly RushedTimeProvider _clock = new(100);
    private readonly string _from;

    public FolderDeliveryTests() => _from = _world.Folder.Folder("from");

    private string Extract => Path.Combine(_from, DeliveryWorld.Name);

    private FolderSource Settled => new(_from, DoneMarker: false, TimeSpan.FromSeconds(30));

    private FolderSource Marked => new(_from, DoneMarker: true, TimeSpan.Zero);

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Pull_SettledFile_ComesOnce()
    {
        var bytes = DeliveryWorld.Bytes(3 << 20);
        await File.WriteAllBytesAsync(Extract, bytes);

        var first = await _world.PullAsync(Settled, _clock);
        var again = await _world.PullAsync(Settled, _clock);

        Assert.Equal((true, false, DeliveryWorld.Sha256(bytes)), (first.IsNew, again.IsNew, again.Sha256));
        Assert.Equal(bytes, _world.Shown());
        Assert.True(File.Exists(Extract));
    }

    [Fact]
    public async Task Look_FolderFile_IsToldFromAnotherWithoutItsBytes()
    {
        await File.WriteAllTextAsync(Extract, "one");
        var first = await _world.LookAsync(Settled, _clock);
        Assert.Equal(first, await _world.LookAsync(Settled, _clock));

        File.SetLastWriteTimeUtc(Extract, File.GetLastWriteTimeUtc(Extract).AddDays(7));
        Assert.NotEqual(first, await _world.LookAsync(Settled, _clock));
        File.Delete(Extract);
        Assert.Equal("DELIVERY_NOT_READY", (await Assert.ThrowsAsync<DeliveryException>(() => _world.LookAsync(Settled, _clock))).Code);
    }

    [Fact]
    public async Task Pull_FileThatIsStillWritten_IsLeftAlone()
    {
        await File.WriteAllTextAsync(Extract, "half");
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await File.AppendAllTextAsync(Extract, "a line\n");
                await Task.Delay(10);
            }
        });

        var refused = await _world.RefusedAsync(Settled, _clock);

        await stop.CancelAsync();
        await writer;
        Assert.Equal(("DELIVERY_NOT_READY", true), (refused.Code, refused.IsTransient));
    }

    // Same size and time: the digest alone tells.
    [Fact]
    public async Task Pull_FileReplacedWhileItSettles_IsNotUsed()
    {
        await File.WriteAllTextAsync(Extract, "one");
        var time = File.GetLastWriteTimeUtc(Extract);
        var refused = await _world.RefusedAsync(Settled, _clock, at: _ =>
        {
            File.WriteAllText(Extract, "two");
            File.SetLastWriteTimeUtc(Extract, time);
        });

        Assert.Equal("DELIVERY_NOT_READY", refused.Code);
    }

    [Fact]
    public async Task Pull_Marker_SaysThatTheFileIsWhole()
    {
        await File.WriteAllTextAsync(Extract + ".done", string.Empty);
        Assert.Equal("DELIVERY_NOT_READY", (await _world.RefusedAsync(Marked)).Code);

        File.Delete(Extract + ".done");
        await File.WriteAllTextAsync(Extract, "whole");
        Assert.Equal("DELIVERY_NOT_READY", (await _world.RefusedAsync(Marked)).Code);

        await File.WriteAllTextAsync(Extract + ".done", string.Empty);
        await _world.PullAsync(Marked);
        Assert.Equal("whole"u8.ToArray(), _world.Shown());
    }

    [Fact]
    public async Task Pull_FileWrittenAfterItsMarkerOrWhileItIsRead_IsNotUsed()
    {
        await File.WriteAllTextAsync(Extract, "whole");
        await File.WriteAllTextAsync(Extract + ".done", string.Empty);
        File.SetLastWriteTimeUtc(Extract, File.GetLastWriteTimeUtc(Extract + ".done").AddSeconds(1));
        Assert.Equal("DELIVERY_NOT_READY", (await _world.RefusedAsync(Marked)).Code);

        File.SetLastWriteTimeUtc(Extract, File.GetLastWriteTimeUtc(Extract + ".done").AddSeconds(-9));
        Assert.Equal("DELIVERY_NOT_READY", (await _world.RefusedAsync(Marked, at: _ => File.AppendAllText(Extract, " and more"))).Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pull_PipeUnderTheName_IsNotWaitedFor(bool hasMarker)
    {
        DebianPackage.Run("mkfifo", Extract);
        await File.WriteAllTextAsync(Extract + ".done", string.Empty);

        var refused = await _world.RefusedAsync(hasMarker ? Marked : Settled, _clock).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(("DELIVERY_UNTRUSTED", false), (refused.Code, refused.IsTransient));
    }

    // Between the look at the name and the opening of it.
    [Fact]
    public void Open_PipeOrLink_IsRefusedAtOnce()
    {
        var (pipe, link, file) = (_world.Folder.PathOf("pipe"), _world.Folder.PathOf("link"), _world.Folder.Write("file", "text"));
        DebianPackage.Run("mkfifo", pipe);
        File.CreateSymbolicLink(link, file);

        Assert.Null(PlainFile.TryOpen(pipe, followLinks: true));
        Assert.Null(PlainFile.TryOpen(link, followLinks: false));
        Assert.Null(PlainFile.TryOpen("/dev/null", followLinks: true));
        Assert.Null(PlainFile.TryOpen(_world.Folder.Folder("folder"), followLinks: true));
        Assert.Throws<FileNotFoundException>(() => PlainFile.TryOpen(_world.Folder.PathOf("nothing"), followLinks: true));
        using var followed = new StreamReader(PlainFile.TryOpen(link, followLinks: true)!);
        Assert.Equal("text", followed.ReadToEnd());
    }

    [Fact]
    public async Task Pull_NameThatIsNoPlainOne_IsShownUnderOneThatIs()
    {
        await File.WriteAllTextAsync(Path.Combine(_from, "ctax_liability \u202E\u00e4.csv"), "text");

        var received = await _world.PullAsync(Settled, _clock);

        Assert.Matches("^[A-Za-z0-9._ -]{1,100}$", Path.GetFileName(received.Path));
        Assert.Equal("text"u8.ToArray(), _world.Shown());
    }

    [Fact]
    public async Task Pull_LaterFileOfTheSameName_TakesThePlaceOfTheFormer()
    {
        foreach (var text in new[] { "the former, which is longer", "the later" })
        {
            await File.WriteAllTextAsync(Extract, text);
            Assert.True((await _world.PullAsync(Settled, _clock)).IsNew);
            Assert.Equal(text, System.Text.Encoding.UTF8.GetString(_world.Shown()));
        }
    }

    [Fact]
    public async Task Pull_WhatCannotBeTaken_IsSaid()
    {
        Assert.Equal("DELIVERY_NOT_READY", (await _world.RefusedAsync(Settled, _clock)).Code);
        Assert.Equal("DELIVERY_NOT_READY", (await _world.RefusedAsync(Settled with { Path = _world.Folder.PathOf("nowhere") }, _clock)).Code);
        await File.WriteAllBytesAsync(Extract, new byte[2 << 20]);
        Assert.Equal("DELIVERY_TOO_LARGE", (await _world.RefusedAsync(Settled with { MaximumBytes = 1 << 20 }, _clock)).Code);
        await File.WriteAllTextAsync(Path.Combine(_from, "ctax_liability_2.csv"), "another");
        Assert.Equal("DELIVERY_AMBIGUOUS", (await _world.RefusedAsync(Settled, _clock)).Code);
        File.Delete(Extract);
        File.Delete(Path.Combine(_from, "ctax_liability_2.csv"));
        File.CreateSymbolicLink(Extract, _world.Folder.Write("elsewhere.csv", "elsewhere"));
        Assert.Equal("DELIVERY_UNTRUSTED", (await _world.RefusedAsync(Settled, _clock)).Code);
    }
}
