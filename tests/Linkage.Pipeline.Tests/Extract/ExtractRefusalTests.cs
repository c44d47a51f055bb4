using System.IO.Compression;
using System.Text;
using Linkage.Pipeline.Extract;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Tests.Extract;

/// <summary>Files that cannot be taken at all, and the quarantine.</summary>
public sealed class ExtractRefusalTests : IDisposable
{
    private readonly ExtractBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Execute_NoFile_IsSourceMissing() => Assert.Equal(ExtractRefusals.SourceMissing, Assert.IsType<ExtractRefused>(_bench.WithNames().Run()).Code);

    [Fact]
    public void Execute_NoFolder_IsSourceMissing()
    {
        Directory.Delete(_bench.Sources);

        Assert.Equal(ExtractRefusals.SourceMissing, Assert.IsType<ExtractRefused>(_bench.WithNames().Run()).Code);
    }

    [Fact]
    public void Execute_SeveralFiles_TakesTheLastByName()
    {
        _bench.WithNames();
        File.WriteAllText(Path.Combine(_bench.Sources, "people_2026-09.csv"), "REF,NAME\n1,Old\n");
        File.WriteAllText(Path.Combine(_bench.Sources, "people_2026-10.csv"), "REF,NAME\n1,New\n");
        File.WriteAllText(Path.Combine(_bench.Sources, "zpeople.csv"), "REF,NAME\n1,Other\n");

        Assert.Equal("people_2026-10.csv", Assert.IsType<Extracted>(_bench.Run()).Facts.FileName);
    }

    [Fact]
    public void Execute_LinkOutOfTheFolder_IsRefused()
    {
        var outside = _bench.Folder.Write("secret.csv", "REF,NAME\n1,Ann\n");
        File.CreateSymbolicLink(Path.Combine(_bench.Sources, "people.csv"), outside);

        Assert.Equal(ExtractRefusals.SourceOutsideFolder, Assert.IsType<ExtractRefused>(_bench.WithNames().Run()).Code);
    }

    [Fact]
    public void Execute_LinkThroughALinkedFolder_IsRefused()
    {
        _bench.Folder.Write("elsewhere/secret.csv", "REF,NAME\n1,Ann\n");
        Directory.CreateSymbolicLink(Path.Combine(_bench.Sources, "sub"), _bench.Folder.PathOf("elsewhere"));
        File.CreateSymbolicLink(Path.Combine(_bench.Sources, "people.csv"), Path.Combine(_bench.Sources, "sub", "secret.csv"));

        Assert.Equal(ExtractRefusals.SourceOutsideFolder, Assert.IsType<ExtractRefused>(_bench.WithNames().Run()).Code);
    }

    [Fact]
    public void Execute_BrokenOrCircularLink_IsRefused()
    {
        File.CreateSymbolicLink(Path.Combine(_bench.Sources, "people.csv"), Path.Combine(_bench.Sources, "people.csv"));

        Assert.Equal(ExtractRefusals.SourceOutsideFolder, Assert.IsType<ExtractRefused>(_bench.WithNames().Run()).Code);
    }

    [Fact]
    public void Execute_LinkInsideALinkedFolder_IsTaken()
    {
        File.WriteAllText(Path.Combine(_bench.Sources, "latest.csv"), "REF,NAME\n1,Ann\n");
        File.CreateSymbolicLink(Path.Combine(_bench.Sources, "people.csv"), "latest.csv");
        var alias = _bench.Folder.PathOf("alias");
        Directory.CreateSymbolicLink(alias, _bench.Sources);

        Assert.IsType<Extracted>(new ExtractStage(_bench.Zones, _bench.Options).Execute(_bench.WithNames().Contract, alias, null, CancellationToken.None));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("\n\n  \n")]
    public void Execute_NothingInTheFile_IsEmptyFile(string text) => Assert.Equal(ExtractRefusals.EmptyFile, _bench.WithNames().Refused(text).Code);

    [Theory]
    [InlineData(";")]
    [InlineData("\t")]
    [InlineData("|")]
    public void Execute_WrongDelimiter_IsRefusedNamingIt(string delimiter)
    {
        var refused = _bench.WithNames().Refused($"REF{delimiter}NAME\n1{delimiter}Ann\n");

        Assert.Equal(ExtractRefusals.WrongDelimiter, refused.Code);
        Assert.Null(refused.QuarantinePath);
    }

    [Fact]
    public void Execute_WindowsBytesDeclaredUtf8_AreQuarantinedNamingTheLine()
    {
        var refused = _bench.WithNames().Refused([.. "REF,NAME\n1,Ann\n2,Zo"u8, 0xEB, .. "\n"u8]);

        Assert.Equal(ExtractRefusals.WrongEncoding, refused.Code);
        Assert.Contains("line 3", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(refused.QuarantinePath);
    }

    [Fact]
    public void Execute_Utf8DeclaredWindows_IsQuarantined() =>
        Assert.Equal(ExtractRefusals.WrongEncoding, _bench.WithNames(encoding: "windows-1252").Refused("REF,NAME\n" + string.Concat(Enumerable.Range(0, 10).Select(i => $"{i},Zoë\n"))).Code);

    [Fact]
    public void Execute_Utf16WithoutMarkDeclaredUtf8_IsQuarantined() =>
        Assert.Equal(ExtractRefusals.WrongEncoding, _bench.WithNames().Refused(new UnicodeEncoding(false, false).GetBytes("REF,NAME\n1,Ann\n")).Code);

    [Fact]
    public void Execute_Utf8DeclaredUtf16_IsQuarantined() =>
        Assert.Equal(ExtractRefusals.WrongEncoding, _bench.WithNames(encoding: "utf-16").Refused("REF,NAME\n1,Ann\n").Code);

    [Fact]
    public void Execute_Utf16WithHalfACharacter_IsQuarantined() =>
        Assert.Equal(ExtractRefusals.WrongEncoding, _bench.WithNames(encoding: "utf-16").Refused([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("REF,NAME\n1,A"), 0x00, 0xD8, .. Encoding.Unicode.GetBytes("n\n")]).Code);

    [Fact]
    public void Execute_CutCharacterAtTheEnd_IsQuarantined() =>
        Assert.Equal(ExtractRefusals.WrongEncoding, _bench.WithNames().Refused([.. "REF,NAME\n1,Zo"u8, 0xC3]).Code);

    [Fact]
    public void Execute_ZipCalledCsv_IsQuarantined()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = new StreamWriter(zip.CreateEntry("people.csv").Open());
            entry.Write("REF,NAME\n1,Ann\n");
        }

        var refused = _bench.WithNames().Refused(bytes.ToArray());

        Assert.Equal(ExtractRefusals.NotText, refused.Code);
        Assert.NotNull(refused.QuarantinePath);
    }

    [Fact]
    public void Execute_RandomBytes_AreQuarantined()
    {
        var bytes = new byte[100_000];
#pragma warning disable CA5394 // Test data, seeded.
        new Random(7).NextBytes(bytes);
#pragma warning restore CA5394

        Assert.Equal(ExtractRefusals.NotText, _bench.WithNames(encoding: "windows-1252").Refused(bytes).Code);
    }

    [Fact]
    public void Execute_LineOfSixtyFourMebibytes_IsQuarantinedInBoundedMemory()
    {
        _bench.WithNames();
        using (var file = File.Create(Path.Combine(_bench.Sources, "people.csv")))
        {
            file.Write("REF,NAME\n1,"u8);
            var chunk = new byte[1 << 20];
            chunk.AsSpan().Fill((byte)'x');
            for (var i = 0; i < 64; i++)
            {
                file.Write(chunk);
            }
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var refused = Assert.IsType<ExtractRefused>(_bench.Run());

        Assert.Equal(ExtractRefusals.RecordTooLong, refused.Code);
        Assert.Contains("line 2", refused.Message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 32 << 20, "More than 32 MiB were allocated.");
        Assert.Equal((64 << 20) + 11, new FileInfo(Path.Combine(refused.QuarantinePath!, "received.csv")).Length);
    }

    [Fact]
    public void Execute_LineOfTwoGibibytes_IsQuarantinedInBoundedMemory()
    {
        _bench.WithNames();
        using (var file = File.Create(Path.Combine(_bench.Sources, "people.csv")))
        {
            // Text as far as anything looks before the line is too long, then a hole, so that making the file costs nothing.
            file.Write("REF,NAME\n1,"u8);
            file.Write([.. Enumerable.Repeat((byte)'x', 4 << 20)]);
            file.SetLength(1L << 31);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var refused = Assert.IsType<ExtractRefused>(_bench.Run());

        Assert.Equal(ExtractRefusals.RecordTooLong, refused.Code);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 32 << 20, "More than 32 MiB were allocated.");
        Assert.Equal(1L << 31, new FileInfo(Path.Combine(refused.QuarantinePath!, "received.csv")).Length);
    }

    [Fact]
    public void Execute_MostRowsRagged_IsQuarantined() =>
        Assert.Equal(ExtractRefusals.MalformedFile, _bench.WithNames().Refused("REF,NAME\n" + string.Concat(Enumerable.Range(0, 10).Select(i => $"{i},a,b\n"))).Code);

    [Fact]
    public void Execute_BrokenHeaderQuote_IsQuarantined() => Assert.Equal(ExtractRefusals.MalformedFile, _bench.WithNames().Refused("\"REF\"x,NAME\n1,Ann\n").Code);

    [Fact]
    public void Execute_SameBadFileAgain_IsRefusedFromQuarantine()
    {
        var bytes = "REF,NAME\n1,Zo\xEB\n"u8.ToArray();
        bytes = [.. bytes, 0xFF];
        var first = _bench.WithNames().Refused(bytes);
        var second = _bench.Refused(bytes);

        Assert.Equal(first, second);
        Assert.Single(Directory.GetDirectories(Path.Combine(_bench.Zones.FolderOf(Zone.Quarantine), "people")));
    }

    [Fact]
    public void Execute_NothingIsLeftInStaging()
    {
        _bench.WithNames().Refused([.. "REF,NAME\n"u8, 0xFF]);

        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_bench.Zones.FolderOf(Zone.Landing), ".staging")));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_bench.Zones.FolderOf(Zone.Quarantine), ".staging")));
    }
}
