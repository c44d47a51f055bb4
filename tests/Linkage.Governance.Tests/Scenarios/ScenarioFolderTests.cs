using Linkage.Governance.Documents;
using Linkage.Governance.Scenarios;

namespace Linkage.Governance.Tests.Scenarios;

/// <summary>What the runner of scenarios does with those that fail, cannot be read, or are not there.</summary>
public sealed class ScenarioFolderTests : IDisposable
{
    private const string Head = """
        kind: LinkageScenarios
        formatVersion: 1
        title: Sample
        registry: { rules: [RULE] }
        request: REQUEST
        instant: 2026-10-25T09:00:00Z
        scenarios:
        """;

    private const string Allowed = """
          - name: one
            expect: { outcome: ALLOW }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scenarios-");

    public void Dispose() => _folder.Delete(true);

    [Theory]
    [InlineData("expect: { outcome: ALLOW }", true)]
    [InlineData("expect: { outcome: DENY, reasons: [PURPOSE_NOT_COVERED] }", false)]
    [InlineData("expect: { outcome: ALLOW, rule: homes-and-money v3 }", true)]
    [InlineData("expect: { outcome: ALLOW, rule: homes-and-money v4 }", false)]
    [InlineData("expect: { outcome: ALLOW, status: Approved }", true)]
    [InlineData("expect: { outcome: ALLOW, status: Proposed }", false)]
    [InlineData("expect: { outcome: ALLOW, checks: [] }", true)]
    [InlineData("expect: { outcome: ALLOW, checks: [Purpose] }", false)]
    [InlineData("expect: { outcome: DENY, reasons: [CHANNEL_NOT_PERMITTED], checks: [Recipient] }\n    change: [{ set: channel, to: email }]", true)]
    [InlineData("expect: { outcome: DENY, reasons: [CHANNEL_NOT_PERMITTED], checks: [Outputs] }\n    change: [{ set: channel, to: email }]", false)]
    [InlineData("expect: { outcome: ALLOW, ends: 2027-12-01T00:00:00Z }", true)]
    [InlineData("expect: { outcome: ALLOW, ends: 2027-12-01T00:00:01Z }", false)]
    [InlineData("expect: { outcome: DENY, reasons: [CHANNEL_NOT_PERMITTED] }\n    change: [{ set: channel, to: email }]", true)]
    [InlineData("expect: { outcome: ALLOW }\n    change: [{ set: channel, to: email }]", false)]
    [InlineData("expect: { outcome: DENY, reasons: [RECIPIENT_NOT_PERMITTED] }\n    change: [{ set: channel, to: email }]", false)]
    [InlineData("expect: { outcome: DENY, reasons: [CHANNEL_NOT_PERMITTED, RECIPIENT_NOT_PERMITTED] }\n    change: [{ set: channel, to: email }]", false)]
    [InlineData("expect: { outcome: DENY, reasons: [CHANNEL_NOT_PERMITTED] }\n    change: [{ set: channel, to: email }, { set: recipient.environment, to: laptop }]", false)]
    public void Run_Expectation_IsHeldAgainstTheWholeAnswer(string scenario, bool passes) =>
        Assert.Equal(passes, Assert.Single(Run($"{Head}\n  - name: one\n    {scenario}\n")).Passed);

    [Theory]
    [InlineData("expect: { outcome: ALLOW, cells: { a: c, b: \"20\" }, total: 20 }", true)]
    [InlineData("expect: { outcome: ALLOW, cells: { a: c, b: \"20\" }, total: 25 }", false)]
    [InlineData("expect: { outcome: ALLOW, cells: { a: c, b: \"25\" }, total: 20 }", false)]
    [InlineData("expect: { outcome: ALLOW, cells: { a: c }, total: 20 }", false)]
    [InlineData("expect: { outcome: DENY, reasons: [DISCLOSURE_FAILED] }", false)]
    public void Run_Table_IsHeldAgainstEveryCellAndTheTotal(string expect, bool passes) =>
        Assert.Equal(passes, Assert.Single(Run($"{Head}\n  - name: one\n    table: {{ minimumCell: 10, roundingBase: 5, counts: {{ a: 4, b: 20 }} }}\n    {expect}\n")).Passed);

    [Theory]
    [InlineData("  - name: one\n    colour: red\n    expect: { outcome: ALLOW }", 9, "scenarios[0].colour")]
    [InlineData("  - name: one", 8, "scenarios[0].expect")]
    [InlineData("  - name: one\n    expect: { outcome: MAYBE }", 9, "scenarios[0].expect.outcome")]
    [InlineData("  - name: one\n    expect: { outcome: DENY }", 9, "scenarios[0].expect")]
    [InlineData("  - name: one\n    expect: { outcome: ALLOW, reasons: [NO_RULE] }", 9, "scenarios[0].expect.reasons")]
    [InlineData("  - name: one\n    expect: { outcome: DENY, reasons: [NO_RULES] }", 9, "scenarios[0].expect.reasons[0]")]
    [InlineData("  - name: one\n    expect: { outcome: DENY, reasons: [NO_RULE, NO_RULE] }", 9, "scenarios[0].expect.reasons")]
    [InlineData("  - name: one\n    expect: { outcome: DENY, reasons: [NO_RULE], ends: 2027-12-01T00:00:00Z }", 9, "ends")]
    [InlineData("  - name: one\n    instant: 2026-10-25\n    expect: { outcome: ALLOW }", 9, "scenarios[0].instant")]
    [InlineData("  - name: one\n    approvals: Fresh\n    expect: { outcome: ALLOW }", 9, "scenarios[0].approvals")]
    [InlineData("  - name: one\n    change: [{ set: channel }]\n    expect: { outcome: ALLOW }", 9, "scenarios[0].change[0].to")]
    [InlineData("  - name: one\n    change: [{ set: channel, to: email, remove: purpose }]\n    expect: { outcome: ALLOW }", 9, "scenarios[0].change[0]")]
    [InlineData("  - name: one\n    change: [{ set: \"joins[\", to: email }]\n    expect: { outcome: ALLOW }", 9, "scenarios[0].change[0].set")]
    [InlineData("  - name: one\n    changeLaw: [{ entry: NO-SUCH, set: inForceFrom, to: 2026-01-01 }]\n    expect: { outcome: ALLOW }", 9, "scenarios[0].changeLaw[0].set")]
    [InlineData("  - name: one\n    changeRule: [{ rule: other v1, set: title, to: x }]\n    expect: { outcome: ALLOW }", 9, "scenarios[0].changeRule[0].set")]
    [InlineData("  - name: one\n    registry: { rules: [no-such.yaml] }\n    expect: { outcome: ALLOW }", 9, "scenarios[0].registry.rules[0]")]
    [InlineData("  - name: one\n    table: { minimumCell: 10, roundingBase: 5 }\n    expect: { outcome: ALLOW }", 9, "scenarios[0].table")]
    [InlineData("  - name: one\n    table: { minimumCell: 10, roundingBase: 20, counts: { a: 1 } }\n    expect: { outcome: ALLOW }", 9, "scenarios[0].table.roundingBase")]
    [InlineData("  - name: one\n    table: { minimumCell: 10, roundingBase: 5, counts: { a: -1 } }\n    expect: { outcome: ALLOW }", 9, "scenarios[0].table.counts.a")]
    [InlineData("  - name: one\n    table: { minimumCell: 10, roundingBase: 5, counts: {} }\n    expect: { outcome: ALLOW }", 9, "scenarios[0].table")]
    public void Run_FileThatCannotBeRead_IsAFailureWithFileLineAndKey(string scenario, int line, string key)
    {
        var result = Assert.Single(Run($"{Head}\n{scenario}\n"));

        Assert.False(result.Passed);
        Assert.Equal(ScenarioOutcome.Unreadable, result.Actual.Outcome);
        Assert.StartsWith(Path.Combine(_folder.FullName, "a.yaml"), result.Actual.Problem, StringComparison.Ordinal);
        Assert.Contains($", line {line}, ", result.Actual.Problem, StringComparison.Ordinal);
        Assert.Contains(key, result.Actual.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("changeRule: [{ set: law.powers, to: [LA11-2] }]", "a.yaml, line 9, key scenarios[0].changeRule[0].to[0]: 'LA11-2' is not an entry of the catalogue")]
    [InlineData("changeRule: [{ set: validTo, to: 2026-09-01 }]", "a.yaml, line 9, key scenarios[0].changeRule[0].to: the rule ends before it begins")]
    [InlineData("change: [{ set: priorRuns, to: many }]", "a.yaml, line 9, key scenarios[0].change[0].to: 'many' is not a whole number")]
    [InlineData("change: [{ set: colour, to: red }]", "a.yaml, line 9, key scenarios[0].change[0].set: this path leads nowhere: there is no key 'colour'")]
    [InlineData("change: [{ add: colour, value: red }]", "a.yaml, line 9, key colour: the key 'colour' is not known here")]
    [InlineData("request: no-such.yaml", "a.yaml, line 9, key scenarios[0].request: there is no such file")]
    public void Run_ScenarioThatCannotBePut_FailsByItself(string line, string problem)
    {
        var results = Run($"{Head}\n  - name: one\n    {line}\n    expect: {{ outcome: ALLOW }}\n  - name: two\n    expect: {{ outcome: ALLOW }}\n");

        Assert.False(results[0].Passed);
        Assert.Contains(problem, results[0].Actual.Problem, StringComparison.Ordinal);
        Assert.True(results[1].Passed);
    }

    [Fact]
    public void Run_OneFileUnreadable_TheOthersAreStillRun()
    {
        Write("a.yaml", "kind: LinkageScenarios\ncolour: red\n");
        Write("b.yaml", $"{Head}\n{Allowed}\n");

        var results = Run();

        Assert.Equal([false, true], results.Select(result => result.Passed));
        Assert.Equal(Path.Combine(_folder.FullName, "a.yaml"), results[0].Name);
    }

    [Fact]
    public void Run_NameThatIsThereTwice_FailsTheSecond()
    {
        Write("a.yaml", $"{Head}\n{Allowed}\n");
        Write("b.yaml", $"{Head}\n{Allowed}\n");

        var results = Run();

        Assert.Equal([true, false], results.Select(result => result.Passed));
        Assert.Contains("another scenario of the folder has this name", results[1].Actual.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ChangeOfOneScenario_DoesNotReachTheNext()
    {
        var results = Run($"{Head}\n  - name: one\n    changeRule: [{{ set: status, to: Revoked }}]\n    expect: {{ outcome: DENY, reasons: [GATEWAY_REVOKED] }}\n  - name: two\n    expect: {{ outcome: ALLOW }}\n");

        Assert.All(results, result => Assert.True(result.Passed));
    }

    [Fact]
    public void Run_EditWithoutARuleNamed_WhereThereAreTwo_AsksWhich()
    {
        var result = Assert.Single(Run($"{Head.Replace("[RULE]", "[RULE, RULE4]", StringComparison.Ordinal)}\n  - name: one\n    changeRule: [{{ set: status, to: Revoked }}]\n    expect: {{ outcome: ALLOW }}\n"));

        Assert.Contains("say which one with 'rule'", result.Actual.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("folder that is not there", "there is no such folder")]
    [InlineData("empty", "nothing was checked")]
    [InlineData("no scenarios in the file", "there is no scenario in this file")]
    [InlineData("wrong ending", "end in .yaml")]
    public void Run_NothingToRun_IsAnError(string how, string message)
    {
        var problem = how switch
        {
            "folder that is not there" => Assert.Throws<ConfigurationException>(() => ScenarioFolder.Run(Path.Combine(_folder.FullName, "none"), Samples.GovernanceFolder)).Message,
            "empty" => Assert.Throws<ConfigurationException>(Run).Message,
            "wrong ending" => WrongEnding(),
            _ => Assert.Single(Run($"{Head} []\n")).Actual.Problem!,
        };

        Assert.Contains(message, problem, StringComparison.Ordinal);

        string WrongEnding()
        {
            Write("a.yml", $"{Head}\n{Allowed}\n");
            Write("b.yaml", $"{Head}\n{Allowed}\n");
            return Assert.Throws<ConfigurationException>(Run).Message;
        }
    }

    private IReadOnlyList<ScenarioResult> Run(string text)
    {
        Write("a.yaml", text);
        return Run();
    }

    private IReadOnlyList<ScenarioResult> Run() => ScenarioFolder.Run(_folder.FullName, Samples.GovernanceFolder);

    private void Write(string name, string text) => File.WriteAllText(
        Path.Combine(_folder.FullName, name),
        text.Replace("RULE4", Path.Combine(Samples.GovernanceFolder, "rules", "homes-and-money.v4.yaml"), StringComparison.Ordinal)
            .Replace("[RULE", $"[{Path.Combine(Samples.GovernanceFolder, "rules", "homes-and-money.v3.yaml")}", StringComparison.Ordinal)
            .Replace("REQUEST", Path.Combine(Samples.GovernanceFolder, "scenarios", "requests", "homes-and-money.yaml"), StringComparison.Ordinal));
}
