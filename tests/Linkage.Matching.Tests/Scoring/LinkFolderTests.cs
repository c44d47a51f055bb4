using Linkage.Matching.Duck;
using Linkage.Matching.Training;
using Linkage.TestKit;

namespace Linkage.Matching.Tests.Scoring;

public sealed class LinkFolderTests
{
    private static readonly LinkInput[] Inputs = [MatchingSession.Input("a", SyntheticPeople.Columns), MatchingSession.Input("b", SyntheticPeople.Columns)];

    private static readonly LinkSettings Settings = new() { MinimumProbability = .3, PairsPerFile = 1, CompareAllBelow = 0 };

    [Fact]
    public void ScoreTo_InParts_GivesTheLinksOfScoringInOneGo()
    {
        using var folder = new TemporaryFolder();
        using var session = Open(2);
        using var run = Linker.Prepare(session, Inputs, Settings, null, CancellationToken.None);
        var model = run.Train(null, CancellationToken.None);
        var whole = run.Score(model, null, CancellationToken.None);
        var expected = Rows(session, whole);

        var parts = run.ScoreTo(folder.PathOf("links"), model, null, CancellationToken.None);

        Assert.True(expected.Count > 700, $"{expected.Count} links");
        Assert.Equal(expected, Rows(session, parts));
        Assert.Equal((whole.LinkCount, whole.PairsCompared), (parts.LinkCount, parts.PairsCompared));
        Assert.Equal(whole.Blocking, parts.Blocking);
        Assert.True(Files(folder.PathOf("links")).Count > 5);
        Assert.DoesNotContain(Directory.EnumerateFiles(folder.PathOf("links")), f => f.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ScoreTo_StoppedBetweenFiles_GoesOnWithTheFirstMissingToTheSameBytes(int threads)
    {
        using var folder = new TemporaryFolder();
        var model = TrainAndWrite(folder.PathOf("whole"));
        var stopping = new StopAfter(folder.PathOf("links"), 3);
        using (var session = Open(threads))
        {
            Assert.Throws<TimeoutException>(() => Linker.LinkTo(folder.PathOf("links"), session, Inputs, Settings with { Model = model }, stopping, CancellationToken.None));
        }

        // What a killed process can leave besides: a file that was begun, and one that was finished but not yet entered.
        var begun = Files(folder.PathOf("links"));
        folder.Write("links/links-00003.parquet.tmp", "PAR1 half a file");
        folder.Write("links/links-00003.parquet", "PAR1 not entered");
        var firsts = begun.ToDictionary(f => f.Key, f => File.GetLastWriteTimeUtc(folder.PathOf("links", f.Key)));
        using (var session = Open(4 - threads))
        {
            Linker.LinkTo(folder.PathOf("links"), session, Inputs, Settings with { Model = model }, null, CancellationToken.None);
        }

        Assert.InRange(begun.Count, 3, 4);
        Assert.Equal(Files(folder.PathOf("whole")), Files(folder.PathOf("links")));
        Assert.All(firsts.Take(3), f => Assert.Equal(f.Value, File.GetLastWriteTimeUtc(folder.PathOf("links", f.Key))));
        Assert.Equal(File.ReadAllText(folder.PathOf("whole", "manifest.json")), File.ReadAllText(folder.PathOf("links", "manifest.json")));
    }

    [Fact]
    public void ScoreTo_FileDamagedOrLost_IsMadeAgain()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("links");
        var model = TrainAndWrite(path);
        var before = Files(path);
        File.Delete(Path.Combine(path, "links-00001.parquet"));
        File.AppendAllText(Path.Combine(path, "links-00002.parquet"), "x");

        using var session = Open(2);
        Linker.LinkTo(path, session, Inputs, Settings with { Model = model }, null, CancellationToken.None);

        Assert.Equal(before, Files(path));
    }

    [Fact]
    public void ScoreTo_FolderOfAnotherRun_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("links");
        var model = TrainAndWrite(path);
        void Refused(string what, string target, LinkSettings settings, string change = "SELECT 1")
        {
            using var session = Open(2);
            session.Execute(change, CancellationToken.None);
            var error = Assert.Throws<MatchingInputException>(() => Linker.LinkTo(target, session, Inputs, settings, null, CancellationToken.None));
            Assert.Contains(what, error.What, StringComparison.Ordinal);
        }

        var given = Settings with { Model = model };
        Refused("other inputs, settings", path, given with { MinimumProbability = .4 });
        Refused("other inputs, settings", path, given with { Model = model with { MatchesPerRecord = model.MatchesPerRecord * 1.01 } });
        Refused("other inputs, settings", path, given, "UPDATE a SET surname = 'Other' WHERE id = (SELECT min(id) FROM a)");
        Refused("other inputs, settings", path, given, "UPDATE a SET id = id || 'x' WHERE id = (SELECT max(id) FROM a)");
        folder.Write("other/notes.txt", "mine");
        Refused("other files", folder.PathOf("other"), given);
        folder.Write("links/manifest.json", "{ \"format\": 1 }");
        Refused("no manifest", path, given);
        using var used = new FileStream(folder.PathOf("links", ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        Refused("another run", path, given);
    }

    [Fact]
    public void ScoreTo_NothingToLink_WritesOneEmptyFile()
    {
        using var folder = new TemporaryFolder();
        using var session = MatchingSession.Open();
        MatchingSession.Table(session, "a", ["id", "forename"], ["1", "Ann"]);

        var result = Linker.LinkTo(folder.PathOf("links"), session, [MatchingSession.Input("a", new LinkColumn("forename", FieldMeaning.Forename))], new LinkSettings(), null, CancellationToken.None);

        Assert.Equal(0, result.LinkCount);
        Assert.Empty(Rows(session, result));
        Assert.Single(Files(folder.PathOf("links")));
    }

    private static DuckSession Open(int threads)
    {
        var session = MatchingSession.Open(threads);
        SyntheticPeople.Make(session, 3_000);
        return session;
    }

    private static LinkModel TrainAndWrite(string path)
    {
        using var session = Open(2);
        var model = Linker.Link(session, Inputs, Settings, null, CancellationToken.None).Model;
        Linker.LinkTo(path, session, Inputs, Settings with { Model = model }, null, CancellationToken.None);
        return model;
    }

    private static IReadOnlyList<string> Rows(DuckSession session, LinkResult result) => MatchingSession.Rows(session, $"SELECT * FROM {result.Links} ORDER BY left_rid, right_rid");

    private static SortedDictionary<string, string> Files(string folder) => new(
        Directory.EnumerateFiles(folder, "*.parquet").ToDictionary(f => Path.GetFileName(f), f => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f)))), StringComparer.Ordinal);

    /// <summary>Stops the run where it stands once so many files are there: nothing of it runs any more.</summary>
    private sealed class StopAfter(string folder, int files) : IProgress<MatchingProgress>
    {
        public void Report(MatchingProgress value)
        {
            if (value.Step == "score" && Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.parquet").Count() >= files)
            {
                throw new TimeoutException();
            }
        }
    }
}
