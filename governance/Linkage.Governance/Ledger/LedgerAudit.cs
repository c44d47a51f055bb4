using System.Globalization;

namespace Linkage.Governance.Ledger;

/// <summary>
/// Holds a ledger's events, streamed in their stored order, against themselves and against checkpoints whose signatures hold. Keeps a logarithm of the tree, the
/// checkpoints and what it found, however many events there are.
/// </summary>
public sealed class LedgerAudit
{
    /// <summary>How many findings are told one by one; more are only counted.</summary>
    public const int MostFindings = 100;

    private readonly Queue<Checkpoint> _checkpoints;
    private readonly MerkleTree _tree = new();
    private readonly List<LedgerFinding> _findings = [];
    private TreeHash _last;
    private long _expected;
    private long _vouchedFor;
    private bool _isRewritten;

    /// <summary>Begins.</summary>
    /// <param name="checkpoints">Checkpoints of this ledger whose signatures hold, in any order.</param>
    public LedgerAudit(IEnumerable<Checkpoint> checkpoints)
    {
        _checkpoints = new Queue<Checkpoint>(checkpoints.OrderBy(c => c.Size).ThenBy(c => c.Instant));
        CheckAgainstCheckpoints();
    }

    /// <summary>How many events were streamed.</summary>
    public long Events { get; private set; }

    /// <summary>How many findings there are.</summary>
    public long Count { get; private set; }

    /// <summary>The first findings.</summary>
    public IReadOnlyList<LedgerFinding> Findings => _findings;

    /// <summary>Root hash over the events streamed so far, by what they say now.</summary>
    public TreeHash Root => _tree.Root;

    /// <summary>The first so many events are those a checkpoint was signed over.</summary>
    public long VouchedFor => _vouchedFor;

    /// <summary>Takes the next event.</summary>
    public void Take(LedgerRecord record)
    {
        var place = record.Event.Sequence;
        if (!Follows(place))
        {
            return;
        }

        var hash = HashOf(record);
        if (hash != record.Hash)
        {
            Add(LedgerFault.Edited, place, $"Event {place} is not what was written: its content and its hash do not agree.");
        }

        if (record.Previous != _last)
        {
            Add(LedgerFault.ChainBroken, place, place == 0 ? "Event 0 names an event before it." : $"Event {place} does not follow event {place - 1}: the hash it holds of the one before is another.");
        }

        // The chain goes on with the hash that was stored, and what hangs on all events before is told only until something is found: one edit is one finding.
        if (_tree.Append(hash ?? record.Hash) != record.Subtree && Count == 0)
        {
            Add(LedgerFault.TreeWrong, place, $"The tree kept beside event {place} is not that of the events up to there.");
        }

        _last = record.Hash;
        CheckAgainstCheckpoints();
    }

    /// <summary>Takes an event that cannot be read as one.</summary>
    /// <param name="sequence">Its place.</param>
    /// <param name="what">What about it, as in <c>its instant is none</c>.</param>
    /// <param name="hash">The hash stored with it, if that can be read.</param>
    public void TakeUnreadable(long sequence, string what, TreeHash hash)
    {
        if (!Follows(sequence))
        {
            return;
        }

        Add(LedgerFault.Edited, sequence, $"Event {sequence} is not what was written: {what}.");
        _tree.Append(hash);
        _last = hash;
        CheckAgainstCheckpoints();
    }

    /// <summary>Ends the stream: what checkpoints still count is missing.</summary>
    public void End()
    {
        while (_checkpoints.TryDequeue(out var missing))
        {
            Add(
                LedgerFault.Truncated,
                _expected,
                $"The ledger ends before event {_expected}, and a checkpoint signed {LedgerEvent.Written(missing.Instant)} counts {missing.Size} events: {(missing.Size - _expected == 1 ? "one was" : $"{(missing.Size - _expected).ToString(CultureInfo.InvariantCulture)} were")} cut off.");
        }
    }

    private static TreeHash? HashOf(LedgerRecord record)
    {
        try
        {
            return record.Event.HashAfter(record.Previous);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private bool Follows(long place)
    {
        Events++;
        if (place < _expected)
        {
            Add(LedgerFault.Inserted, place, $"Event {place} stands where event {_expected} belongs.");
            return false;
        }

        if (place > _expected)
        {
            Add(LedgerFault.Deleted, _expected, place == _expected + 1 ? $"Event {_expected} is missing." : $"Events {_expected} to {place - 1} are missing.");
        }

        _expected = place + 1;
        return true;
    }

    private void CheckAgainstCheckpoints()
    {
        while (_checkpoints.TryPeek(out var next) && next.Size <= _expected)
        {
            _checkpoints.Dequeue();
            if (next.Size == _tree.Size && next.Root == _tree.Root)
            {
                _vouchedFor = _isRewritten ? _vouchedFor : next.Size;
            }
            else if (!_isRewritten)
            {
                _isRewritten = true;
                if (Count > 0)
                {
                    continue;
                }

                Add(
                    LedgerFault.Rewritten,
                    _vouchedFor,
                    $"A checkpoint signed {LedgerEvent.Written(next.Instant)} counts {next.Size} events that are not those in the ledger; the change begins at event {_vouchedFor} or after it.");
            }
        }
    }

    private void Add(LedgerFault fault, long sequence, string message)
    {
        Count++;
        if (_findings.Count < MostFindings)
        {
            _findings.Add(new LedgerFinding(fault, sequence, message));
        }
    }
}
