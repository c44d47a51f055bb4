namespace Linkage.Matching.Clustering;

/// <summary>
/// Disjoint sets of numbered records that remember which datasets they hold. Joining is refused when it would bring together datasets that may not
/// meet, or a second record of a duplicate-free dataset. Fed with links from the strongest down, it keeps the strongest that fit.
/// </summary>
public sealed class ConstrainedForest
{
    private readonly int[] _parent;
    private readonly ulong[] _datasets;
    private readonly ulong[] _mayMeet;
    private readonly ulong _duplicateFree;

    /// <summary>Starts with every record alone.</summary>
    /// <param name="datasetOf">Number of the dataset (0 to 63) of each record.</param>
    /// <param name="mayMeet">For each dataset the bit mask of datasets it may share a cluster with; its own bit is taken as set.</param>
    /// <param name="duplicateFree">Bit mask of duplicate-free datasets.</param>
    public ConstrainedForest(ReadOnlySpan<byte> datasetOf, ReadOnlySpan<ulong> mayMeet, ulong duplicateFree)
    {
        _parent = new int[datasetOf.Length];
        _datasets = new ulong[datasetOf.Length];
        for (var i = 0; i < _parent.Length; i++)
        {
            _parent[i] = i;
            _datasets[i] = 1UL << datasetOf[i];
        }

        _mayMeet = mayMeet.ToArray();
        for (var i = 0; i < _mayMeet.Length; i++)
        {
            _mayMeet[i] |= 1UL << i;
        }

        _duplicateFree = duplicateFree;
    }

    /// <summary>Joins the sets of two records; false when the constraints refuse. Records already together are fine.</summary>
    public bool Join(int left, int right)
    {
        var (a, b) = (Root(left), Root(right));
        if (a == b)
        {
            return true;
        }

        if (!Fit(_datasets[a], _datasets[b]))
        {
            return false;
        }

        // The lesser number stays the root, so that the result does not depend on the order of equal steps.
        var (root, child) = a < b ? (a, b) : (b, a);
        _parent[child] = root;
        _datasets[root] |= _datasets[child];
        return true;
    }

    /// <summary>The least record number of the set a record is in.</summary>
    public int Root(int record)
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

    private bool Fit(ulong a, ulong b)
    {
        if ((a & b & _duplicateFree) != 0)
        {
            return false;
        }

        for (var rest = a; rest != 0; rest &= rest - 1)
        {
            if ((b & ~_mayMeet[System.Numerics.BitOperations.TrailingZeroCount(rest)]) != 0)
            {
                return false;
            }
        }

        return true;
    }
}
