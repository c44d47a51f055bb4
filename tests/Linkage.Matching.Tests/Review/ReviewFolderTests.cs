#pragma warning disable CA1416 // File modes are what is tested; the tests run on Linux.
using Linkage.Matching.Files;
using Linkage.Matching.Review;
using Linkage.TestKit;

namespace Linkage.Matching.Tests.Review;

public sealed class ReviewFolderTests
{
    private const string Long = "Christopher";
    private readonly SettableTimeProvider _clock = new();

    [Fact]
    public void Export_Twice_GivesTheSameBytesForTheOwnerOnly()
    {
        using var folder = new TemporaryFolder();
        var one = SampleReview.Small(folder, "one");
        var two = SampleReview.Small(folder, "two");
        one.OpenJournal("ann", ReviewRole.Reviewer, _clock).Dispose();

        Assert.All(["review.json", "pairs.json", "scores.json"], f => Assert.Equal(File.ReadAllBytes(Path.Combine(one.Path, f)), File.ReadAllBytes(Path.Combine(two.Path, f))));
        Assert.All(Directory.EnumerateFiles(one.Path, "*", SearchOption.AllDirectories), f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(f)));
        Assert.All(
            Directory.EnumerateDirectories(one.Path).Append(one.Path), f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(f)));
        var seen = File.ReadAllText(Path.Combine(one.Path, "pairs.json"));
        Assert.DoesNotContain("robability", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("eight", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("Ann", File.ReadAllText(Path.Combine(one.Path, "scores.json")) + File.ReadAllText(Path.Combine(one.Path, "review.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Export_AwkwardValues_AreKeptCutAndHarmlessInTheFile()
    {
        using var folder = new TemporaryFolder();
        using var session = SampleReview.WithLinks(1);
        var hostile = "\u001b[2J\u001b]0;x\u0007\u202Eחיים\nعلي";
        session.Execute($"CREATE TABLE \"left\" AS SELECT 'l0' AS id, $1 AS first, repeat('x', 10000) AS last", [hostile], CancellationToken.None);
        session.Execute("CREATE TABLE \"right\" AS SELECT 'r0' AS id, NULL::VARCHAR AS first, '  ' AS last", CancellationToken.None);

        var review = ReviewExporter.Export(
            session, SampleReview.Links, SampleReview.Inputs("id", "first", "last"), SampleReview.Comparisons, SampleReview.Run, new ReviewSettings(), folder.PathOf("r"), CancellationToken.None);

        Assert.Equal(
            [new ReviewField("forename", hostile), new ReviewField("surname", new string('x', ReviewField.MostCharacters), null, 10_000)], review.Pairs.Single().Fields);
        Assert.Equal([new ReviewLevel("forename", 1), new ReviewLevel("surname", 0)], review.Pairs.Single().Levels);
        Assert.All(File.ReadAllBytes(Path.Combine(review.Path, "pairs.json")), b => Assert.True(b is (>= 32 and < 127) or (byte)'\n'));
    }

    [Fact]
    public void Export_RecordThatIsNotInTheFiles_IsRefusedWithoutNamingIt()
    {
        using var folder = new TemporaryFolder();
        using var session = SampleReview.WithLinks(3);
        session.Execute("CREATE TABLE \"left\" AS SELECT 'l0' AS id, 'a' AS first, 'b' AS last; CREATE TABLE \"right\" AS SELECT 'r0' AS id, 'a' AS first, 'b' AS last", CancellationToken.None);

        var error = Assert.Throws<MatchingInputException>(() => ReviewExporter.Export(
            session, SampleReview.Links, SampleReview.Inputs("id", "first", "last"), SampleReview.Comparisons, SampleReview.Run, new ReviewSettings(), folder.PathOf("r"), CancellationToken.None));

        Assert.Contains("2 records", error.What, StringComparison.Ordinal);
        Assert.DoesNotContain("l1", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.PathOf("r")));
    }

    [Fact]
    public void Export_FolderThatHoldsSomethingOrIsOpen_IsRefused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("full/x.txt", "x");
        Assert.Throws<MatchingInputException>(() => SampleReview.Small(folder, "full"));
        var open = folder.Folder("open");
        File.SetUnixFileMode(open, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead);
        Assert.Contains("Others may enter", Assert.Throws<MatchingInputException>(() => SampleReview.Small(folder, "open")).What, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ChangedOrOpenToOthersOrNoReview_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var review = SampleReview.Small(folder);
        Assert.Throws<MatchingInputException>(() => ReviewFolder.Open(folder.Path));
        File.SetUnixFileMode(review.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        Assert.Contains("Others may enter", Assert.Throws<MatchingInputException>(() => ReviewFolder.Open(review.Path)).What, StringComparison.Ordinal);
        File.SetUnixFileMode(review.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.AppendAllText(Path.Combine(review.Path, "pairs.json"), " ");
        Assert.Contains("changed", Assert.Throws<MatchingInputException>(() => ReviewFolder.Open(review.Path)).What, StringComparison.Ordinal);
    }

    [Fact]
    public void Review_TwoReviewersAndAThird_EndsInLabelsWithTheWholeStory()
    {
        using var folder = new TemporaryFolder();
        var review = SampleReview.Small(folder, pairs: 6);
        var ann = new[] { ReviewLabel.Match, ReviewLabel.NoMatch, ReviewLabel.Match, ReviewLabel.Unsure, ReviewLabel.NoMatch, ReviewLabel.Unsure };
        var ben = new[] { ReviewLabel.Match, ReviewLabel.NoMatch, ReviewLabel.NoMatch, ReviewLabel.Match, ReviewLabel.NoMatch, ReviewLabel.Unsure };
        Label(review, "ben", ReviewRole.Reviewer, ben.Index().ToDictionary(l => l.Index + 1, l => l.Item));
        Label(review, "ann", ReviewRole.Reviewer, ann.Index().ToDictionary(l => l.Index + 1, l => l.Item));
        Refused(review, "cat", ReviewRole.Reviewer, "label this review already");
        Refused(review, "ann", ReviewRole.Adjudicator, "may not adjudicate");

        var (first, second) = (review.Read("ann", ReviewRole.Reviewer), review.Read("ben", ReviewRole.Reviewer));
        var agreement = ReviewAgreement.Of(6, first, second);
        Assert.Equal([3, 4, 6], agreement.ToAdjudicate);
        Assert.Equal([3, 4], agreement.Disagreements);

        _clock.Advance(TimeSpan.FromHours(1));
        Label(review, "cat", ReviewRole.Adjudicator, new() { [3] = ReviewLabel.Match, [4] = ReviewLabel.NoMatch, [6] = ReviewLabel.Unsure });
        Refused(review, "dan", ReviewRole.Adjudicator, "adjudicates this review already");
        Refused(review, "cat", ReviewRole.Reviewer, "may not label");
        Refused(review, "ann", ReviewRole.Reviewer, "closed");

        var outcomes = ReviewOutcome.Of(6, first, second, review.Read("cat", ReviewRole.Adjudicator));
        var files = ReviewLabels.Write(review, outcomes, CancellationToken.None);
        var before = File.ReadAllBytes(files[0]);
        ReviewLabels.Write(review, outcomes, CancellationToken.None);

        Assert.Equal(before, File.ReadAllBytes(files[0]));
        Assert.Equal(["labels.parquet", "labels.csv", "decisions.parquet"], files.Select(Path.GetFileName));
        Assert.All(files, f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(f)));
        using var session = MatchingSession.Open();
        var expected = new[] { (1, true), (2, false), (3, true), (4, false), (5, false) }
            .Select(e => $"left|{review.Pairs[e.Item1 - 1].Left.Id}|right|{review.Pairs[e.Item1 - 1].Right.Id}|{e.Item2}").Order();
        Assert.Equal(expected, MatchingSession.Rows(session, $"SELECT * FROM read_parquet('{files[0]}')").Order());
        Assert.Equal(expected, MatchingSession.Rows(session, $"SELECT * FROM read_csv('{files[1]}')").Order());
        Assert.Equal(
            ["agreed|ann|match|ben|match|∅|∅", "agreed|ann|no_match|ben|no_match|∅|∅", "adjudicated|ann|match|ben|no_match|cat|match", "adjudicated|ann|unsure|ben|match|cat|no_match", "agreed|ann|no_match|ben|no_match|∅|∅", "adjudicated|ann|unsure|ben|unsure|cat|unsure"],
            MatchingSession.Rows(session, $"SELECT settlement, reviewer_1, label_1, reviewer_2, label_2, adjudicator, adjudicated_label FROM read_parquet('{files[2]}') ORDER BY pair"));
        Assert.Equal(
            "2026-11-22 12:00:00|2026-11-22 13:00:00",
            MatchingSession.Rows(session, $"SELECT max(labelled_at_1)::VARCHAR, max(adjudicated_at)::VARCHAR FROM read_parquet('{files[2]}')").Single());
        Assert.Equal(
            400, session.Scalar<double>($"SELECT sum(sampling_weight) FROM read_parquet('{files[2]}')", CancellationToken.None) + review.Scores.Strata.Where(s => s.Sampled == 0).Sum(s => s.Pairs), 6);
    }

    [Fact]
    public void Outcome_OneReviewerOrMissingLabels_SaysSo()
    {
        using var folder = new TemporaryFolder();
        var review = SampleReview.Small(folder, pairs: 2);
        Label(review, "ann", ReviewRole.Reviewer, new() { [1] = ReviewLabel.Match });
        var ann = review.Read("ann", ReviewRole.Reviewer);

        Assert.Equal([ReviewSettlement.OneReviewer, ReviewSettlement.Open], ReviewOutcome.Of(2, ann, null, null).Select(o => o.Settlement));

        Label(review, "ben", ReviewRole.Reviewer, new() { [1] = ReviewLabel.NoMatch, [2] = ReviewLabel.Match });
        Assert.Equal([ReviewSettlement.Open, ReviewSettlement.Open], ReviewOutcome.Of(2, ann, review.Read("ben", ReviewRole.Reviewer), null).Select(o => o.Settlement));
    }

    [Fact]
    public void FileReview_RealRun_ShowsValuesOfTheLinkedFilesAndRefusesChangedOnes()
    {
        using var folder = new TemporaryFolder();
        var left = folder.Write("left.csv", $"id,first_name,surname,dob\n1,Ann,Smith,1980-01-02\n2,{Long},Jones,1970-03-04\n");
        var right = folder.Write("right.csv", $"id,first_name,surname,dob\nx,Ann,Smith,1980-01-02\ny,{Long},Jonas,1970-03-04\n");
        FileLinkOutcome Link() => FileLinker.Link(
            new FileLinkRequest { Left = left, Right = right, Id = "id", Out = folder.PathOf("links"), KeepFrom = 1e-9 }, null, CancellationToken.None);
        Link();
        var review = FileReview.Export(new FileReviewRequest { Run = folder.PathOf("links"), Out = folder.PathOf("review") }, CancellationToken.None);

        var pair = review.Pairs.Single(p => p.Left.Id == "2" && p.Right.Id == "y");
        Assert.Equal([new ReviewField("forename", Long, Long), new ReviewField("surname", "Jones", "Jonas"), new ReviewField("date_of_birth", "1970-03-04", "1970-03-04")], pair.Fields);
        Assert.Equal(1, pair.Levels.Single(l => l.Name == "forename").Level);
        Assert.Equal("exact", review.Manifest.Comparisons.Single(c => c.Name == "forename").Levels[0]);

        File.AppendAllText(right, "z,Bob,Brown,1960-01-01\n");
        var error = Assert.Throws<MatchingInputException>(() => FileReview.Export(new FileReviewRequest { Run = folder.PathOf("links"), Out = folder.PathOf("again") }, CancellationToken.None));
        Assert.Contains("changed since", error.What, StringComparison.Ordinal);
        Assert.Equal(right, error.Where);
        Assert.Throws<MatchingInputException>(() => FileReview.Export(new FileReviewRequest { Run = folder.Path, Out = folder.PathOf("none") }, CancellationToken.None));
    }

    private void Label(ReviewFolder review, string who, ReviewRole role, Dictionary<int, ReviewLabel> labels)
    {
        using var journal = review.OpenJournal(who, role, _clock);
        foreach (var (pair, label) in labels)
        {
            journal.Record(pair, label);
        }
    }

    private void Refused(ReviewFolder review, string who, ReviewRole role, string because) =>
        Assert.Contains(because, Assert.Throws<MatchingInputException>(() => review.OpenJournal(who, role, _clock)).What, StringComparison.Ordinal);
}
