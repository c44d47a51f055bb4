namespace Linkage.Synthetic.Tests;

public sealed class SyntheticCouncilTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("synthetic-").FullName;

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Generate_SameSeedOtherThreads_GivesTheSameBytes(int threads)
    {
        var first = Generate("first", 6000, 9, 2);
        var second = Generate("second", 6000, 9, threads);

        Assert.Equal(first.Files, second.Files);
        Assert.Equal(first.Variations, second.Variations);
        Assert.All(first.Files, f => Assert.Equal(File.ReadAllBytes(In("first", f.Name)), File.ReadAllBytes(In("second", f.Name))));
    }

    [Fact]
    public void Generate_OtherSeed_GivesAnotherCity() =>
        Assert.NotEqual(Generate("first", 500, 1, 1).Files[3].Sha256, Generate("second", 500, 2, 1).Files[3].Sha256);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1599)]
    [InlineData(1601)]
    [InlineData(3203)]
    public void Generate_AnySize_HasExactlySoManyPeople(int people)
    {
        var progress = new Recorder();
        var summary = SyntheticCouncil.Generate(Options("city", people, 4, 2), progress, CancellationToken.None);

        Assert.Equal(people, summary.People);
        Assert.Equal(11, summary.Files.Count);
        Assert.Equal(people, progress.Last!.Done);
        Assert.Equal(people, progress.Last.Total);
        Assert.All(summary.Files, f => Assert.Equal(f.Sha256, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(In("city", f.Name))))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(SyntheticOptions.MaximumPeople + 1)]
    public void Generate_BadNumberOfPeople_SaysSo(int people)
    {
        var error = Assert.Throws<SyntheticOptionsException>(() => Generate("city", people, 1, 1));
        Assert.Equal(nameof(SyntheticOptions.People), error.Option);
        Assert.Contains("between 1 and", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("city", string.Empty)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(65)]
    public void Generate_BadThreads_SaysSo(int threads) =>
        Assert.Equal(nameof(SyntheticOptions.Threads), Assert.Throws<SyntheticOptionsException>(() => Generate("city", 10, 1, threads)).Option);

    [Theory]
    [InlineData("sources")]
    [InlineData("truth")]
    public void Generate_FolderTaken_LeavesItAlone(string part)
    {
        var kept = In("city", $"{part}/mine.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
        File.WriteAllText(kept, "mine");

        var error = Assert.Throws<SyntheticOptionsException>(() => Generate("city", 10, 1, 1));

        Assert.Equal(nameof(SyntheticOptions.OutputFolder), error.Option);
        Assert.Contains("not empty", error.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(kept));
        Assert.Equal([In("city", part)], Directory.GetFileSystemEntries(In("city", string.Empty)));
    }

    [Fact]
    public void Generate_OutputIsAFile_SaysSo()
    {
        File.WriteAllText(In("city", string.Empty).TrimEnd('/'), "x");
        Assert.Equal(nameof(SyntheticOptions.OutputFolder), Assert.Throws<SyntheticOptionsException>(() => Generate("city", 10, 1, 1)).Option);
    }

    [Fact]
    public void Generate_Twice_RefusesTheSecond()
    {
        Generate("city", 10, 1, 1);
        Assert.Throws<SyntheticOptionsException>(() => Generate("city", 10, 1, 1));
    }

    [Fact]
    public void Generate_AfterAKill_ClearsWhatWasLeft()
    {
        // A run killed while writing leaves its staging folder; one killed between the two renames leaves a truth without sources.
        Directory.CreateDirectory(In("city", ".synthetic-part/sources"));
        File.WriteAllText(In("city", ".synthetic-part/sources/ctax_liability.csv"), "half a ro");
        Directory.CreateDirectory(In("city", "truth"));
        File.WriteAllText(In("city", "truth/truth.parquet"), "old");

        Generate("city", 10, 1, 1);

        Assert.Equal(["sources", "truth"], Directory.GetFileSystemEntries(In("city", string.Empty)).Select(Path.GetFileName).Order());
        Assert.NotEqual(3, new FileInfo(In("city", "truth/truth.parquet")).Length);
    }

    [Fact]
    public void Generate_Cancelled_LeavesNothing()
    {
        using var source = new CancellationTokenSource();
        var progress = new Recorder(_ => source.Cancel());

        Assert.ThrowsAny<OperationCanceledException>(() => SyntheticCouncil.Generate(Options("city", 20_000, 1, 2), progress, source.Token));

        Assert.Empty(Directory.GetFileSystemEntries(In("city", string.Empty)));
    }

    [Fact]
    public void Generate_LargerCity_HoldsNoMoreThanAFewAreas()
    {
        long Live(string name, int people)
        {
            var most = 0L;
            var progress = new Recorder(p => most = p.Done == people && p.Step == "people" ? GC.GetTotalMemory(forceFullCollection: true) : most);
            SyntheticCouncil.Generate(Options(name, people, 1, 1), progress, CancellationToken.None);
            return most;
        }

        // Six times the people: what grows is the list of properties, some 12 bytes each.
        var small = Live("small", 8000);
        var large = Live("large", 48_000);
        Assert.InRange(large - small, long.MinValue, 8_000_000);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string city, string name) => Path.Combine(_folder, city, name);

    private SyntheticOptions Options(string city, int people, long seed, int threads) =>
        new() { People = people, Seed = seed, OutputFolder = Path.Combine(_folder, city), Threads = threads };

    private SyntheticSummary Generate(string city, int people, long seed, int threads) =>
        SyntheticCouncil.Generate(Options(city, people, seed, threads), null, CancellationToken.None);

    private sealed class Recorder(Action<SyntheticProgress>? onReport = null) : IProgress<SyntheticProgress>
    {
        public SyntheticProgress? Last { get; private set; }

        public void Report(SyntheticProgress value)
        {
            Last = value;
            onReport?.Invoke(value);
        }
    }
}
