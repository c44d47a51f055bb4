using System.Numerics;

namespace Linkage.Governance.Ledger;

/// <summary>Inclusion and consistency proofs of RFC 9162, sections 2.1.3 and 2.1.4: made from a tree, and checked without one.</summary>
public static class MerkleProof
{
    /// <summary>The hashes that lead from a leaf to the root.</summary>
    /// <param name="index">The leaf, from 0.</param>
    /// <param name="size">Leaves of the tree.</param>
    /// <param name="rootOf">Root of the tree over a range of leaves, by first index and count.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tree has no such leaf.</exception>
    public static IReadOnlyList<TreeHash> Inclusion(long index, long size, Func<long, long, TreeHash> rootOf)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<TreeHash>();
        var (start, count) = (0L, size);
        while (count > 1)
        {
            var left = LargestPowerBelow(count);
            if (index - start < left)
            {
                path.Add(rootOf(start + left, count - left));
                count = left;
            }
            else
            {
                path.Add(rootOf(start, left));
                (start, count) = (start + left, count - left);
            }
        }

        path.Reverse();
        return path;
    }

    /// <summary>The hashes that show a tree to be the beginning of a larger one.</summary>
    /// <param name="first">Leaves of the earlier tree, 1 or more.</param>
    /// <param name="second">Leaves of the later tree, as many or more.</param>
    /// <param name="rootOf">Root of the later tree over a range of leaves, by first index and count.</param>
    /// <exception cref="ArgumentOutOfRangeException">The sizes are not those of an earlier and a later tree.</exception>
    public static IReadOnlyList<TreeHash> Consistency(long first, long second, Func<long, long, TreeHash> rootOf)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, second);
        var path = new List<TreeHash>();
        var (start, count, isWhole) = (0L, second, true);
        while (first < count)
        {
            var left = LargestPowerBelow(count);
            if (first <= left)
            {
                path.Add(rootOf(start + left, count - left));
                count = left;
            }
            else
            {
                path.Add(rootOf(start, left));
                (first, start, count, isWhole) = (first - left, start + left, count - left, false);
            }
        }

        if (!isWhole)
        {
            path.Add(rootOf(start, count));
        }

        path.Reverse();
        return path;
    }

    /// <summary>Whether a proof shows that a leaf stands in a tree (RFC 9162, 2.1.3.2).</summary>
    public static bool IsIncluded(long index, TreeHash leaf, long size, TreeHash root, IReadOnlyList<TreeHash> proof)
    {
        if (index < 0 || index >= size)
        {
            return false;
        }

        var (node, last, hash) = (index, size - 1, leaf);
        foreach (var step in proof)
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                hash = TreeHash.OfNode(step, hash);
                while ((node & 1) == 0 && node != 0)
                {
                    (node, last) = (node >> 1, last >> 1);
                }
            }
            else
            {
                hash = TreeHash.OfNode(hash, step);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && hash == root;
    }

    /// <summary>Whether a proof shows that a tree is the beginning of a larger one (RFC 9162, 2.1.4.2).</summary>
    public static bool IsConsistent(long first, TreeHash firstRoot, long second, TreeHash secondRoot, IReadOnlyList<TreeHash> proof)
    {
        if (first < 1 || first > second)
        {
            return false;
        }

        if (first == second)
        {
            return proof.Count == 0 && firstRoot == secondRoot;
        }

        IReadOnlyList<TreeHash> path = BitOperations.IsPow2(first) ? [firstRoot, .. proof] : proof;
        if (path.Count == 0)
        {
            return false;
        }

        var (node, last) = (first - 1, second - 1);
        while ((node & 1) == 1)
        {
            (node, last) = (node >> 1, last >> 1);
        }

        var (earlier, later) = (path[0], path[0]);
        foreach (var step in path.Skip(1))
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                (earlier, later) = (TreeHash.OfNode(step, earlier), TreeHash.OfNode(step, later));
                while ((node & 1) == 0 && node != 0)
                {
                    (node, last) = (node >> 1, last >> 1);
                }
            }
            else
            {
                later = TreeHash.OfNode(later, step);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && earlier == firstRoot && later == secondRoot;
    }

    private static long LargestPowerBelow(long count) => 1L << BitOperations.Log2((ulong)(count - 1));
}
