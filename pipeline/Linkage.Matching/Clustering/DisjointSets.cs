namespace Linkage.Matching.Clustering;

/// <summary>Disjoint sets of numbered records, each with its least record as root and its size. 8 bytes a record.</summary>
internal sealed class DisjointSets
{
    private readonly int[] _parent;
    private readonly int[] _size;

    /// <summary>Starts with every record alone.</summary>
    internal DisjointSets(int records)
    {
        _parent = new int[records];
        _size = new int[records];
        for (var i = 0; i < records; i++)
        {
            (_parent[i], _size[i]) = (i, 1);
        }
    }

    /// <summary>Records.</summary>
    internal int Count => _parent.Length;

    /// <summary>Records of a set.</summary>
    /// <param name="root">Its root.</param>
    internal int Size(int root) => _size[root];

    /// <summary>The least record number of the set a record is in.</summary>
    internal int Root(int record)
    {
        var root = record;
        while (_parent[root] != root)
        {
            root = _parent[root];
        }

        while (_parent[record] != root)
        {
            (record, _parent[record]) = (_parent[record], root);
        }

        return root;
    }

    /// <summary>Joins two sets, given by their roots.</summary>
    /// <returns>The root of both: the lesser, so that the result does not depend on the order of equal steps.</returns>
    internal int Join(int left, int right)
    {
        if (left == right)
        {
            return left;
        }

        var (root, child) = left < right ? (left, right) : (right, left);
        _parent[child] = root;
        _size[root] += _size[child];
        return root;
    }
}
