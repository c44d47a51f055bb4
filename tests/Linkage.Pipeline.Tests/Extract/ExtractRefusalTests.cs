using System.IO.Compression;
using System.Text;
using Linkage.Pipeline.Extract;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;
using static Linkage.Pipeline.Tests.Contracts.ContractText;

namespace Linkage.Pipeline.Tests.Extract;

/// <summary>Files that cannot be taken at all, and the quarantine.</summary>
public sealed class ExtractRefusalTests : IDisposable
{
    private readonly ExtractBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Execute_NoFile_IsSourceMissingNamingFolderAndPattern()
    {
        var refused = Assert.IsType<ExtractRefused>(_bench.WithNames().Run());

        Assert.Equal(ExtractRefusals.SourceMissing, refused.Code);
        Assert.Equal(_bench.Sources, refused.Source);
        Assert.Contains(_bench.Sources, refused.Message, StringComparison.Ordinal);
        Assert.Contains("people*.csv", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_NoSourceFolder_IsSourceMissing()
    {
        Directory.Delete(_bench.Sources);

        Assert.Equal(ExtractRefusals.SourceMissing, Assert.IsType<ExtractRefused>(_bench.WithNames().Run()).Code);
    }

    [Fact]
    public void Execute_TwoFilesMatch_NeitherIsTaken()
    {
        _bench.WithNames();
        File.WriteAllText(Path.Combine(_bench.Sources, "people.csv"), "REF,NAME\n1,Right\n");
        File.WriteAllText(Path.Combine(_bench.Sources, "people_old.csv"), "REF,NAME\n1,Stale\n");
        File.WriteAllText(Path.Combine(_bench.Sources, "zpeople.csv"), "REF,NAME\n1,Other\n");

        var refused = Assert.IsType<ExtractRefused>(_bench.Run());

        Assert.Equal(ExtractRefusals.SourceAmbiguous, refused.Code);
        Assert.Equal(_bench.Sources, refused.Source);
        Assert.Contains($"2 files in the source folder {_bench.Sources}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("people*.csv: people.csv, people_old.csv.", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("zpeople", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_bench.Zones.FolderOf(Zone.Landing), "people")));
    }

    [Fact]
    public void Execute_SevenFilesMatch_FiveAreNamed()
    {
        _bench.WithNames();
        for (var i = 1; i <= 7; i++)
        {
            File.WriteAllText(Path.Combine(_bench.Sources, $"people_{i}\u001b.csv"), "REF,NAME\n1,Ann\n");
        }

        var refused = Assert.IsType<ExtractRefused>(_bench.Run());

        Assert.Contains("people_5?.csv and 2 more.", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("people_6", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', refused.Message);
    }

    [Fact]
    public void Execute_FileRenamedSinceItWasLanded_IsNamedAsItIsNow()
    {
        _bench.WithNames().Landed("REF,NAME\n1,Ann\n");
        File.Move(Path.Combine(_bench.Sources, "people.csv"), Path.Combine(_bench.Sources, "people_new.csv"));

        var again = Assert.IsType<Extracted>(_bench.Run());

        Assert.True(again.Part.Reused);
        Assert.Equal("people_new.csv", again.FileName);
    }

    [Theory]
    [InlineData("REF,NAME,TOWN\n1,Ann,A\n2,Bo,B\n3,Cy", 4)]
    [InlineData("REF,NAME,TOWN\n1,Ann,A\n2,Bo,B\n3,Cy\n", 4)]
    [InlineData("REF,NAME,TOWN\n1,Ann,A\n2,Bo,B\n3,Cy\n\n", 4)]
    [InlineData("REF,NAME,TOWN\n1,Ann,A\n2,\"B o\",\"Upper", 3)]
    [InlineData("REF,NAME,TOWN\n1,Ann,A\n2,\"B o\",\"Upper\n", 3)]
    [InlineData("REF,NAME,TOWN\n1,Ann,A\n2,Bo,\"Upper\nLow", 4)]
    [InlineData("REF,NAME,TOWN\n1,Ann,A\n2,\"Bo\"x,B", 3)]
    [InlineData("REF,NAME,TOWN\n1,Ann,A\n2,Bo,B,C", 3)]
    public void Execute_LastRecordStopsInTheMiddle_IsTruncatedNamingTheLine(string text, int line)
    {
        var refused = _bench.With(Csv(Column("name") + Column("town"))).Refused(text);

        Assert.Equal(ExtractRefusals.TruncatedFile, refused.Code);
        Assert.Contains($"line {line},", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(refused.QuarantinePath);
        Assert.Equal(Path.Combine(_bench.Sources, "people.csv"), refused.Source);
        Assert.Equal(refused, _bench.Run());
    }

    [Theory]
    [InlineData("REF,NAME\n1\n2,Bo")]
    [InlineData("REF,NAME\n1,\"Ann\n2,Bo\n")]
    [InlineData("REF,NAME\n2,Bo\n3,Cy,x\n")]
    [InlineData("REF,NAME\n2,Bo\n3,\"Cy\"x\n")]
    public void Execute_BrokenRecordThatIsNotACutEnd_IsOneReject(string text) =>
        Assert.Single(ExtractBench.Rejects(_bench.WithNames().Landed(text)));

    [Fact]
    public void Execute_HeaderOnly_IsTooFewRows()
    {
        var refused = _bench.WithNames().Refused("REF,NAME\n");

        Assert.Equal(ExtractRefusals.TooFewRows, refused.Code);
        Assert.Null(refused.QuarantinePath);
    }

    [Fact]
    public void Execute_EveryRowRejected_IsTooFewRowsWithTheReasons()
    {
        var refused = _bench.WithNames().Refused("REF,NAME\n,Ann\n,Bo\n");

        Assert.Equal(ExtractRefusals.TooFewRows, refused.Code);
        Assert.Contains("2 records, of which 0 can be used (rejected: NOT_NULL 2)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_FewerRowsThanTheContractAsksFor_IsTooFewRows()
    {
        _bench.With(WithMinimumRows(Csv(Column("name")), 3));

        Assert.Equal(ExtractRefusals.TooFewRows, _bench.Refused("REF,NAME\n1,Ann\n2,Bo\n").Code);
        Assert.Equal(3, _bench.Landed("REF,NAME\n1,Ann\n2,Bo\n3,Cy\n").Part.Kept);
    }

    [Fact]
    public void Execute_SourceHeldByAnotherProcess_IsBusyNamingTheFile()
    {
        _bench.WithNames();
        var path = Path.Combine(_bench.Sources, "people.csv");
        File.WriteAllText(path, "REF,NAME\n1,Ann\n");
        using var held = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        var busy = Assert.Throws<SourceFileException>(() => _bench.Run());

        Assert.True(busy.IsBusy);
        Assert.Equal(path, busy.Path);
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
    public async Task Execute_Pipe_IsRefusedAtOnce()
    {
        DebianPackage.Run("mkfifo", Path.Combine(_bench.Sources, "people.csv"));

        var refused = await Task.Run(() => _bench.WithNames().Run()).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(ExtractRefusals.SourceNotPlain, Assert.IsType<ExtractRefused>(refused).Code);
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
    public void Execute_Utf8DeclaredUtf16_SaysSoWhateverItsLength()
    {
        foreach (var name in new[] { "Ann", "Anna", "Zoë" })
        {
            var refused = _bench.WithNames(encoding: "utf-16").Refused($"REF,NAME\n1,{name}\n");

            Assert.Equal(ExtractRefusals.WrongEncoding, refused.Code);
            Assert.Contains("looks like UTF-8", refused.Message, StringComparison.Ordinal);
        }
    }

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
