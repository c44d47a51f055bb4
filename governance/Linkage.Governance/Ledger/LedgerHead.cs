using System.Text.Json.Nodes;

namespace Linkage.Governance.Ledger;

/// <summary>The end of a ledger, where events are appended. Knows the last hash and the right edge of the tree, and no event.</summary>
public sealed class LedgerHead
{
    private readonly MerkleTree _tree;

    private LedgerHead(MerkleTree tree, TreeHash last)
    {
        _tree = tree;
        Last = last;
    }

    /// <summary>How many events there are; the sequence number of the next one.</summary>
    public long Size => _tree.Size;

    /// <summary>Hash of the last event; the default value when there is none.</summary>
    public TreeHash Last { get; private set; }

    /// <summary>Root hash over all events.</summary>
    public TreeHash Root => _tree.Root;

    /// <summary>The end of a ledger without events.</summary>
    public static LedgerHead Empty() => new(new MerkleTree(), default);

    /// <summary>The end of a ledger that is there.</summary>
    /// <param name="size">How many events it has.</param>
    /// <param name="last">Hash of the last one.</param>
    /// <param name="subtreeEndingAt">What <see cref="LedgerRecord.Subtree"/> is of an event, by its sequence number.</param>
    public static LedgerHead Resume(long size, TreeHash last, Func<long, TreeHash> subtreeEndingAt) => new(MerkleTree.Resume(size, subtreeEndingAt), last);

    /// <summary>Appends an event.</summary>
    /// <param name="instant">When.</param>
    /// <param name="kind">What happened.</param>
    /// <param name="subject">What it happened to.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="body">More about it.</param>
    /// <exception cref="ArgumentException">The body has no canonical form.</exception>
    public LedgerRecord Append(DateTimeOffset instant, string kind, string subject, string actor, JsonObject body)
    {
        var happened = LedgerEvent.Of(Size, instant, kind, subject, actor, body);
        var previous = Last;
        Last = happened.HashAfter(previous);
        return new LedgerRecord(happened, previous, Last, _tree.Append(Last));
    }
}
