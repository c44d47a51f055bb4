using Linkage.Matching.Review;

namespace Linkage.Jobs.Labelling;

/// <summary>Which pair a person is at, and what a key does. Knows no terminal.</summary>
internal sealed class LabelSession
{
    private readonly LabelJournal _journal;

    /// <summary>Begins at the first pair without a label.</summary>
    /// <param name="queue">Numbers of the pairs to label, in order.</param>
    /// <param name="journal">Where decisions go.</param>
    public LabelSession(IReadOnlyList<int> queue, LabelJournal journal)
    {
        (Queue, _journal) = (queue, journal);
        Place = NextOpen(-1);
    }

    /// <summary>Numbers of the pairs to label, in order.</summary>
    public IReadOnlyList<int> Queue { get; }

    /// <summary>Place in the queue from 0; null when every pair has a label and none is looked at.</summary>
    public int? Place { get; private set; }

    /// <summary>Which part of the pair is shown, from 0.</summary>
    public int Page { get; private set; }

    /// <summary>True once the person asked to end.</summary>
    public bool Ended { get; private set; }

    /// <summary>Whose labels.</summary>
    public string Reviewer => _journal.State.Reviewer;

    /// <summary>Pairs of the queue that have a label.</summary>
    public int Labelled => Queue.Count(_journal.State.Standing.ContainsKey);

    /// <summary>The decision that stands on the pair that is shown, or null.</summary>
    public ReviewDecision? Standing => Place is { } place ? _journal.State.Standing.GetValueOrDefault(Queue[place]) : null;

    /// <summary>Does what a key asks for.</summary>
    public void Handle(LabelKey key)
    {
        var before = Place;
        switch (key)
        {
            case LabelKey.Match:
                Decide(ReviewLabel.Match);
                break;
            case LabelKey.NoMatch:
                Decide(ReviewLabel.NoMatch);
                break;
            case LabelKey.Unsure:
                Decide(ReviewLabel.Unsure);
                break;
            case LabelKey.Skip:
                Place = Place is { } at ? NextOpen(at) : null;
                break;
            case LabelKey.Back:
                Place = Place is { } here ? Math.Max(0, here - 1) : Queue.Count - 1;
                break;
            case LabelKey.Undo:
                Undo();
                break;
            case LabelKey.More:
                Page++;
                return;
            case LabelKey.Quit:
                Ended = true;
                break;
            case LabelKey.None:
                break;
        }

        Page = Place == before && key == LabelKey.None ? Page : 0;
    }

    private void Decide(ReviewLabel label)
    {
        if (Place is { } place)
        {
            _journal.Record(Queue[place], label);
            Place = NextOpen(place);
        }
    }

    private void Undo()
    {
        if (_journal.Undo() is { } pair)
        {
            Place = Queue.Index().Where(q => q.Item == pair).Select(q => (int?)q.Index).FirstOrDefault() ?? Place;
        }
    }

    /// <summary>The next pair without a label after a place, round to that place again; null when there is none.</summary>
    private int? NextOpen(int after)
    {
        for (var step = 1; step <= Queue.Count; step++)
        {
            var place = (after + step) % Queue.Count;
            if (!_journal.State.Standing.ContainsKey(Queue[place]))
            {
                return place;
            }
        }

        return null;
    }
}
