using System.Numerics;

namespace Linkage.Governance.Ledger;

/// <summary>
/// The Merkle tree of RFC 9162 section 2.1.1, grown leaf by leaf. Holds one hash for each complete subtree at its right edge, at most 63 whatever the number of
/// leaves, so a tree of any size is built in one pass over a stream.
/// </summary>
public sealed class MerkleTree
{
    // The complete subtree of 2^height leaves stands at its height; it is there when that bit of the size is set.
    private readonly TreeHash[] _subtrees = new TreeHash[63];

    /// <summary>How many leaves it has.</summary>
    public long Size { get; private set; }

    /// <summary>The hash of the whole tree; of nothing when it has no leaf.</summary>
    public TreeHash Root
    {
        get
        {
            TreeHash? root = null;
            for (var left = Size; left != 0; left &= left - 1)
            {
                var subtree = _subtrees[BitOperations.TrailingZeroCount(left)];
                root = root is { } right ? TreeHash.OfNode(subtree, right) : subtree;
            }

            return root ?? TreeHash.OfNothing;
        }
    }

    /// <summary>
    /// Takes up a tree where it was left. The subtree that ends at leaf <c>i</c> is what <see cref="Append"/> gave when that leaf was appended, so who keeps
    /// one hash a leaf can go on after reading a logarithm of them.
    /// </summary>
    /// <param name="size">Leaves so far.</param>
    /// <param name="subtreeEndingAt">The largest complete subtree that ends at a leaf, by the leaf's index from 0.</param>
    public static MerkleTree Resume(long size, Func<long, TreeHash> subtreeEndingAt)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        var tree = new MerkleTree { Size = size };
        foreach (var leaf in EdgeOf(size))
        {
            tree._subtrees[BitOperations.TrailingZeroCount(leaf + 1)] = subtreeEndingAt(leaf);
        }

        return tree;
    }

    /// <summary>The leaves whose subtrees <see cref="Resume"/> asks for.</summary>
    /// <param name="size">Leaves so far.</param>
    public static IReadOnlyList<long> EdgeOf(long size)
    {
        var leaves = new List<long>();
        for (var left = size; left > 0; left &= left - 1)
        {
            leaves.Add(left - 1);
        }

        return leaves;
    }

    /// <summary>Appends a leaf.</summary>
    /// <param name="leaf">Its hash, see <see cref="TreeHash.OfLeaf"/>.</param>
    /// <returns>The largest complete subtree that ends at this leaf.</returns>
    public TreeHash Append(TreeHash leaf)
    {
        var height = 0;
        for (; (Size >> height & 1) != 0; height++)
        {
            leaf = TreeHash.OfNode(_subtrees[height], leaf);
        }

        _subtrees[height] = leaf;
        Size++;
        return leaf;
    }
}
