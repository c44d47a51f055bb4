using System.Globalization;
using System.Security.Cryptography;

namespace Linkage.Matching.Review;

/// <summary>
/// The labels of one person: a file of JSON lines that only grows. Each decision is one line, forced to disk before the next pair is shown, so a killed process
/// loses nothing; a changed mind is a later line. Each line names the SHA-256 of the one before, so that a line changed or taken out later is seen; the last is
/// <see cref="LabelState.Head"/>. Held by one process at a time.
/// </summary>
public sealed class LabelJournal : IDisposable
{
    /// <summary>The format's number: since 2 the lines are chained.</summary>
    internal const int CurrentFormat = 2;

    private const string Restore = "Restore the file from a copy, or move it away and label again.";

    private readonly FileStream _stream;
    private readonly TimeProvider _clock;

    private LabelJournal(FileStream stream, TimeProvider clock, LabelState state, int mended)
    {
        (_stream, _clock, State) = (stream, clock, state);
        MendedBytes = mended;
    }

    /// <summary>What the journal says so far.</summary>
    public LabelState State { get; }

    /// <summary>Bytes of an unfinished last line that were cut off on opening: what a process wrote when it was killed. 0 nearly always.</summary>
    public int MendedBytes { get; }

    /// <summary>Opens a journal, or begins it, and mends a last line that was not finished.</summary>
    /// <param name="path">The file.</param>
    /// <param name="head">What it must be about.</param>
    /// <param name="pairs">Pairs of the review.</param>
    /// <param name="clock">Gives the time of each decision.</param>
    /// <exception cref="MatchingInputException">It belongs to another review or person, is damaged, or is in use.</exception>
    internal static LabelJournal Open(string path, JournalHead head, int pairs, TimeProvider clock)
    {
        var stream = Locked(path, () => OwnerOnly.Open(path, FileMode.OpenOrCreate, FileShare.None));
        try
        {
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            var (state, whole) = Replay(path, bytes, head, pairs);
            if (whole < bytes.Length)
            {
                stream.SetLength(whole);
                stream.Flush(flushToDisk: true);
            }

            stream.Position = whole;
            var journal = new LabelJournal(stream, clock, state ?? new LabelState(head.Reviewer), bytes.Length - whole);
            if (state is null)
            {
                journal.Append(journal.Entry() with { Format = CurrentFormat, Review = head.Review, Reviewer = head.Reviewer, Role = head.Role });
            }

            return journal;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads a journal without changing it; an unfinished last line does not count.</summary>
    /// <exception cref="MatchingInputException">It belongs to another review or person, is damaged, or is in use.</exception>
    internal static LabelState Read(string path, JournalHead head, int pairs) =>
        Replay(path, Locked(path, () => File.ReadAllBytes(path)), head, pairs).State ?? new LabelState(head.Reviewer);

    /// <summary>Who a journal says it is of, without reading on.</summary>
    /// <exception cref="MatchingInputException">It does not begin with a head.</exception>
    internal static JournalHead HeadOf(string path)
    {
        var bytes = Locked(path, () => File.ReadAllBytes(path));
        var end = bytes.AsSpan().IndexOf((byte)'\n');
        var first = end < 0 ? null : ReviewJson.TryLine<JournalEntry>(bytes.AsSpan(0, end));
        RequireFormat(path, first);
        return first is { Format: CurrentFormat, Review: { } review, Reviewer: { } reviewer, Role: { } role }
            ? new JournalHead(review, reviewer, role)
            : throw new MatchingInputException("The file is no journal of labels.", path, "Give a journal (labels/NAME.jsonl of a copy of the review) or a sheet that 'linkage review sheet' wrote.");
    }

    /// <summary>Writes a decision down; it is on disk when this returns.</summary>
    /// <param name="pair">The pair's number.</param>
    /// <param name="label">What was said.</param>
    /// <param name="via"><c>screen</c> or <c>sheet</c>.</param>
    public ReviewDecision Record(int pair, ReviewLabel label, string via = "screen")
    {
        var entry = Entry() with { Pair = pair, Label = label, Via = via };
        Append(entry with { Before = State.Head });
        var decision = new ReviewDecision(pair, label, State.Reviewer, entry.At);
        State.Apply(decision);
        return decision;
    }

    /// <summary>Takes the last decision back, in a line of its own.</summary>
    /// <returns>The pair it was about, or null when there is none.</returns>
    public int? Undo()
    {
        if (State.Last is not { } pair)
        {
            return null;
        }

        Append(Entry() with { Pair = pair, Undo = true, Before = State.Head });
        State.Withdraw();
        return pair;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private JournalEntry Entry() => new(_clock.GetUtcNow().ToUniversalTime(), Environment.UserName);

    private void Append(JournalEntry entry)
    {
        var line = ReviewJson.Line(entry);
        _stream.Write(line);
        _stream.Flush(flushToDisk: true);
        State.Head = HashOf(line.AsSpan()[..^1]);
    }

    /// <summary>Plays the lines back. The second value is the length of the whole lines.</summary>
    private static (LabelState? State, int Whole) Replay(string path, byte[] bytes, JournalHead head, int pairs)
    {
        LabelState? state = null;
        var at = 0;
        for (var line = 1; bytes.AsSpan(at).IndexOf((byte)'\n') is >= 0 and var length; line++)
        {
            var entry = ReviewJson.TryLine<JournalEntry>(bytes.AsSpan(at, length)) ?? throw Damaged(path, line);
            var hash = HashOf(bytes.AsSpan(at, length));
            at += length + 1;
            if (state is null)
            {
                RequireHead(path, entry, head);
                state = new LabelState(head.Reviewer) { Head = hash };
                continue;
            }

            if (entry.Before != state.Head)
            {
                throw new MatchingInputException(
                    string.Create(CultureInfo.InvariantCulture, $"The journal is damaged at line {line}: it does not follow the line before, which was changed, or one was taken out or put in."), path, Restore);
            }

            state.Head = hash;
            if (entry is not { Format: null, Review: null, Reviewer: null, Role: null })
            {
                throw Damaged(path, line);
            }

            switch (entry)
            {
                case { Pair: { } pair, Label: { } label, Via: not null, Undo: null } when pair >= 1 && pair <= pairs:
                    state.Apply(new ReviewDecision(pair, label, head.Reviewer, entry.At));
                    break;
                case { Pair: { } pair, Undo: true, Label: null, Via: null } when state.Last == pair:
                    state.Withdraw();
                    break;
                default:
                    throw Damaged(path, line);
            }
        }

        return (state, at);
    }

    private static void RequireHead(string path, JournalEntry entry, JournalHead head)
    {
        RequireFormat(path, entry);
        if (entry.Format != CurrentFormat || entry.Review is null || entry.Reviewer is null || entry.Role is null || entry is not { Pair: null, Label: null, Via: null, Undo: null, Before: null })
        {
            throw Damaged(path, 1);
        }

        if (entry.Review != head.Review)
        {
            throw new MatchingInputException("The labels belong to another review, of another run or another sample.", path, "Labels count only for the pairs they were given on; use them with their own review folder.");
        }

        if (entry.Reviewer != head.Reviewer || entry.Role != head.Role)
        {
            throw new MatchingInputException("The labels are another person's, or were given in another capacity.", path, "A journal keeps the name it was begun under.");
        }
    }

    private static void RequireFormat(string path, JournalEntry? entry)
    {
        if (entry?.Format is { } format and not CurrentFormat)
        {
            throw new MatchingInputException(
                string.Create(CultureInfo.InvariantCulture, $"The journal is of format {format}; this version reads format {CurrentFormat}."),
                path,
                "End the review with the version of the program that began it ('linkage review labels'), or move the journal away and label again.");
        }
    }

    private static string HashOf(ReadOnlySpan<byte> line) => Convert.ToHexStringLower(SHA256.HashData(line));

    private static MatchingInputException Damaged(string path, int line) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The journal is damaged at line {line}."), path, Restore);

    private static T Locked<T>(string path, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (IOException error) when (error is not (FileNotFoundException or DirectoryNotFoundException) && IsHeld(error))
        {
            throw new MatchingInputException("The labels are in use by another process.", path, "Close the other window where this person is labelling.");
        }
    }

    // EWOULDBLOCK of Linux and of macOS, and the sharing violation of Windows.
    private static bool IsHeld(IOException error) => error.HResult is 11 or 35 or unchecked((int)0x80070020);
}

/// <summary>What a journal is about.</summary>
/// <param name="Review">The review's digest.</param>
/// <param name="Reviewer">The person's name.</param>
/// <param name="Role">In what capacity.</param>
internal sealed record JournalHead(string Review, string Reviewer, ReviewRole Role);
