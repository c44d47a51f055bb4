using Linkage.Jobs.Labelling;
using Linkage.Matching.Review;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Labelling;

public sealed class LabelSessionTests
{
    [Fact]
    public void Handle_EveryKey_DoesWhatTheScreenSays()
    {
        using var folder = new TemporaryFolder();
        var review = SampleFolder.Make(folder, 4);
        using var journal = review.OpenJournal("ann", ReviewRole.Reviewer, new SettableTimeProvider());
        var session = new LabelSession([1, 2, 3, 4], journal);
        Assert.Equal(0, session.Place);

        session.Handle(LabelKey.Match);
        Assert.Equal((1, 1), (session.Place, session.Labelled));
        session.Handle(LabelKey.Skip);
        session.Handle(LabelKey.NoMatch);
        session.Handle(LabelKey.Unsure);
        Assert.Equal(1, session.Place);
        session.Handle(LabelKey.Back);
        Assert.Equal((0, ReviewLabel.Match), (session.Place, session.Standing!.Label));
        session.Handle(LabelKey.Back);
        Assert.Equal(0, session.Place);
        session.Handle(LabelKey.NoMatch);
        Assert.Equal((1, ReviewLabel.NoMatch), (session.Place, journal.State.Standing[1].Label));
        session.Handle(LabelKey.Undo);
        Assert.Equal((0, ReviewLabel.Match), (session.Place, session.Standing!.Label));
        session.Handle(LabelKey.Skip);
        session.Handle(LabelKey.More);
        Assert.Equal((1, 1), (session.Place, session.Page));
        session.Handle(LabelKey.Match);
        Assert.Equal((null, 4, 0), (session.Place, session.Labelled, session.Page));
        session.Handle(LabelKey.Match);
        session.Handle(LabelKey.Skip);
        Assert.Null(session.Place);
        session.Handle(LabelKey.Undo);
        Assert.Equal(1, session.Place);
        session.Handle(LabelKey.None);
        Assert.False(session.Ended);
        session.Handle(LabelKey.Quit);
        Assert.True(session.Ended);
        Assert.Equal([1, 3, 4], journal.State.Standing.Keys.Order());
    }

    [Fact]
    public void Begin_SomeLabelled_GoesOnAtTheFirstWithout()
    {
        using var folder = new TemporaryFolder();
        var review = SampleFolder.Make(folder, 3);
        using var journal = review.OpenJournal("ann", ReviewRole.Reviewer, new SettableTimeProvider());
        journal.Record(1, ReviewLabel.Match);
        journal.Record(3, ReviewLabel.Match);

        Assert.Equal(1, new LabelSession([1, 2, 3], journal).Place);
        Assert.Null(new LabelSession([1, 3], journal).Place);
    }

    [Theory]
    [InlineData('m', ConsoleKey.M, false, "Match")]
    [InlineData('M', ConsoleKey.M, false, "Match")]
    [InlineData('\r', ConsoleKey.M, true, "None")]
    [InlineData('\0', ConsoleKey.LeftArrow, false, "Back")]
    [InlineData('\0', ConsoleKey.RightArrow, false, "Skip")]
    [InlineData('x', ConsoleKey.X, false, "None")]
    [InlineData(' ', ConsoleKey.Spacebar, false, "More")]
    public void Meaning_OfKeys_IsAsShown(char letter, ConsoleKey key, bool control, string meaning) =>
        Assert.Equal(meaning, LabelScreen.Meaning(new ConsoleKeyInfo(letter, key, false, false, control)).ToString());
}
