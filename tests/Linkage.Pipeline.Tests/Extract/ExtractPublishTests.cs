using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;
using static Linkage.Pipeline.Tests.Extract.ExtractBench;

namespace Linkage.Pipeline.Tests.Extract;

/// <summary>What is published, found again, and the same every time.</summary>
public sealed class ExtractPublishTests : IDisposable
{
    private static readonly byte[] Names = "REF,NAME\n1,Ann\n2,Bo\n"u8.ToArray();

    private readonly ExtractBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Execute_SameFileTwice_IsPublishedOnce()
    {
        var first = _bench.WithNames().Landed(Names);
        var second = _bench.Landed(Names);

        Assert.False(first.Part.Reused);
        Assert.True(second.Part.Reused);
        Assert.Equal(first.Set.Directory, second.Set.Directory);
        Assert.Equal(first.Part.Kept, second.Part.Kept);
        Assert.Equal(Names, File.ReadAllBytes(second.Set.PathOf("received.csv")));
    }

    [Fact]
    public void Execute_ContractChanged_IsPublishedAnew()
    {
        var first = _bench.WithNames().Landed(Names);
        _bench.Contract = _bench.Contract with { ContentHash = new string('0', 64) };

        Assert.NotEqual(first.Set.Directory, _bench.Landed(Names).Set.Directory);
    }

    [Fact]
    public void Execute_TwoWorkspaces_GiveTheSameBytes()
    {
        var text = System.Text.Encoding.UTF8.GetBytes("REF,NAME\n" + string.Concat(Enumerable.Range(0, 300_000).Select(i => $"{i % 299_000},Name {i * 7919 % 100_003}\n")));
        var digests = new List<string>();
        foreach (var threads in new[] { 1, 2, 4, 2 })
        {
            using var bench = new ExtractBench();
            bench.Options = bench.Options with { Threads = threads };
            var landed = bench.WithNames().Landed(text);
            digests.Add(string.Join(' ', landed.Set.Seal.Files.Values));
        }

        Assert.Single(digests.Distinct());
    }

    [Fact]
    public void Execute_Cancelled_PublishesNothing()
    {
        File.WriteAllBytes(Path.Combine(_bench.Sources, "people.csv"), Names);
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => _bench.WithNames().Run(source.Token));
        Assert.False(Directory.Exists(Path.Combine(_bench.Zones.FolderOf(Zone.Landing), "people")));
        Assert.Empty(Directory.GetFileSystemEntries(_bench.Scratch));
    }

    [Fact]
    public void Execute_SourcesFolder_IsOnlyRead()
    {
        _bench.WithNames().Landed(Names);

        Assert.Equal(Names, File.ReadAllBytes(Path.Combine(_bench.Sources, "people.csv")));
    }

    [Theory]
    [InlineData("febrl4a", "febrl_dataset4a.csv")]
    [InlineData("febrl4b", "febrl_dataset4b.csv")]
    public void Execute_Febrl_KeepsAllFiveThousand(string id, string file)
    {
        _bench.Contract = ContractReader.Load(RepositoryPaths.Of("tests", "Linkage.EndToEnd.Tests", "febrl", "sources", $"{id}.yaml"));
        var landed = _bench.Landed(File.ReadAllBytes(Path.Combine(RepositoryPaths.SharedData, "people", file)), file);

        Assert.Equal((5000, 5000), (landed.Part.In, landed.Part.Kept));
        Assert.Equal(["5000|5000"], Sql($"SELECT count(rec_id), count(DISTINCT rec_id) FROM '{landed.RowsPath}' WHERE rec_id LIKE 'rec-%' AND rec_id = trim(rec_id)"));
    }
}
