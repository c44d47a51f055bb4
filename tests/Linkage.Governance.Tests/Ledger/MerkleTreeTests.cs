using System.Security.Cryptography;
using Linkage.Governance.Ledger;

namespace Linkage.Governance.Tests.Ledger;

public sealed class MerkleTreeTests
{
    // The leaves and roots of certificate-transparency's own tests (merkle_tree_test.cc), which RFC 6962 implementations share.
    internal static readonly string[] Leaves =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] Roots =
    [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    public void Root_OfNoLeaf_IsTheHashOfNothing() =>
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", new MerkleTree().Root.ToString());

    [Fact]
    public void Root_OfThePublishedLeaves_IsThePublishedRoot()
    {
        var tree = new MerkleTree();
        foreach (var (leaf, root) in Leaves.Zip(Roots))
        {
            tree.Append(TreeHash.OfLeaf(Convert.FromHexString(leaf)));

            Assert.Equal(root, tree.Root.ToString());
        }
    }

    [Fact]
    public void Root_OfRandomSizes_IsThatOfTheRecursiveDefinition()
    {
        foreach (var size in Sizes(seed: 11, count: 60, below: 3000).Concat([1, 2, 3, 4, 7, 8, 9, 1023, 1024, 1025]))
        {
            var leaves = NaiveTree.Leaves(size);
            var tree = new MerkleTree();
            leaves.ForEach(l => tree.Append(l));

            Assert.Equal(NaiveTree.Root(leaves), tree.Root);
        }
    }

    [Fact]
    public void Resume_AtEverySize_GoesOnAsTheTreeItWas()
    {
        var leaves = NaiveTree.Leaves(300);
        for (var size = 0; size <= leaves.Count; size++)
        {
            var kept = new List<TreeHash>();
            var tree = new MerkleTree();
            leaves.GetRange(0, size).ForEach(l => kept.Add(tree.Append(l)));

            var read = 0;
            var resumed = MerkleTree.Resume(size, leaf =>
            {
                read++;
                return kept[(int)leaf];
            });
            Assert.Equal(tree.Root, resumed.Root);
            Assert.True(read <= 9);
            leaves.GetRange(size, leaves.Count - size).ForEach(l => resumed.Append(l));

            Assert.Equal(NaiveTree.Root(leaves), resumed.Root);
        }
    }

    [Fact]
    public void OfLeaf_OfAnyLength_IsSha256OfAZeroByteAndTheData()
    {
        foreach (var length in new[] { 0, 1, 1022, 1023, 1024, 1025, 5000 })
        {
            var data = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();

            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([0, .. data])), TreeHash.OfLeaf(data).ToString());
        }
    }

    [Theory]
    [InlineData("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", true)]
    [InlineData("6E340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", false)]
    [InlineData("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01", false)]
    [InlineData("xe340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", false)]
    [InlineData(null, false)]
    public void TryParse_OfText_TakesOneFormOnly(string? text, bool isHash)
    {
        Assert.Equal(isHash, TreeHash.TryParse(text, out var hash));
        Assert.True(!isHash || hash.ToString() == text);
        Assert.True(!isHash || new TreeHash(hash.ToBytes()) == hash);
    }

    private static IEnumerable<int> Sizes(int seed, int count, int below)
    {
        var state = (uint)seed;
        for (var i = 0; i < count; i++)
        {
            state = (state * 1664525) + 1013904223;
            yield return (int)((state >> 8) % (uint)below);
        }
    }
}
