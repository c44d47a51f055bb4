using Linkage.Pipeline.Deliveries;
using Linkage.TestKit.Deliveries;

namespace Linkage.Pipeline.Tests.Deliveries;

/// <summary>Extracts by SFTP, from OpenSSH's own server.</summary>
public sealed class SftpDeliveryTests : IClassFixture<SshServer>, IDisposable
{
    private const int Large = 40 << 20;

    private readonly SshServer _server;
    private readonly DeliveryWorld _world = new();

    public SftpDeliveryTests(SshServer server)
    {
        _server = server;
        foreach (var file in Directory.GetFiles(server.Files))
        {
            File.Delete(file);
        }

        _world.Vault.WriteCredential("housing", server.Key("user"));
    }

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData(DeliveryWorld.Name)]
    public async Task Pull_KeyThatIsRegistered_BringsTheFileOnce(string path)
    {
        var bytes = Put(DeliveryWorld.Bytes(300_001));

        var first = await _world.PullAsync(Source(path));
        var again = await _world.PullAsync(Source(path));

        Assert.Equal((DeliveryWorld.Sha256(bytes), 300_001, true), (first.Sha256, first.Bytes, first.IsNew));
        Assert.Equal((first.Path, false), (again.Path, again.IsNew));
        Assert.Equal(bytes, _world.Shown());
        Assert.Empty(Directory.GetFiles(_world.Scratch, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Look_FileOnTheServer_IsToldFromAnotherWithoutItsBytes()
    {
        Put(DeliveryWorld.Bytes(1000), "ctax_liability_1.csv");
        var first = await _world.LookAsync(Source(string.Empty));
        Assert.Equal(first, await _world.LookAsync(Source(string.Empty)));

        File.Delete(Path.Combine(_server.Files, "ctax_liability_1.csv"));
        Assert.Equal("DELIVERY_NOT_READY", (await Assert.ThrowsAsync<DeliveryException>(() => _world.LookAsync(Source(string.Empty)))).Code);
        Put(DeliveryWorld.Bytes(1000), "ctax_liability_2.csv");
        Assert.NotEqual(first, await _world.LookAsync(Source(string.Empty)));
    }

    [Fact]
    public async Task Pull_FileThatWasReplaced_TakesThePlaceOfTheFormer()
    {
        Put(DeliveryWorld.Bytes(1000), "ctax_liability_1.csv");
        await _world.PullAsync(Source(string.Empty));
        File.Delete(Path.Combine(_server.Files, "ctax_liability_1.csv"));
        var later = Put(DeliveryWorld.Bytes(900, 2), "ctax_liability_2.csv");

        Assert.True((await _world.PullAsync(Source(string.Empty))).IsNew);
        Assert.Equal(later, _world.Shown());
    }

    [Fact]
    public async Task Pull_Certificate_IsShownWithItsKey()
    {
        var bytes = Put(DeliveryWorld.Bytes(1000));
        _world.Vault.WriteCredential("partner", _server.Key("certified"));

        Assert.Equal(DeliveryProblem.Denied, (await _world.RefusedAsync(Source(string.Empty) with { Identity = "partner" })).Kind);

        _world.Vault.WriteCredential("partner-cert", _server.Key("certified-cert.pub"));
        await _world.PullAsync(Source(string.Empty) with { Identity = "partner" });
        Assert.Equal(bytes, _world.Shown());
    }

    [Fact]
    public async Task Pull_AnotherHostKeyThanThePinnedOne_IsRefused()
    {
        Put(DeliveryWorld.Bytes(1000));

        var refused = await _world.RefusedAsync(Source(string.Empty) with { KnownHosts = _server.OtherKnownHosts });
        var unknown = await _world.RefusedAsync(Source(string.Empty) with { KnownHosts = _world.Folder.Write("empty", string.Empty) });

        Assert.Equal(("DELIVERY_UNTRUSTED", false), (refused.Code, refused.IsTransient));
        Assert.Equal("DELIVERY_UNTRUSTED", unknown.Code);
    }

    [Fact]
    public async Task Pull_KeyThatIsNotRegistered_IsRefused()
    {
        Put(DeliveryWorld.Bytes(1000));
        _world.Vault.WriteCredential("housing", _server.Key("stranger"));

        var refused = await _world.RefusedAsync(Source(string.Empty));

        Assert.Equal(("DELIVERY_DENIED", false), (refused.Code, refused.IsTransient));
        Assert.DoesNotContain(_server.User + "@", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_ConnectionCutInTheMiddle_GoesOnFromThere()
    {
        var bytes = Put(DeliveryWorld.Bytes(Large));
        var cut = await _world.RefusedAsync(Source(string.Empty), at: CutAfter(8 << 20));

        Assert.Equal(("DELIVERY_UNREACHABLE", true), (cut.Code, cut.IsTransient));
        var rest = await _world.PullAsync(Source(string.Empty));

        Assert.InRange(rest.ResumedFrom, 8 << 20, Large - 1);
        Assert.Equal(DeliveryWorld.Sha256(bytes), rest.Sha256);
        Assert.Equal(bytes, _world.Shown());
    }

    [Fact]
    public async Task Pull_AnotherFileAfterACut_BeginsAnew()
    {
        Put(DeliveryWorld.Bytes(Large));
        await _world.RefusedAsync(Source(string.Empty), at: CutAfter(8 << 20));
        var bytes = Put(DeliveryWorld.Bytes(Large, 2));
        File.SetLastWriteTimeUtc(Path.Combine(_server.Files, DeliveryWorld.Name), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var whole = await _world.PullAsync(Source(string.Empty));

        Assert.Equal((0, DeliveryWorld.Sha256(bytes)), (whole.ResumedFrom, whole.Sha256));
    }

    [Fact]
    public async Task Pull_FileThatGrowsWhileItIsRead_IsNotUsed()
    {
        Put(DeliveryWorld.Bytes(Large));
        var isGrown = false;

        var refused = await _world.RefusedAsync(Source(string.Empty), at: bytes =>
        {
            if (!isGrown && bytes > 1 << 20)
            {
                isGrown = true;
                File.AppendAllText(Path.Combine(_server.Files, DeliveryWorld.Name), "one more line");
            }
        });

        Assert.Equal("DELIVERY_NOT_READY", refused.Code);
    }

    [Fact]
    public async Task Pull_WhatCannotBeTaken_IsSaid()
    {
        Assert.Equal("DELIVERY_NOT_READY", (await _world.RefusedAsync(Source(string.Empty))).Code);
        Assert.Equal("DELIVERY_NOT_READY", (await _world.RefusedAsync(Source("nowhere/"))).Code);
        Put(DeliveryWorld.Bytes(10), "elsewhere.txt");
        File.CreateSymbolicLink(Path.Combine(_server.Files, DeliveryWorld.Name), Path.Combine(_server.Files, "elsewhere.txt"));
        Assert.Equal("DELIVERY_UNTRUSTED", (await _world.RefusedAsync(Source(string.Empty))).Code);
        Put(DeliveryWorld.Bytes(10), "ctax_liability_2.csv");
        Assert.Equal("DELIVERY_AMBIGUOUS", (await _world.RefusedAsync(Source(string.Empty))).Code);
        Put(DeliveryWorld.Bytes(2 << 20), "large.csv");
        Assert.Equal("DELIVERY_TOO_LARGE", (await _world.RefusedAsync(Source("large.csv") with { MaximumBytes = 1 << 20 })).Code);
        Assert.Equal("DELIVERY_UNREACHABLE", (await _world.RefusedAsync(Source(string.Empty) with { Port = 1 })).Code);
        await Assert.ThrowsAsync<Linkage.Pipeline.Keys.KeyVaultException>(() => _world.PullAsync(Source(string.Empty) with { Identity = "nobody" }));
    }

    [Fact]
    public async Task Pull_Cancelled_LeavesNoChildAndGoesOn()
    {
        var bytes = Put(DeliveryWorld.Bytes(Large));
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _world.PullAsync(Source(string.Empty), at: length =>
        {
            if (length > 1 << 20)
            {
                stop.Cancel();
            }
        }, cancellationToken: stop.Token));

        Assert.DoesNotContain(Directory.GetDirectories("/proc"), d => CommandOf(d).Contains(_server.KnownHosts, StringComparison.Ordinal));
        Assert.Equal(DeliveryWorld.Sha256(bytes), (await _world.PullAsync(Source(string.Empty))).Sha256);
    }

    [Theory]
    [InlineData(20, 0)]
    [InlineData(0, 0)]
    [InlineData(9, 1)]
    public async Task Pull_PartThatIsNotWhatWasAskedFor_IsNotUnderstoodAndNotKept(int length, int missing)
    {
        // A file of ten bytes; the part is longer than that, empty, or says that it is longer than it is.
        Lie(Version, Attributes(1, 10), Handle(2), Attributes(3, 10), Part(4, 9), (103, [.. Number(5), .. Number((uint)(length + missing)), .. new byte[length]]));

        Assert.Equal("DELIVERY_NOT_UNDERSTOOD", (await _world.RefusedAsync(Source(DeliveryWorld.Name))).Code);
        Assert.Empty(Directory.GetFiles(_world.InboxFolder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Pull_PartWithoutLength_IsNotUnderstood()
    {
        Lie(Version, Attributes(1, 10), Handle(2), Attributes(3, 10), (103, [.. Number(4), 0]));

        Assert.Equal("DELIVERY_NOT_UNDERSTOOD", (await _world.RefusedAsync(Source(DeliveryWorld.Name))).Code);
    }

    [Fact]
    public async Task Pull_PartsThatAreWhatWasAskedFor_AreTaken()
    {
        Lie(Version, Attributes(1, 10), Handle(2), Attributes(3, 10), Part(4, 9), Part(5, 1), Attributes(6, 10), Attributes(7, 10));

        Assert.Equal(10, (await _world.PullAsync(Source(DeliveryWorld.Name))).Bytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(9)]
    public async Task Pull_AnswerToWhatWasNotAsked_IsNotUnderstood(uint request)
    {
        Lie(Version, Attributes(1, 10), Attributes(request, 10));

        Assert.Equal("DELIVERY_NOT_UNDERSTOOD", (await _world.RefusedAsync(Source(DeliveryWorld.Name))).Code);
    }

    [Theory]
    [InlineData(500, 21)]
    [InlineData(0, 10_001)]
    public async Task Pull_ListingWithoutEnd_IsNotReadOn(int names, int times)
    {
        Lie([Version, Handle(1), .. Enumerable.Range(2, times).Select(id => Names((uint)id, Enumerable.Repeat("notes.txt", names)))]);

        Assert.Equal("DELIVERY_NOT_UNDERSTOOD", (await _world.RefusedAsync(Source(string.Empty))).Code);
    }

    [Fact]
    public async Task Pull_NameTooLongForAFile_IsShownUnderAPlainOne()
    {
        Lie(Version, Handle(1), Names(2, [$"ctax_liability{new string('x', 300)}.csv"]), (101, [.. Number(3), .. Number(1), .. Number(0), .. Number(0)]), (101, [.. Number(4), .. Number(0), .. Number(0), .. Number(0)]), Attributes(5, 10), Handle(6), Attributes(7, 10), Part(8, 10), Attributes(9, 10), Attributes(10, 10));

        var received = await _world.PullAsync(Source(string.Empty));

        Assert.InRange(Path.GetFileName(received.Path).Length, 1, 100);
        Assert.Equal(new byte[10], _world.Shown());
    }

    [Fact]
    public async Task Pull_HostKeyThatOthersMayWrite_PinsNobody()
    {
        Put(DeliveryWorld.Bytes(10));
        var pinned = _world.Folder.Write("known", await File.ReadAllTextAsync(_server.KnownHosts));
        File.SetUnixFileMode(pinned, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);

        Assert.Equal("DELIVERY_UNTRUSTED", (await _world.RefusedAsync(Source(string.Empty) with { KnownHosts = pinned })).Code);
    }

    private static (byte Type, byte[] Body) Version => (2, Number(3));

    private static byte[] Number(uint number) => [(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number];

    private static byte[] Text(string text) => [.. Number((uint)text.Length), .. System.Text.Encoding.ASCII.GetBytes(text)];

    private static (byte Type, byte[] Body) Attributes(uint request, uint size) => (105, [.. Number(request), .. Number(9), .. Number(0), .. Number(size), .. Number(1), .. Number(1)]);

    private static (byte Type, byte[] Body) Handle(uint request) => (102, [.. Number(request), .. Text("h")]);

    private static (byte Type, byte[] Body) Part(uint request, int length) => (103, [.. Number(request), .. Number((uint)length), .. new byte[length]]);

    private static (byte Type, byte[] Body) Names(uint request, IEnumerable<string> names) => (104, [.. Number(request), .. Number((uint)names.Count()), .. names.SelectMany(name => (byte[])[.. Text(name), .. Text(name), .. Number(0)])]);

    private void Lie(params IEnumerable<(byte Type, byte[] Body)> packets)
    {
        _world.Vault.WriteCredential("housing", _server.Key("liar"));
        _server.Say(packets);
    }

    private static string CommandOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            return string.Empty;
        }
    }

    private Action<long> CutAfter(long bytes)
    {
        var isCut = false;
        return length =>
        {
            if (!isCut && length > bytes)
            {
                isCut = true;
                _server.KillSessions();
            }
        };
    }

    private byte[] Put(byte[] bytes, string name = DeliveryWorld.Name)
    {
        File.WriteAllBytes(Path.Combine(_server.Files, name), bytes);
        return bytes;
    }

    private SftpSource Source(string path) => new("127.0.0.1", _server.Port, _server.User, $"{_server.Files}/{path}", "housing", _server.KnownHosts);
}
