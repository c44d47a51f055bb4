using System.Text.Json;
using System.Text.Json.Nodes;
using Linkage.Governance.Ledger;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Release;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Release;

public sealed class RecordedDecisionTests : IDisposable
{
    private readonly ReleaseWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Verify_BundleWithTheDecisionOfItsStatement_IsValidAndSaysThatThereIsAProof()
    {
        var bundle = Release("decision-allowed", DecisionDigest.Of(_world.Request().Decision));

        Assert.Empty(Failures(bundle));
        using var statement = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(bundle, "statement.json")));
        Assert.Equal("ledger.json", statement.RootElement.GetProperty("predicate").GetProperty("decision").GetProperty("proof").GetString());
        using var proof = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(bundle, "ledger.json")));
        using var schema = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(RepositoryPaths.Formats, "ledger-proof-output.schema.json")));
        Assert.Empty(SchemaCheck.Of(proof.RootElement, schema.RootElement));
        Assert.DoesNotContain("ledger.json", statement.RootElement.GetProperty("subject").EnumerateArray().Select(s => s.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("decision-denied", true)]
    [InlineData("decision-allowed", false)]
    [InlineData("release-published", true)]
    public void Verify_ProofOfAnotherEvent_FailsAndNamesTheFile(string kind, bool sameDecision)
    {
        var bundle = Release(kind, sameDecision ? DecisionDigest.Of(_world.Request().Decision) : ReleaseWorld.HashOf("another decision"));

        var (file, problem) = Assert.Single(Failures(bundle));
        Assert.Equal("ledger.json", file);
        Assert.Contains("another event", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_ProofTakenOutAndSealedAgain_Fails()
    {
        var bundle = Release("decision-allowed", DecisionDigest.Of(_world.Request().Decision));
        File.Delete(Path.Combine(bundle, "ledger.json"));

        Assert.Contains(Failures(bundle), f => f == new VerificationFailure("ledger.json", "It is missing."));
    }

    [Fact]
    public void Verify_ProofBesideAStatementThatNamesNone_IsNotPartOfTheRelease()
    {
        var with = Release("decision-allowed", DecisionDigest.Of(_world.Request().Decision));
        var without = _world.Release(_world.Request(ReleaseWorld.Wards())).Bundle.Path;
        Assert.Empty(Failures(without));
        File.Copy(Path.Combine(with, "ledger.json"), Path.Combine(without, "ledger.json"));

        Assert.Contains(Failures(without), f => f == new VerificationFailure("ledger.json", "It is not part of the release."));
    }

    [Fact]
    public void Verify_CheckpointOfAnotherKey_Fails()
    {
        using var other = SigningKey.Open(LocalKeyVault.CreateIfMissing(_world.PathOf("other-keys")));
        var digest = DecisionDigest.Of(_world.Request().Decision);
        var bundle = _world.Release(_world.Request(ReleaseWorld.Wards()) with { Proof = _ => Proof("decision-allowed", digest, new CheckpointSigner(other)) }).Bundle.Path;

        Assert.Contains("not signed with the key given", Assert.Single(Failures(bundle)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_DecisionCannotBeProven_ReleasesNothing()
    {
        Assert.Throws<FormatException>(() => _world.Release(_world.Request(ReleaseWorld.Wards()) with { Proof = _ => throw new FormatException() }));

        Assert.Empty(_world.Store.Under(Zone.Release, "homes-and-money"));
    }

    private IReadOnlyList<VerificationFailure> Failures(string bundle) => ReleaseVerifier.Verify(bundle, _world.PublicKeyPath, ReleaseWorld.Instant).Failures;

    private string Release(string kind, string decision) => _world.Release(_world.Request(ReleaseWorld.Wards()) with { Proof = signer => Proof(kind, decision, signer) }).Bundle.Path;

    private static LedgerProof Proof(string kind, string decision, ICheckpointSigner signer)
    {
        var (head, tree) = (LedgerHead.Empty(), new List<LedgerRecord>());
        for (var i = 0; i < 5; i++)
        {
            tree.Add(head.Append(ReleaseWorld.Instant, i == 3 ? kind : "run-begun", "runs/1", "linkage", new JsonObject { ["decision"] = i == 3 ? decision : null }));
        }

        TreeHash Root(long start, long count)
        {
            var part = new MerkleTree();
            tree.Skip((int)start).Take((int)count).ToList().ForEach(r => part.Append(r.Hash));
            return part.Root;
        }

        return new LedgerProof(tree[3].Event, tree[3].Previous, MerkleProof.Inclusion(3, 5, Root), SignedCheckpoint.Sign(new Checkpoint("linkage-ledger/1", 5, head.Root, ReleaseWorld.Instant), signer));
    }
}
