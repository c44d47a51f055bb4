using System.Security.Cryptography;
using Linkage.Governance.Ledger;

namespace Linkage.Governance.Tests.Ledger;

/// <summary>The tree as RFC 9162 section 2.1.1 defines it, by recursion, with nothing of the product but the type of a hash.</summary>
internal static class NaiveTree
{
    internal static List<TreeHash> Leaves(int count) => [.. Enumerable.Range(0, count).Select(i => new TreeHash(SHA256.HashData([0, .. BitConverter.GetBytes(i)])))];

    internal static TreeHash Root(IReadOnlyList<TreeHash> leaves)
    {
        if (leaves.Count == 0)
        {
            return new TreeHash(SHA256.HashData([]));
        }

        if (leaves.Count == 1)
        {
            return leaves[0];
        }

        var left = 1;
        while (left * 2 < leaves.Count)
        {
            left *= 2;
        }

        byte[] children = [.. Root([.. leaves.Take(left)]).ToBytes(), .. Root([.. leaves.Skip(left)]).ToBytes()];
        return new TreeHash(SHA256.HashData([1, .. children]));
    }
}
