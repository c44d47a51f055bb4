using System.Security.Cryptography;
using System.Text;
using Linkage.Governance.Decisions;
using Linkage.Governance.Grants;
using Linkage.Governance.Rules;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Release;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Keys;

/// <summary>Join keys of real grants, from the registry of the repository.</summary>
public sealed class GrantKeyTests : IDisposable
{
    // A day on which version 3 of the rule is in force.
    private static readonly DateTimeOffset October = new(2026, 10, 25, 9, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly KeyRing _ring;
    private readonly Registry _registry = Registry.Load(RepositoryPaths.Governance);

    public GrantKeyTests() => _ring = KeyRing.Open(LocalKeyVault.CreateIfMissing(_folder.PathOf("keys")), "ashgrove-council", 1);

    public void Dispose()
    {
        _ring.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void JoinKey_SamePermissionInTwoRuns_IsOneKey()
    {
        using var first = _ring.JoinKeys(GrantOf(Request(), "20261025T090000Z-00000001"));
        using var second = _ring.JoinKeys(GrantOf(Request(), "20261025T090000Z-00000002"));

        Assert.Equal(first.Key, second.Key);
        Assert.Equal((first.Person.KeyId, first.Household.KeyId), (second.Person.KeyId, second.Household.KeyId));
        Assert.Equal(first.Person.Pseudonym("x"), second.Person.Pseudonym("x"));
    }

    [Fact]
    public void JoinKey_OtherPermission_IsAnotherKey()
    {
        var request = Request();
        var narrower = request with { Datasets = [.. request.Datasets.Select(d => d with { Columns = [.. d.Columns.Where(c => c.Name != "uprn")] })] };
        using var first = _ring.JoinKeys(GrantOf(request, "run-1"));
        using var second = _ring.JoinKeys(GrantOf(narrower, "run-1"));

        Assert.Equal(4, new[] { first.Person, second.Person, first.Household, second.Household }.Select(k => k.KeyId).Distinct().Count());
        Assert.NotEqual(first.Person.Pseudonym("x"), second.Person.Pseudonym("x"));
        Assert.NotEqual(first.Key.KeyId, second.Key.KeyId);
    }

    [Fact]
    public void JoinKey_AfterDestruction_IsAnotherAndTheRootAloneNeverGivesTheOldOne()
    {
        var grant = GrantOf(Request(), "run-1");
        var vault = new LocalKeyVault(_folder.PathOf("keys"));
        GrantKey key;
        byte[] old;
        using (var before = _ring.JoinKeys(grant))
        {
            (key, old) = (before.Key, before.Person.Pseudonym("x"));
        }

        var root = vault.ReadRootSecret();
        vault.DestroyGrantSecret(key, "GATEWAY_REVOKED", October);
        using var after = _ring.JoinKeys(grant);

        Assert.NotEqual(old, after.Person.Pseudonym("x"));
        Assert.NotEqual(key.KeyId, after.Key.KeyId);

        // All that is left of the workspace's keys, under every derivation the program has or had.
        Assert.Equal(root, vault.ReadRootSecret());
        var prk = HMACSHA256.HashData(Encoding.ASCII.GetBytes("linkage-hkdf-salt-v1"), root);
        var info = Block($"linkage-key-info-v1|person-key|ashgrove-council|grant:{grant.ContentHash}|person|1");
        var salt = HMACSHA256.HashData(prk, Block($"linkage-key-info-v1|grant-salt|ashgrove-council|grant:{grant.ContentHash}|grant|1"));
        byte[][] guesses = [root, prk, salt, HMACSHA256.HashData(prk, info), HMACSHA256.HashData(salt, info), HMACSHA256.HashData(HMACSHA256.HashData(salt, root), info), HMACSHA256.HashData(HMACSHA256.HashData(salt, new byte[32]), info)];
        Assert.All(guesses, g => Assert.NotEqual(old, HMACSHA256.HashData(g, Encoding.UTF8.GetBytes("x"))));
        Assert.DoesNotContain(
            Directory.GetFiles(_folder.PathOf("keys"), "*", SearchOption.AllDirectories).Where(f => Path.GetExtension(f) == ".key"),
            f => f != Path.Combine(_folder.PathOf("keys"), "grants", grant.ContentHash + ".key") && Path.GetFileName(f) is not ("root.key" or "signing.key"));

        static byte[] Block(string text) => [.. text.Split('|').SelectMany(f => (byte[])[0, 0, 0, (byte)f.Length, .. Encoding.UTF8.GetBytes(f)]), 1];
    }

    [Fact]
    public void ReleaseTerms_OfAGrant_SayWhatItPermits()
    {
        var grant = GrantOf(Request(), "run-1");
        var terms = ReleaseTerms.Of(grant);

        Assert.Equal(grant.ContentHash, terms.ContentHash);
        Assert.True(terms.ReidentificationAllowed);
        Assert.Contains("name", terms.ContactColumns);
        Assert.Contains("letter", terms.Channels);
        Assert.Equal("letter", terms.Channel);
        Assert.Contains("cohort", terms.Selections.Select(s => s.Name));
        Assert.Equal(["opt-out", "unsafe-to-contact"], terms.SuppressionLists);
        Assert.True(terms.PermitsOutput("food-vouchers", "address"));
        Assert.False(terms.PermitsOutput("food-vouchers", "date_of_birth"));
        Assert.False(terms.PermitsOutput("council-tax", "address"));
    }

    private static RequestedDataset Dataset(string id, params string[] columns) =>
        new(id, "Council", [.. columns.Select(c => c.Split(':')).Select(c => new RequestedColumn(c[0], c[1], c[2].Split('+')))]);

    private Grant GrantOf(GateRequest request, string run) =>
        Grant.From(GateDecision.Decide(_registry, request, October), request, _registry, run);

    private GateRequest Request() => new()
    {
        ProjectId = "homes-and-money",
        Purpose = "income-maximisation",
        Nation = "ENG",
        Controller = "ashgrove-council",
        Requester = "p-okafor",
        Datasets =
        [
            Dataset("rent-arrears-panel", "forename:Identifier:Match+Output", "surname:Identifier:Match+Output", "address:Contact:Match+Output", "uprn:Identifier:Match", "arrears_gbp:Attribute:Select"),
            Dataset("food-vouchers", "customer_name:Identifier:Match+Output", "date_of_birth:Identifier:Match", "address:Contact:Match+Output", "vouchers_issued:Attribute:Select"),
        ],
        Contracts = [.. _registry.Rules.Single(r => r.Id == "homes-and-money" && r.Version == 3).Contracts.Select(c => new RequestedContract(c.Key, "1.0.0", c.Value))],
        Models =
        [
            .. _registry.Rules.Single(r => r.Id == "homes-and-money" && r.Version == 3).Models.Where(m => !m.Key.Contains("think-family", StringComparison.Ordinal))
                .Select(m => (Sides: m.Key.Split('+'), m.Value)).Select(m => new RequestedModel(m.Sides[0], m.Sides[1], m.Value)),
        ],
        Joins = [new RequestedJoin("rent-arrears-panel", "food-vouchers", "Inner", ["uprn", "person"], 0.95)],
        Selections = [new RequestedSelection("cohort", _registry.Rules.Single(r => r.Id == "homes-and-money" && r.Version == 3).Selection[0].Digest)],
        Outputs =
        [
            new RequestedOutput(
                "outreach",
                "Outreach",
                "Row",
                [
                    new RequestedOutputColumn("name", "Contact", ["food-vouchers.customer_name", "rent-arrears-panel.forename", "rent-arrears-panel.surname"]),
                    new RequestedOutputColumn("address", "Contact", ["food-vouchers.address", "rent-arrears-panel.address"]),
                    new RequestedOutputColumn("channel", "Contact", []),
                ]),
        ],
        SuppressionLists = ["opt-out", "unsafe-to-contact"],
        RecipientTeam = "homes-and-money-outreach",
        RecipientEnvironment = "council-crm",
        Channel = "letter",
    };
}
