namespace Linkage.Matching.Clustering;

/// <summary>
/// Disjoint sets of numbered records that remember which datasets they hold. Joining is refused when it would bring together datasets that may not
/// meet, or a second record of a duplicate-free dataset. Fed with links from the strongest down, it keeps the strongest that fit.
/// </summary>
public sealed class ConstrainedForest
{
    private readonly DisjointSets _sets;
    private readonly ulong[] _datasets;
    private readonly ulong[] _mayMeet;
    private readonly ulong _duplicateFree;

    /// <summary>Starts with every record alone.</summary>
    /// <param name="datasetOf">Number of the dataset (0 to 63) of each record.</param>
    /// <param name="mayMeet">For each dataset the bit mask of datasets it may share a cluster with; its own bit is taken as set.</param>
    /// <param name="duplicateFree">Bit mask of duplicate-free datasets.</param>
    public ConstrainedForest(ReadOnlySpan<byte> datasetOf, ReadOnlySpan<ulong> mayMeet, ulong duplicateFree)
    {
        _sets = new DisjointSets(datasetOf.Length);
        _datasets = new ulong[datasetOf.Length];
        for (var i = 0; i < datasetOf.Length; i++)
        {
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

        var root = _sets.Join(a, b);
        _datasets[root] = _datasets[a] | _datasets[b];
        return true;
    }

    /// <summary>The least record number of the set a record is in.</summary>
    public int Root(int record) => _sets.Root(record);

    /// <summary>Records of the set a record is in.</summary>
    public int SizeOf(int record) => _sets.Size(_sets.Root(record));

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
