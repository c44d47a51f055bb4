using Linkage.Matching.Clustering.Incremental;
using Linkage.TestKit;

namespace Linkage.Matching.Tests.Clustering.Incremental;

public sealed class SpineFolderTests
{
    private static readonly ClusterGraph Graph = new(["a", "b"], ["a1", "a2", "b1"], [("a1", "b1", .9)]);

    [Theory]
    [InlineData("ledger-000001.parquet")]
    [InlineData("ledger-000002.parquet")]
    [InlineData("spine-000002.parquet")]
    public void Open_AChangedPast_IsFound(string file)
    {
        using var folder = new TemporaryFolder();
        TwoDays(folder.Path);
        var bytes = File.ReadAllBytes(folder.PathOf(file));
        bytes[^9] ^= 1;
        File.WriteAllBytes(folder.PathOf(file), bytes);

        var error = Assert.Throws<MatchingInputException>(() => SpineFolder.Open(folder.Path));

        Assert.Contains("the past was changed", error.Message, StringComparison.Ordinal);
        File.Delete(folder.PathOf(file));
        Assert.Throws<MatchingInputException>(() => SpineFolder.Open(folder.Path));
    }

    [Theory]
    [InlineData("\"issued\": 2", "\"issued\": 1")]
    [InlineData("\"run\": \"1\"", "\"run\": \"0\"")]
    [InlineData("\"number\": 2", "\"number\": 3")]
    [InlineData("\"version\": 1", "\"version\": 2")]
    [InlineData("{", "[")]
    public void Open_AChangedManifest_IsFound(string was, string becomes)
    {
        using var folder = new TemporaryFolder();
        TwoDays(folder.Path);
        var text = File.ReadAllText(folder.PathOf("spine.json"));
        Assert.Contains(was, text, StringComparison.Ordinal);
        File.WriteAllText(folder.PathOf("spine.json"), text.Replace(was, becomes, StringComparison.Ordinal));

        Assert.Throws<MatchingInputException>(() => SpineFolder.Open(folder.Path));
    }

    [Fact]
    public void Write_TheSameRunsOnOtherThreads_AreTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        foreach (var (name, threads) in new[] { ("x", 1), ("y", 2) })
        {
            SpineRuns.Day(folder.PathOf(name), "1", Graph, threads: threads);
            SpineRuns.Day(folder.PathOf(name), "2", new ClusterGraph(7, 300, 200).Shuffled(threads), threads: threads);
        }

        var files = Directory.GetFiles(folder.PathOf("x")).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(["ledger-000001.parquet", "ledger-000002.parquet", "spine-000002.parquet", "spine.json", "spine.lock"], files);
        Assert.All(files, f => Assert.Equal(File.ReadAllBytes(folder.PathOf("x", f)), File.ReadAllBytes(folder.PathOf("y", f))));
    }

    [Fact]
    public void Write_Cancelled_LeavesTheRunBefore()
    {
        using var folder = new TemporaryFolder();
        TwoDays(folder.Path);
        using (var session = MatchingSession.Open())
        {
            Graph.Tables(session);
            session.Execute("CREATE TABLE clusters AS SELECT dataset, record_id, 0 AS cluster_number FROM record", CancellationToken.None);
            using var spine = SpineFolder.Open(folder.Path);
            var head = spine.Head;
            var update = spine.Update(session, "3", new("clusters"), new("link"), .5, CancellationToken.None);
            Assert.Throws<OperationCanceledException>(() => spine.Write(session, update, new CancellationToken(canceled: true)));
            session.Execute($"DROP TABLE {update.Ledger}", CancellationToken.None);
            Assert.ThrowsAny<Exception>(() => spine.Write(session, update, CancellationToken.None));
            Assert.Equal(head, spine.Head);
        }

        using var again = SpineFolder.Open(folder.Path);
        Assert.Equal(2, again.RunCount);
        Assert.Equal(5, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public void Open_AfterAnUnfinishedRun_GoesOnFromTheRunBefore()
    {
        using var folder = new TemporaryFolder();
        using (SpineFolder.Open(folder.Path))
        {
            folder.Write("ledger-000001.parquet", "cut off");
            folder.Write("spine-000001.parquet", "cut off");
        }

        TwoDays(folder.Path);
        folder.Write("ledger-000003.parquet", "cut off");
        folder.Write("spine-000001.parquet", "left behind");
        SpineRuns.Day(folder.Path, "3", Graph);

        using var spine = SpineFolder.Open(folder.Path);
        Assert.Equal(3, spine.RunCount);
        Assert.False(File.Exists(folder.PathOf("spine-000001.parquet")));
    }

    [Fact]
    public void Open_ALedgerWithoutAManifest_IsRefused()
    {
        using var folder = new TemporaryFolder();
        TwoDays(folder.Path);
        File.Delete(folder.PathOf("spine.json"));
        Assert.Throws<MatchingInputException>(() => SpineFolder.Open(folder.Path));
    }

    [Fact]
    public void Open_Twice_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using var spine = SpineFolder.Open(folder.Path);
        Assert.Throws<MatchingInputException>(() => SpineFolder.Open(folder.Path));
    }

    [Fact]
    public void Update_ARunOfTheSameName_IsRefused()
    {
        using var folder = new TemporaryFolder();
        TwoDays(folder.Path);
        Assert.Throws<MatchingInputException>(() => SpineRuns.Day(folder.Path, "2", Graph));
    }

    private static void TwoDays(string folder)
    {
        SpineRuns.Day(folder, "1", Graph);
        SpineRuns.Day(folder, "2", Graph);
    }
}
