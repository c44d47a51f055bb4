using Linkage.Governance.Decisions;
using Linkage.Governance.Scenarios;

namespace Linkage.Governance.Tests.Scenarios;

/// <summary>Every scenario of governance/scenarios comes out as written; a failure names it.</summary>
public sealed class RepositoryScenarioTests
{
    private static readonly Lazy<IReadOnlyList<ScenarioResult>> Results = new(() => ScenarioFolder.Run(Path.Combine(Samples.GovernanceFolder, "scenarios"), Samples.GovernanceFolder));

    public static TheoryData<string> Names => [.. Results.Value.Select(result => result.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Scenario_OfTheRepository_ComesOutAsWritten(string name)
    {
        var result = Results.Value.Single(result => result.Name == name);

        Assert.True(result.Passed, $"{result.Name} ({result.File}, line {result.Line}): expected {Text(result.Expected)}, actual {Text(result.Actual)}");
    }

    [Fact]
    public void Scenarios_OfTheRepository_HoldGateMdAndEveryReasonCodeByItself()
    {
        var expected = Results.Value.Select(result => result.Expected).ToArray();

        Assert.True(expected.Length >= 170, $"Only {expected.Length} scenarios.");
        Assert.All(["1 ", "2 ", "3 ", "4 ", "5 "], number => Assert.Contains(Results.Value, result => result.Name.StartsWith(number, StringComparison.Ordinal)));
        Assert.Contains(expected, outcome => outcome.Outcome == ScenarioOutcome.Allow);
        foreach (var code in Enum.GetValues<ReasonCode>().Except([ReasonCode.ApproverConflict]))
        {
            Assert.Contains(expected, outcome => outcome.Reasons.SequenceEqual([code.Written()]));
        }

        Assert.Contains(expected, outcome => outcome.Reasons.SequenceEqual(["APPROVER_CONFLICT", "RULE_NOT_APPROVED"]));
        Assert.True(expected.Where(outcome => outcome.Reasons.Count == 2).Select(outcome => string.Join(' ', outcome.Reasons)).Distinct().Count() >= 30);
    }

    private static string Text(ScenarioOutcome outcome) =>
        $"{outcome.Outcome} {string.Join(", ", outcome.Reasons)} {outcome.Rule} {outcome.Status} {outcome.Ends:O} {string.Join(", ", outcome.Cells ?? [])} {outcome.Total} {outcome.Problem}";
}
