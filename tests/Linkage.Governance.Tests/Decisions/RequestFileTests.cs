using Linkage.Governance.Decisions;
using Linkage.Governance.Documents;

namespace Linkage.Governance.Tests.Decisions;

public sealed class RequestFileTests
{
    private static readonly string Committed = Path.Combine(Samples.GovernanceFolder, "scenarios", "requests", "homes-and-money.yaml");

    [Fact]
    public void Load_RequestOfAPerson_IsWhatItSays()
    {
        var request = RequestFile.Load(Committed);
        var sample = Samples.HomesAndMoney();

        Assert.Equal(("homes-and-money", "income-maximisation", "ENG", "ashgrove-council", "p-okafor"), (request.ProjectId, request.Purpose, request.Nation, request.Controller, request.Requester));
        Assert.Equal(("homes-and-money-outreach", "council-crm", "letter", "OnDemand", 0), (request.RecipientTeam, request.RecipientEnvironment, request.Channel, request.Schedule, request.PriorRuns));
        Assert.Equal(Columns(sample), Columns(request));
        Assert.Equal(sample.Joins.Select(join => $"{join.Left} {join.Right} {join.Type} {string.Join('+', join.Keys)} {join.MinimumProbability}"), request.Joins.Select(join => $"{join.Left} {join.Right} {join.Type} {string.Join('+', join.Keys)} {join.MinimumProbability}"));
        Assert.Equal(sample.Models.Select(model => model.ToString()), request.Models.Select(model => model.ToString()));
        Assert.Equal(sample.Contracts.Select(contract => contract.ToString()), request.Contracts.Select(contract => contract.ToString()));
        Assert.Equal(sample.SuppressionLists, request.SuppressionLists);
        Assert.Equal(["name", "address", "postcode", "channel"], request.Outputs[0].Columns.Select(column => column.Name));
        Assert.Equal(["food-vouchers.address", "rent-arrears-panel.address"], request.Outputs[0].Columns[1].Sources);
    }

    [Theory]
    [InlineData("kind: LinkageRequest", "kind: LinkageRule", "line 2, key kind:")]
    [InlineData("purpose: income-maximisation", "porpoise: income-maximisation", "key purpose: the key 'purpose' is missing")]
    [InlineData("nation: ENG", "nation:", "line 6, key nation: there is no value")]
    [InlineData("priorRuns: 0", "priorRuns: none", "key priorRuns: 'none' is not a whole number")]
    [InlineData("minimumProbability: 0.95 }", "minimumProbability: high }", "key joins[0].minimumProbability: 'high' is not a number")]
    [InlineData("uses: [Match, Output] }", "usage: [Match, Output] }", "key datasets[0].columns.title.uses: the key 'uses' is missing")]
    [InlineData("channel: letter", "chanel: letter", "key chanel: the key 'chanel' is not known here")]
    public void Load_WhatIsNoRequest_NamesFileLineAndKey(string found, string replaced, string problem)
    {
        var text = File.ReadAllText(Committed);
        var index = text.IndexOf(found, StringComparison.Ordinal);
        var thrown = Assert.Throws<ConfigurationException>(() => RequestFile.Of(YamlDocument.Parse(text[..index] + replaced + text[(index + found.Length)..], "r.yaml").Root));

        Assert.StartsWith("r.yaml, line ", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(problem, thrown.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Columns(GateRequest request) => request.Datasets.SelectMany(dataset =>
        dataset.Columns.Select(column => $"{dataset.Id} {dataset.Origin} {column.Name} {column.Classification} {string.Join('+', column.Uses)} {column.Origin}"));
}
