using Linkage.Governance.Decisions;

namespace Linkage.Governance.Tests.Decisions;

/// <summary>A rule permits nothing under a contract it was not approved with.</summary>
public sealed class ContractTests
{
    public static TheoryData<string> Read => [.. Samples.HomesAndMoney().Contracts.Select(contract => contract.Dataset)];

    [Theory]
    [MemberData(nameof(Read))]
    public void Decide_OtherContract_IsDeniedAndNamesTheHash(string id)
    {
        var other = new string('d', 64);
        var decision = Decide(request => request with { Contracts = [.. request.Contracts.Select(one => one.Dataset == id ? one with { Hash = other } : one)] });

        var reason = Assert.Single(decision.Reasons);
        Assert.Equal(ReasonCode.DatasetNotCovered, reason.Code);
        Assert.Equal("contracts", reason.Clause);
        Assert.Contains(id, reason.Explanation, StringComparison.Ordinal);
        Assert.Contains(other, reason.Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Read))]
    public void Decide_NoContract_IsDenied(string id)
    {
        var decision = Decide(request => request with { Contracts = [.. request.Contracts.Where(one => one.Dataset != id)] });

        Assert.Equal(["DATASET_NOT_COVERED"], decision.Codes());
    }

    [Fact]
    public void Decide_TwoContractsOfOneDataset_IsDeniedWhicheverComesFirst()
    {
        var wrong = Samples.HomesAndMoney().Contracts[0] with { Hash = new string('d', 64) };

        Assert.Equal(["DATASET_NOT_COVERED"], Decide(request => request with { Contracts = [wrong, .. request.Contracts] }).Codes());
        Assert.Equal(["DATASET_NOT_COVERED"], Decide(request => request with { Contracts = [.. request.Contracts, wrong] }).Codes());
    }

    [Fact]
    public void ContentHash_OfARule_CoversItsContracts()
    {
        var rule = Samples.V4;
        var contracts = rule.Contracts.ToDictionary();
        contracts["opt-out"] = new string('d', 64);

        Assert.NotEqual(rule.ContentHash, (rule with { Contracts = contracts }).ContentHash);
    }

    private static Decision Decide(Func<GateRequest, GateRequest> change)
    {
        Assert.True(GateDecision.Decide(Samples.Registry, Samples.HomesAndMoney(), Samples.October).IsAllowed);
        return GateDecision.Decide(Samples.Registry, change(Samples.HomesAndMoney()), Samples.October);
    }
}
