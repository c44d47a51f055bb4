using System.Security.Cryptography;
using Linkage.Governance.Decisions;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Rules;

/// <summary>An approval counts only with a signature of its person over all that it says, by a key that was the person's on that day.</summary>
public sealed class ApprovalSignatureTests : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => _key.Dispose();

    [Fact]
    public void Evaluate_EveryMemberOfASignedApproval_IsSigned()
    {
        Assert.True(Evaluate(Samples.V3).IsApproved);
        foreach (var change in (Func<Approval, Approval>[])
        [
            approval => approval with { Signature = null },
            approval => approval with { Signature = string.Empty },
            approval => approval with { Signature = "not base64" },
            approval => approval with { Signature = Convert.ToBase64String(new byte[70]) },
            approval => approval with { Signature = Convert.ToBase64String(new byte[5_000]) },
            approval => approval with { Signature = Flipped(approval.Signature!) },
            approval => approval with { At = approval.At.AddSeconds(1) },
            approval => approval with { Acknowledges = [.. approval.Acknowledges, "ART6-E"] },
            approval => approval with { Acknowledges = [] },
            approval => approval with { Person = "sandhu-laptop" },
            approval => ApprovalSignature.Sign(Samples.V3, approval, _key),
            approval => approval with { Signature = Lead(Samples.V4).Signature },
        ])
        {
            var rule = Samples.V3 with { Approvals = [.. Samples.V3.Approvals.Where(approval => approval.Role != ApproverRole.IGLead), change(Lead(Samples.V3))] };
            var outcome = Evaluate(rule);
            Assert.False(outcome.IsApproved);
            Assert.Contains(outcome.Problems, problem => problem.Code == ReasonCode.RuleNotApproved && problem.Explanation.Contains("not signed", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Statement_OfAnApproval_IsCanonicalWhateverTheOrderOfWhatIsAcknowledged()
    {
        var approval = new Approval(ApproverRole.IGLead, "sandhu-laptop", "f00d", new DateTimeOffset(2026, 11, 13, 12, 30, 0, TimeSpan.FromHours(1)), "p-sandhu", ["HA96-P7", "DEA-56"], null);

        Assert.Equal(
            """{"acknowledges":["DEA-56","HA96-P7"],"at":"2026-11-13T11:30:00.0000000Z","onBehalfOf":"p-sandhu","person":"sandhu-laptop","role":"IGLead","rule":"homes-and-money","ruleHash":"f00d","statement":"linkage approval 1","version":"4"}""",
            System.Text.Encoding.UTF8.GetString(ApprovalSignature.Statement(Samples.V4, approval)));
    }

    [Fact]
    public void Evaluate_PersonWithTwoKeys_MaySignWithEither()
    {
        var lead = ApprovalSignature.Sign(Samples.V3, Lead(Samples.V3), _key);
        using var older = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ApproverKey[] keys = [new(ApproverKey.PublicHalfOf(older), new DateOnly(2020, 1, 1), null), new(ApproverKey.PublicHalfOf(_key), new DateOnly(2020, 1, 1), null)];
        foreach (var order in (ApproverKey[][])[keys, [.. keys.Reverse()]])
        {
            Assert.Null(Approvals.WhyNot(lead, Samples.V3, new People(Samples.People.All.Select(person => person.Id == "p-sandhu" ? person with { Keys = order } : person)), Samples.October));
        }
    }

    [Fact]
    public void Evaluate_SignatureOfAnotherRole_DoesNotCount()
    {
        var owner = Samples.V3.Approvals.Single(approval => approval.Role == ApproverRole.IAO);
        var people = new People(Samples.People.All.Select(person => person with { Roles = [.. person.Roles, new HeldRole(ApproverRole.SIRO, new DateOnly(2020, 1, 1), null)] }));
        Assert.Contains("not signed", Approvals.WhyNot(owner with { Role = ApproverRole.SIRO }, Samples.V3, people, Samples.October)!.Explanation, StringComparison.Ordinal);
        Assert.Null(Approvals.WhyNot(owner, Samples.V3, people, Samples.October));
    }

    [Theory]
    [InlineData("2026-01-01", null, true)]
    [InlineData("2026-01-01", "2026-09-23", true)]
    [InlineData("2026-09-23", null, true)]
    [InlineData("2026-01-01", "2026-09-22", false)]
    [InlineData("2026-09-24", null, false)]
    public void Evaluate_KeyOfTheDay_Counts(string from, string? to, bool counts)
    {
        var lead = ApprovalSignature.Sign(Samples.V3, Lead(Samples.V3), _key);
        var people = WithKey(new ApproverKey(ApproverKey.PublicHalfOf(_key), DateOnly.ParseExact(from, "yyyy-MM-dd"), to is null ? null : DateOnly.ParseExact(to, "yyyy-MM-dd")));
        Assert.Equal(counts, Approvals.WhyNot(lead, Samples.V3, people, Samples.October) is null);
    }

    [Fact]
    public void Evaluate_RevokedKey_CountsForNothingWhateverTheDate()
    {
        var lead = ApprovalSignature.Sign(Samples.V3, Lead(Samples.V3), _key);
        var key = new ApproverKey(ApproverKey.PublicHalfOf(_key), new DateOnly(2020, 1, 1), null);
        Assert.Null(Approvals.WhyNot(lead, Samples.V3, WithKey(key), Samples.October));
        Assert.NotNull(Approvals.WhyNot(lead, Samples.V3, WithKey(key with { IsRevoked = true }), Samples.October));
    }

    [Fact]
    public void People_OneKeyOfTwoPersons_IsRefused()
    {
        var key = new ApproverKey(ApproverKey.PublicHalfOf(_key), new DateOnly(2020, 1, 1), null);
        Assert.Throws<ArgumentException>(() => new People(Samples.People.All.Select(person => person with { Keys = [key] })));
        var later = key with { From = new DateOnly(2026, 1, 1), To = new DateOnly(2026, 2, 1) };
        Assert.NotEmpty(new People(Samples.People.All.Select(person => person.Id == "p-sandhu" ? person with { Keys = [key, later] } : person)).All);
    }

    [Fact]
    public void PeopleFile_OneKeyOfTwoPersonsOrAnotherSpellingOfIt_IsRefusedWithItsPlace()
    {
        var path = Path.GetTempFileName();
        try
        {
            string Text(string other) => $"kind: LinkagePeople\nformatVersion: 1\npeople:\n  - {{ id: p-a, office: A, keys: [{{ publicKey: {ApproverKey.PublicHalfOf(_key)}, from: 2020-01-01 }}] }}\n  - {{ id: p-b, office: B, keys: [{{ publicKey: {other}, from: 2020-01-01 }}] }}\n";
            foreach (var other in (string[])[ApproverKey.PublicHalfOf(_key), Convert.ToBase64String([.. _key.ExportSubjectPublicKeyInfo(), 0])])
            {
                File.WriteAllText(path, Text(other));
                Assert.Equal(5, Assert.Throws<Linkage.Governance.Documents.ConfigurationException>(() => PeopleFile.Load(path)).Line);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void IsPublicKey_OtherCurvesAndWords_AreNone()
    {
        using var larger = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        Assert.True(ApproverKey.IsPublicKey(ApproverKey.PublicHalfOf(_key)));
        Assert.False(ApproverKey.IsPublicKey(ApproverKey.PublicHalfOf(larger)));
        Assert.False(ApproverKey.IsPublicKey(Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo())));
        Assert.False(ApproverKey.IsPublicKey(Convert.ToBase64String(_key.ExportPkcs8PrivateKey())));
        Assert.False(ApproverKey.IsPublicKey("word"));
        Assert.False(ApproverKey.IsPublicKey("word!"));
        Assert.False(ApproverKey.IsPublicKey(string.Empty));
    }

    private static Approval Lead(Rule rule) => rule.Approvals.Single(approval => approval.Role == ApproverRole.IGLead);

    private static ApprovalOutcome Evaluate(Rule rule) => Approvals.Evaluate(rule, Samples.People, Samples.Catalogue, Samples.October);

    private static People WithKey(ApproverKey key) => new(Samples.People.All.Select(person => person.Id == "p-sandhu" ? person with { Keys = [key] } : person));

    private static string Flipped(string signature)
    {
        var bytes = Convert.FromBase64String(signature);
        bytes[^1] ^= 1;
        return Convert.ToBase64String(bytes);
    }
}
