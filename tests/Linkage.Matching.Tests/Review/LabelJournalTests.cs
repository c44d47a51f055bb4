using Linkage.Matching.Review;
using Linkage.TestKit;

namespace Linkage.Matching.Tests.Review;

public sealed class LabelJournalTests
{
    private readonly SettableTimeProvider _clock = new();

    [Fact]
    public void Record_DecisionsAndUndo_AreAllLinesAndTheLastStands()
    {
        using var folder = new TemporaryFolder();
        var review = SampleReview.Small(folder);
        using (var journal = review.OpenJournal("ann", ReviewRole.Reviewer, _clock))
        {
            journal.Record(1, ReviewLabel.Match);
            _clock.Advance(TimeSpan.FromMinutes(1));
            journal.Record(2, ReviewLabel.Unsure);
            journal.Record(1, ReviewLabel.NoMatch);
            Assert.Equal(1, journal.Undo());
            journal.Record(3, ReviewLabel.Match);
            Assert.Equal(3, journal.Undo());
        }

        var state = review.Read("ann", ReviewRole.Reviewer);

        Assert.Equal([1, 2], state.Standing.Keys.Order());
        Assert.Equal(new ReviewDecision(1, ReviewLabel.Match, "ann", new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero)), state.Standing[1]);
        Assert.Equal(new ReviewDecision(2, ReviewLabel.Unsure, "ann", new DateTimeOffset(2026, 11, 22, 12, 1, 0, TimeSpan.Zero)), state.Standing[2]);
        Assert.Equal(7, File.ReadAllLines(Journal(review, "ann")).Length);
        using var again = review.OpenJournal("ann", ReviewRole.Reviewer, _clock);
        Assert.Equal(2, again.Undo());
        Assert.Equal(1, again.Undo());
        Assert.Null(again.Undo());
        Assert.Empty(again.State.Standing);
    }

    [Theory]
    [InlineData("\"pair\":2,\"label\":\"match\",\"via\":\"screen\",\"reviewer\":\"eve\"")]
    [InlineData("\"pair\":2,\"label\":\"match\",\"via\":\"screen\",\"review\":\"another\"")]
    [InlineData("\"pair\":2,\"label\":\"match\",\"via\":\"screen\",\"role\":\"adjudicator\"")]
    [InlineData("\"pair\":2,\"label\":\"match\",\"via\":\"screen\",\"format\":1")]
    [InlineData("\"pair\":2,\"label\":\"match\"")]
    [InlineData("\"pair\":1,\"undo\":true,\"via\":\"screen\"")]
    [InlineData("\"pair\":1,\"undo\":true,\"reviewer\":\"eve\"")]
    [InlineData("\"pair\":1,\"undo\":false,\"label\":\"match\",\"via\":\"screen\"")]
    public void Read_LineThatIsNotOfTheFormThatIsWritten_IsDamaged(string line)
    {
        using var folder = new TemporaryFolder();
        var review = SampleReview.Small(folder);
        using (var journal = review.OpenJournal("ann", ReviewRole.Reviewer, _clock))
        {
            journal.Record(1, ReviewLabel.Match);
        }

        var head = review.Read("ann", ReviewRole.Reviewer).Head;
        File.AppendAllText(Journal(review, "ann"), $"{{\"at\":\"2026-11-22T12:00:00+00:00\",\"account\":\"x\",\"before\":\"{head}\",{line}}}\n");

        Assert.Equal("The journal is damaged at line 3.", Assert.Throws<MatchingInputException>(() => review.Read("ann", ReviewRole.Reviewer)).What);
    }

    [Fact]
    public void Read_HeadThatIsADecisionToo_IsDamaged()
    {
        using var folder = new TemporaryFolder();
        var review = SampleReview.Small(folder);
        review.OpenJournal("ann", ReviewRole.Reviewer, _clock).Dispose();
        var path = Journal(review, "ann");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"format\":2", "\"format\":2,\"pair\":1,\"label\":\"match\"", StringComparison.Ordinal));

        Assert.Contains("line 1", Assert.Throws<MatchingInputException>(() => review.Read("ann", ReviewRole.Reviewer)).What, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_JournalWhoseFileNameDrivesATerminal_IsNamedHarmlessly()
    {
        using var folder = new TemporaryFolder();
        var review = SampleReview.Small(folder);
        review.OpenJournal("ann", ReviewRole.Reviewer, _clock).Dispose();
        File.Copy(Journal(review, "ann"), Journal(review, "b\u001b]0;x\u0007"));
        Assert.DoesNotContain('\u001b', Assert.Throws<MatchingInputException>(() => review.OpenJournal("cat", ReviewRole.Reviewer, _clock)).Message);

        File.Move(Journal(review, "ann"), Path.Combine(review.Path, "adjudication", "a\u001b]0;x\u0007.jsonl"));
        Assert.DoesNotContain('\u001b', Assert.Throws<MatchingInputException>(() => review.OpenJournal("dan", ReviewRole.Adjudicator, _clock)).Message);
    }

    [Fact]
    public void Open_LastLineTornAnywhere_IsMendedAndNothingBeforeIsLost()
    {
        using var folder = new TemporaryFolder();
        var review = SampleReview.Small(folder);
        var path = Journal(review, "ann");
        using (var journal = review.OpenJournal("ann", ReviewRole.Reviewer, _clock))
        {
            journal.Record(1, ReviewLabel.Match);
            journal.Record(2, ReviewLabel.NoMatch);
        }

        var whole = File.ReadAllBytes(path);
        var lineEnds = whole.Index().Where(b => b.Item == '\n').Select(b => b.Index).ToList();
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Equal(Math.Max(0, lineEnds.Count(e => e < length) - 1), review.Read("ann", ReviewRole.Reviewer).Standing.Count);

            using (var journal = review.OpenJournal("ann", ReviewRole.Reviewer, _clock))
            {
                Assert.Equal(Math.Max(0, lineEnds.Count(e => e < length) - 1), journal.State.Standing.Count);
                Assert.Equal(length - (lineEnds.LastOrDefault(e => e < length, -1) + 1), journal.MendedBytes);
                journal.Record(5, ReviewLabel.Unsure);
            }

            Assert.Equal(ReviewLabel.Unsure, review.Read("ann", ReviewRole.Reviewer).Standing[5].Label);
        }
    }

    [Fact]
    public void Read_AnyLineChangedTakenOutOrMoved_IsDamaged()
    {
        using var folder = new TemporaryFolder();
        var review = SampleReview.Small(folder);
        var path = Journal(review, "ann");
        using (var journal = review.OpenJournal("ann", ReviewRole.Reviewer, _clock))
        {
            for (var pair = 1; pair <= 4; pair++)
            {
                journal.Record(pair, ReviewLabel.Match);
            }
        }

        var lines = File.ReadAllLines(path);
        var head = review.Read("ann", ReviewRole.Reviewer).Head;
        string Error(IEnumerable<string> changed)
        {
            File.WriteAllText(path, string.Concat(changed.Select(l => l + "\n")));
            return Assert.Throws<MatchingInputException>(() => review.Read("ann", ReviewRole.Reviewer)).What;
        }

        string[] With(int line, string text) => [.. lines[..line], text, .. lines[(line + 1)..]];
        Assert.Contains("line 4: it does not follow the line before", Error(With(2, lines[2].Replace("match", "no_match", StringComparison.Ordinal))), StringComparison.Ordinal);
        Assert.Contains("line 2: ", Error(With(0, lines[0].Replace("\"account\":\"", "\"account\":\"x", StringComparison.Ordinal))), StringComparison.Ordinal);
        Assert.Contains("line 3: ", Error([.. lines[..2], .. lines[3..]]), StringComparison.Ordinal);
        Assert.Contains("line 3: ", Error([lines[0], lines[1], lines[3], lines[2], lines[4]]), StringComparison.Ordinal);
        Assert.Contains("line 4: ", Error([.. lines[..3], lines[2], .. lines[3..]]), StringComparison.Ordinal);

        // The last line alone has none after it: there the head tells.
        File.WriteAllText(path, string.Concat(With(4, lines[4].Replace("match", "unsure", StringComparison.Ordinal)).Select(l => l + "\n")));
        Assert.NotEqual(head, review.Read("ann", ReviewRole.Reviewer).Head);
        File.WriteAllText(path, string.Concat(lines.Select(l => l + "\n")));
        Assert.Equal(head, review.Read("ann", ReviewRole.Reviewer).Head);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(lines[4]))), head);
    }

    [Fact]
    public void Read_JournalOfTheFormatBefore_SaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        var review = SampleReview.Small(folder);
        review.OpenJournal("ann", ReviewRole.Reviewer, _clock).Dispose();
        var path = Journal(review, "ann");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"format\":2", "\"format\":1", StringComparison.Ordinal));

        foreach (var error in new[] { Assert.Throws<MatchingInputException>(() => review.Read("ann", ReviewRole.Reviewer)), Assert.Throws<MatchingInputException>(() => review.TakeIn(path, "ann")) })
        {
            Assert.Equal("The journal is of format 1; this version reads format 2.", error.What);
            Assert.StartsWith("End the review with the version", error.WhatToDo, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Open_ForeignReview_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var mine = SampleReview.Small(folder, "mine");
        var otherRun = SampleReview.Small(folder, "other-run", run: SampleReview.Run with { Model = new string('e', 64) });
        var otherSample = SampleReview.Small(folder, "other-sample", seed: 2);
        using (var journal = mine.OpenJournal("ann", ReviewRole.Reviewer, _clock))
        {
            journal.Record(1, ReviewLabel.Match);
        }

        foreach (var other in new[] { otherRun, otherSample })
        {
            File.Copy(Journal(mine, "ann"), Journal(other, "ann"));
            Assert.Contains("another review", Assert.Throws<MatchingInputException>(() => other.Read("ann", ReviewRole.Reviewer)).What, StringComparison.Ordinal);
            Assert.Contains("another review", Assert.Throws<MatchingInputException>(() => other.OpenJournal("ann", ReviewRole.Reviewer, _clock)).What, StringComparison.Ordinal);
            Assert.Contains("another review", Assert.Throws<MatchingInputException>(() => other.TakeIn(Journal(mine, "ann"), "ann")).What, StringComparison.Ordinal);
        }

        var same = SampleReview.Small(folder, "the-same-again");
        Assert.Equal(mine.Digest, same.Digest);
        Assert.Single(same.TakeIn(Journal(mine, "ann"), "ann").State.Standing);
    }

    [Theory]
    [InlineData("{\"at\":\"2026-11-22T12:00:00+00:00\",\"account\":\"x\",\"pair\":11,\"label\":\"match\"}")]
    [InlineData("{\"at\":\"2026-11-22T12:00:00+00:00\",\"account\":\"x\",\"pair\":1,\"label\":\"perhaps\"}")]
    [InlineData("{\"at\":\"2026-11-22T12:00:00+00:00\",\"account\":\"x\",\"pair\":1,\"undo\":true}")]
    [InlineData("{\"at\":\"2026-11-22T12:00:00+00:00\",\"account\":\"x\",\"surprise\":1}")]
    [InlineData("null")]
    [InlineData("")]
    public void Read_WholeLineThatIsNone_IsDamagedAndTheLineIsNamed(string line)
    {
        using var folder = new TemporaryFolder();
        var review = SampleReview.Small(folder);
        review.OpenJournal("ann", ReviewRole.Reviewer, _clock).Dispose();
        File.AppendAllText(Journal(review, "ann"), line.Replace("}", $",\"before\":\"{review.Read("ann", ReviewRole.Reviewer).Head}\"}}", StringComparison.Ordinal) + "\n");

        var error = Assert.Throws<MatchingInputException>(() => review.Read("ann", ReviewRole.Reviewer));

        Assert.Equal("The journal is damaged at line 2.", error.What);
    }

    [Fact]
    public void Open_WhileAnotherHoldsIt_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var review = SampleReview.Small(folder);
        using var held = review.OpenJournal("ann", ReviewRole.Reviewer, _clock);

        Assert.Contains("in use", Assert.Throws<MatchingInputException>(() => review.OpenJournal("ann", ReviewRole.Reviewer, _clock)).What, StringComparison.Ordinal);
        Assert.Contains("in use", Assert.Throws<MatchingInputException>(() => review.Read("ann", ReviewRole.Reviewer)).What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("Ann")]
    [InlineData("../ann")]
    [InlineData("ann smith")]
    [InlineData("ann.")]
    [InlineData("änn")]
    [InlineData("ann\n")]
    [InlineData("1ann")]
    public void Open_NameOutsideTheRules_IsRefused(string name)
    {
        using var folder = new TemporaryFolder();
        var review = SampleReview.Small(folder);

        Assert.Equal("--reviewer", Assert.Throws<MatchingInputException>(() => review.OpenJournal(name, ReviewRole.Reviewer, _clock)).Where);
        Assert.Empty(Directory.GetFiles(Path.Combine(review.Path, "labels")));
    }

    private static string Journal(ReviewFolder review, string name) => Path.Combine(review.Path, "labels", name + ".jsonl");
}
