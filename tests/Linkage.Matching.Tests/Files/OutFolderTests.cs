using System.Globalization;
using System.Security.Cryptography;
using Linkage.Matching.Duck;
using Linkage.Matching.Files;
using Linkage.TestKit;

namespace Linkage.Matching.Tests.Files;

public sealed class OutFolderTests
{
    private static readonly string[] Results = [".lock", "clusters.parquet", "links.parquet", "model.json", "run.json", "settings.json"];
    private static readonly int[] Threads = [1, 2, 4, 4];

    /// <summary>Stopped after the first file of links, the run goes on from it and comes to the bytes of a run that nobody disturbed.</summary>
    [Fact]
    public void Link_StoppedAndRunAgain_GoesOnAndComesToTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        var request = Request(folder) with { Out = folder.PathOf("out") };
        FileLinker.Link(request with { Out = folder.PathOf("whole"), Threads = 1 }, null, CancellationToken.None);
        var first = folder.PathOf("out", "unfinished", "links", "links-00000.parquet");
        using var stop = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(() => FileLinker.Link(request, new When("score", first, stop.Cancel), stop.Token));
        Assert.Equal([".lock", "unfinished"], Names(request.Out));
        Assert.Equal(["links"], Names(folder.PathOf("out", "unfinished")));
        var made = File.GetLastWriteTimeUtc(first);
        var seen = DateTime.MinValue;
        FileLinker.Link(request, new When("score", first, () => seen = File.GetLastWriteTimeUtc(first)), CancellationToken.None);

        Assert.Equal(made, seen);
        Assert.Equal(Results, Names(request.Out));
        Assert.All(["links.parquet", "clusters.parquet", "model.json", "settings.json", "run.json"], f => Assert.Equal(File.ReadAllBytes(folder.PathOf("whole", f)), File.ReadAllBytes(folder.PathOf("out", f))));
    }

    [Fact]
    public void Link_OverTheUnfinishedLinksOfOtherArguments_IsRefusedAndKeepsThem()
    {
        using var folder = new TemporaryFolder();
        var request = Request(folder) with { Out = folder.PathOf("out") };
        var first = folder.PathOf("out", "unfinished", "links", "links-00000.parquet");
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => FileLinker.Link(request, new When("score", first, stop.Cancel), stop.Token));

        var error = Assert.Throws<MatchingInputException>(() => FileLinker.Link(request with { KeepFrom = .1 }, null, CancellationToken.None));

        Assert.Equal(folder.PathOf("out", "unfinished", "links"), error.Where);
        Assert.Contains("delete this folder", error.WhatToDo, StringComparison.Ordinal);
        Assert.True(File.Exists(first));
    }

    /// <summary>What is streamed is what is linked in memory, and a run over results that are there takes their place.</summary>
    [Fact]
    public void Link_ToAFolder_WritesTheLinksOfARunInMemory()
    {
        using var folder = new TemporaryFolder();
        var request = Request(folder);
        var inMemory = FileLinker.Link(request, null, CancellationToken.None).Result;

        var streamed = FileLinker.Link(request with { Out = folder.PathOf("out"), KeepFrom = .01 }, null, CancellationToken.None).Result;
        using var session = MatchingSession.Open();
        long Links() => session.Scalar<long>($"SELECT count(*) FROM (SELECT DISTINCT left_id, right_id FROM read_parquet({SqlName.Literal(folder.PathOf("out", "links.parquet"))}))", CancellationToken.None);
        var kept = Links();
        FileLinker.Link(request with { Out = folder.PathOf("out") }, null, CancellationToken.None);

        Assert.Equal((inMemory.PairsCompared, inMemory.Links, inMemory.Clusters), (streamed.PairsCompared, streamed.Links, streamed.Clusters));
        Assert.True(kept > inMemory.Links);
        Assert.Equal(inMemory.Links, Links());
    }

    [Fact]
    public void Open_WhileAnotherRunHasIt_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using var open = OutFolder.Open(folder.PathOf("out"));

        var error = Assert.Throws<MatchingInputException>(() => OutFolder.Open(folder.PathOf("out")));

        Assert.Equal(folder.PathOf("out"), error.Where);
        Assert.Contains("another run", error.What, StringComparison.Ordinal);
        Assert.True(Directory.Exists(open.Scratch));
    }

    /// <summary>A folder of which some files are new and others of the run before has no run.json, so nobody takes it for whole.</summary>
    [Fact]
    public void Publish_ThatFailsInBetween_LeavesAFolderThatIsNotWhole()
    {
        using var folder = new TemporaryFolder();
        OwnerOnly.CreateFolder(folder.PathOf("out"));
        folder.Write(Path.Combine("out", "run.json"), "of the run before");
        Directory.CreateDirectory(folder.PathOf("out", "model.json", "in the way"));
        using var open = OutFolder.Open(folder.PathOf("out"));
        Array.ForEach(["links.parquet", "model.json", "run.json"], name => File.WriteAllText(open.Unpublished(name), "new"));

        Assert.ThrowsAny<Exception>(() => open.Publish(["run.json", "links.parquet", "model.json"]));

        Assert.False(File.Exists(folder.PathOf("out", "run.json")));
        Assert.Equal("new", File.ReadAllText(folder.PathOf("out", "links.parquet")));
    }

    /// <summary>A refused run leaves no folder behind; a killed one leaves copies of data, which the next run clears.</summary>
    [Fact]
    public void Dispose_WithoutResults_LeavesNothing()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<MatchingInputException>(() => FileLinker.Link(Request(folder) with { Id = "nope", Out = folder.PathOf("out") }, null, CancellationToken.None));
        Assert.False(Directory.Exists(folder.PathOf("out")));

        OwnerOnly.CreateFolder(folder.PathOf("out"));
        Directory.CreateDirectory(folder.PathOf("out", "unfinished", "scratch"));
        File.WriteAllText(folder.PathOf("out", "unfinished", "scratch", "left.csv.utf8"), "Ann");
        File.WriteAllText(folder.PathOf("out", "links.parquet.unfinished"), "half");
        File.WriteAllText(folder.PathOf("out", "links.parquet"), "of a run before");
        OutFolder.Open(folder.PathOf("out")).Dispose();
        Assert.Equal([".lock", "links.parquet"], Names(folder.PathOf("out")));
    }

    /// <summary>Row groups are cut by row, not by the thread that writes: links.parquet is one file however many there are.</summary>
    [Fact]
    public void Copy_InOrder_HasTheSameBytesOnAnyNumberOfThreads()
    {
        using var folder = new TemporaryFolder();
        var digests = Threads.Index().Select(run =>
        {
            using var session = DuckSession.Open(new DuckOptions { Threads = run.Item, MemoryLimitMib = 96, SpillDirectory = folder.PathOf("spill"), PreserveInsertionOrder = false });
            session.Execute("CREATE TABLE t AS SELECT hash(range) AS k, 'record ' || range AS id, range % 7 AS level FROM range(1000000)", CancellationToken.None);
            var file = folder.PathOf(string.Create(CultureInfo.InvariantCulture, $"{run.Index}.parquet"));
            session.Execute($"COPY (SELECT id, level FROM t ORDER BY k) TO {SqlName.Literal(file)} (FORMAT parquet, COMPRESSION zstd)", CancellationToken.None);
            return Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
        }).ToList();

        Assert.Single(digests.Distinct());
    }

    private static FileLinkRequest Request(TemporaryFolder folder)
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 3_000);
        foreach (var table in new[] { "a", "b" })
        {
            session.Execute($"COPY (SELECT * EXCLUDE (i) FROM {table} ORDER BY id) TO {SqlName.Literal(folder.PathOf(table + ".csv"))} (HEADER)", CancellationToken.None);
        }

        return new FileLinkRequest
        {
            Left = folder.PathOf("a.csv"),
            Right = folder.PathOf("b.csv"),
            Id = "id",
            Settings = folder.Write("settings.json", """{ "pairsPerFile": 2000, "compareAllBelow": 0 }"""),
        };
    }

    private static string[] Names(string folder) => [.. Directory.EnumerateFileSystemEntries(folder).Select(e => Path.GetFileName(e)).Order(StringComparer.Ordinal)];

    /// <summary>Does something once, when a file is there in a step.</summary>
    private sealed class When(string step, string file, Action action) : IProgress<MatchingProgress>
    {
        private bool _done;

        public void Report(MatchingProgress value)
        {
            if (!_done && value.Step == step && File.Exists(file))
            {
                _done = true;
                action();
            }
        }
    }
}
