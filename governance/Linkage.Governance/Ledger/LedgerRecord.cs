namespace Linkage.Governance.Ledger;

/// <summary>An event with what ties it to all before it.</summary>
/// <param name="Event">The event.</param>
/// <param name="Previous">Hash of the event before; the default value for the first.</param>
/// <param name="Hash">Hash of this event, see <see cref="LedgerEvent.HashAfter"/>.</param>
/// <param name="Subtree">The largest complete subtree that ends here, see <see cref="MerkleTree.Append"/>; the tree can be taken up from a logarithm of them.</param>
public sealed record LedgerRecord(LedgerEvent Event, TreeHash Previous, TreeHash Hash, TreeHash Subtree);
