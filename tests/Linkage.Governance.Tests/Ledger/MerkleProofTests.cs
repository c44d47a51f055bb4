using Linkage.Governance.Ledger;

namespace Linkage.Governance.Tests.Ledger;

public sealed class MerkleProofTests
{
    private static readonly List<TreeHash> Leaves = NaiveTree.Leaves(70);

    private static TreeHash RootOf(long start, long count) => NaiveTree.Root(Leaves.GetRange((int)start, (int)count));

    // The published paths of certificate-transparency over its eight leaves.
    [Fact]
    public void Proofs_OfThePublishedLeaves_AreThePublishedPaths()
    {
        List<TreeHash> leaves = [.. MerkleTreeTests.Leaves.Select(l => TreeHash.OfLeaf(Convert.FromHexString(l)))];
        TreeHash Root(long start, long count) => NaiveTree.Root(leaves.GetRange((int)start, (int)count));

        Assert.Equal(
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
            MerkleProof.Inclusion(0, 8, Root).Select(h => h.ToString()));
        Assert.Equal(
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
            MerkleProof.Inclusion(5, 8, Root).Select(h => h.ToString()));
        Assert.Equal(
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
            MerkleProof.Consistency(6, 8, Root).Select(h => h.ToString()));
        Assert.Equal(
            [
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
            MerkleProof.Consistency(2, 5, Root).Select(h => h.ToString()));
    }

    [Fact]
    public void IsIncluded_EveryLeafOfEverySize_HoldsForItAloneAndNoOther()
    {
        for (var size = 1; size <= Leaves.Count; size++)
        {
            var root = RootOf(0, size);
            for (var index = 0; index < size; index++)
            {
                var proof = MerkleProof.Inclusion(index, size, RootOf);

                Assert.True(MerkleProof.IsIncluded(index, Leaves[index], size, root, proof));
                Assert.False(MerkleProof.IsIncluded(index, Leaves[(index + 1) % Leaves.Count], size, root, proof));
                Assert.False(MerkleProof.IsIncluded(index, Leaves[index], size, RootOf(0, size == 70 ? 69 : size + 1), proof));
                Assert.False(MerkleProof.IsIncluded(index, Leaves[index], size, root, [.. proof, root]));
                Assert.False(proof.Count > 0 && MerkleProof.IsIncluded(index, Leaves[index], size, root, [.. proof.Skip(1)]));
                Assert.False(proof.Count > 0 && MerkleProof.IsIncluded(index, Leaves[index], size, root, [.. proof.SkipLast(1), Leaves[69]]));
                Assert.False(size > 1 && MerkleProof.IsIncluded((index + 1) % size, Leaves[index], size, root, proof));
            }

            Assert.False(MerkleProof.IsIncluded(size, Leaves[0], size, root, []));
            Assert.False(MerkleProof.IsIncluded(-1, Leaves[0], size, root, []));
        }
    }

    [Fact]
    public void IsConsistent_EveryPairOfSizes_HoldsForThoseRootsAlone()
    {
        for (var second = 1; second <= Leaves.Count; second++)
        {
            for (var first = 1; first <= second; first++)
            {
                var (before, after) = (RootOf(0, first), RootOf(0, second));
                var proof = MerkleProof.Consistency(first, second, RootOf);

                Assert.True(MerkleProof.IsConsistent(first, before, second, after, proof));
                Assert.False(MerkleProof.IsConsistent(first, RootOf(1, 1), second, after, proof));
                Assert.False(MerkleProof.IsConsistent(first, before, second, RootOf(1, 1), proof));
                Assert.False(MerkleProof.IsConsistent(first, before, second, after, [.. proof, before]));
                Assert.False(proof.Count > 0 && MerkleProof.IsConsistent(first, before, second, after, [.. proof.SkipLast(1)]));
                Assert.False(first < second && MerkleProof.IsConsistent(second, after, first, before, proof));
            }
        }

        Assert.False(MerkleProof.IsConsistent(0, TreeHash.OfNothing, 5, RootOf(0, 5), []));
    }
}
