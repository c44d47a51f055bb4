using System.Security.Cryptography;
using Linkage.Governance.Rotation;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Rotation;

public sealed class RotationApprovalsTests : IDisposable
{
    private const string Key = "4f0c9a6be1d24a5f8d3b7c2e9a10f5d6";
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, ECDsa> _keys = new(StringComparer.Ordinal);
    private readonly People _people;

    public RotationApprovalsTests() => _people = new People(
    [
        Someone("p-lead", ApproverRole.IGLead) with { Accounts = ["lead-laptop"] },
        Someone("p-siro", ApproverRole.SIRO),
        Someone("p-owner", ApproverRole.IAO),
        Someone("p-both", ApproverRole.IAO, ApproverRole.IGLead),
        Someone("p-dpo", ApproverRole.DPO),
        Someone("c-member", ApproverRole.SIRO) with { IsCouncillor = true },
    ]);

    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }

    [Theory]
    [InlineData(true, "p-lead/IGLead", "p-owner/IAO")]
    [InlineData(true, "p-siro/SIRO", "p-lead/IGLead")]
    [InlineData(true, "p-owner/IAO", "p-both/IGLead")]
    [InlineData(false)]
    [InlineData(false, "p-lead/IGLead")]
    [InlineData(false, "p-lead/IGLead", "p-lead/IGLead")]
    [InlineData(false, "p-lead/IGLead", "lead-laptop/IGLead")]
    [InlineData(false, "p-both/IGLead", "p-both/IAO")]
    [InlineData(false, "p-owner/IAO", "p-both/IAO")]
    [InlineData(false, "p-lead/IGLead", "p-dpo/DPO")]
    [InlineData(false, "p-lead/IGLead", "c-member/SIRO")]
    [InlineData(false, "p-lead/IGLead", "p-owner/SIRO")]
    [InlineData(false, "p-lead/IGLead", "p-nobody/IAO")]
    public void Missing_TwoPeopleOneOfThemLeading_IsNothing(bool isEnough, params string[] approvers) =>
        Assert.Equal(isEnough, Missing([.. approvers.Select(approver => Signed(approver.Split('/')[0], Enum.Parse<ApproverRole>(approver.Split('/')[1])))]) is null);

    [Fact]
    public void Missing_ApprovalThatIsNotOfThisEpochOfThisDayOrOfThesePeople_DoesNotCount()
    {
        var owner = Signed("p-owner", ApproverRole.IAO);
        var lead = Signed("p-lead", ApproverRole.IGLead);
        Assert.Null(Missing([owner, lead]));

        Assert.NotNull(Missing([owner, Signed("p-lead", ApproverRole.IGLead, epoch: 2)]));
        Assert.NotNull(Missing([owner, Signed("p-lead", ApproverRole.IGLead, key: Key.Replace('4', '5'))]));
        Assert.NotNull(Missing([owner, Signed("p-lead", ApproverRole.IGLead, at: Now.AddSeconds(1))]));
        Assert.NotNull(Missing([owner, Signed("p-lead", ApproverRole.IGLead, at: Now.AddDays(-30).AddSeconds(-1))]));
        Assert.Null(Missing([owner, Signed("p-lead", ApproverRole.IGLead, at: Now.AddDays(-30))]));
        Assert.NotNull(Missing([owner, Signed("p-lead", ApproverRole.IGLead, at: new DateTimeOffset(2019, 12, 31, 9, 0, 0, TimeSpan.Zero))]));
        Assert.NotNull(Missing([owner, lead with { Signature = null }]));
        Assert.NotNull(Missing([owner, lead with { Signature = owner.Signature }]));
        Assert.NotNull(Missing([owner, lead with { Reason = "Another." }]));
        Assert.NotNull(Missing([owner, lead with { Epoch = 2 }]));
        Assert.NotNull(Missing([owner, lead with { At = Now.AddHours(-2) }]));
    }

    private string? Missing(IReadOnlyList<RotationApproval> approvals) => RotationApprovals.Missing(approvals, 1, Key, _people, Now);

    private RotationApproval Signed(string person, ApproverRole role, int epoch = 1, string key = Key, DateTimeOffset? at = null) => RotationApprovals.Sign(
        new RotationApproval(epoch, key, person, role, at ?? Now.AddHours(-1), "Yearly."), KeyOf(_people.TryFind(person, out var found) ? found.Id : person));

    private ECDsa KeyOf(string person)
    {
        if (!_keys.TryGetValue(person, out var key))
        {
            _keys[person] = key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        }

        return key;
    }

    private Person Someone(string id, params IReadOnlyList<ApproverRole> roles) =>
        new(id, "Officer", false, [], [.. roles.Select(role => new HeldRole(role, new DateOnly(2020, 1, 1), null))], []) { Keys = [new ApproverKey(ApproverKey.PublicHalfOf(KeyOf(id)), new DateOnly(2020, 1, 1), null)] };
}
