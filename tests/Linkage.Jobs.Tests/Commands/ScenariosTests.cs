using Linkage.Jobs.Tests.Formats;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Commands;

public sealed class ScenariosTests
{
    private static readonly string Head = $$"""
        kind: LinkageScenarios
        formatVersion: 1
        title: Sample
        registry: { rules: [{{RepositoryPaths.Of("governance", "rules", "homes-and-money.v3.yaml")}}] }
        request: {{RepositoryPaths.Of("governance", "scenarios", "requests", "homes-and-money.yaml")}}
        instant: 2026-10-25T09:00:00Z
        scenarios:

        """;

    [Fact]
    public async Task Scenarios_OfTheRepository_AllPass()
    {
        var ended = await LinkageProcess.RunAsync("scenarios", RepositoryPaths.Of("governance", "scenarios"), "--json");

        JsonShape.Fits("scenarios-output", ended.Json());
        var scenarios = ended.Json().GetProperty("scenarios").EnumerateArray().ToList();
        Assert.Empty(scenarios.Where(scenario => !scenario.GetProperty("passed").GetBoolean()).Select(scenario => scenario.GetRawText()));
        Assert.Equal(0, ended.ExitCode);
        Assert.True(scenarios.Count >= 170);
    }

    [Fact]
    public async Task Scenarios_OneDoesNotComeOut_IsNamedAndRefused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.yaml", $"{Head}  - name: good\n    expect: {{ outcome: ALLOW }}\n  - name: bad\n    expect: {{ outcome: DENY, reasons: [NO_RULE] }}\n");

        var text = await LinkageProcess.RunAsync("scenarios", folder.Path);
        var json = await LinkageProcess.RunAsync("scenarios", folder.Path, "--json");

        Assert.Equal((2, 2), (text.ExitCode, json.ExitCode));
        JsonShape.Fits("scenarios-output", json.Json());
        Assert.Equal([true, false], json.Json().GetProperty("scenarios").EnumerateArray().Select(scenario => scenario.GetProperty("passed").GetBoolean()));
        Assert.Contains("bad", Assert.Single(text.Output.Split('\n'), line => line.Contains("NO_RULE", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("1 of 2 scenarios came out as written.", text.Output, StringComparison.Ordinal);
        Assert.Contains("SCENARIO_FAILED", text.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scenarios_FileThatCannotBeRead_IsBadConfigurationWithFileLineAndKey()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.yaml", $"{Head}  - name: bad\n    expect: {{ outcome: MAYBE }}\n");
        folder.Write("b.yaml", $"{Head}  - name: good\n    expect: {{ outcome: ALLOW }}\n");

        var ended = await LinkageProcess.RunAsync("scenarios", folder.Path, "--json");

        Assert.Equal(3, ended.ExitCode);
        JsonShape.Fits("scenarios-output", ended.Json());
        Assert.Equal([false, true], ended.Json().GetProperty("scenarios").EnumerateArray().Select(scenario => scenario.GetProperty("passed").GetBoolean()));
        Assert.Contains($"{folder.PathOf("a.yaml")}, line 9, key scenarios[0].expect.outcome", ended.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scenarios_NothingToRun_IsBadConfiguration()
    {
        using var folder = new TemporaryFolder();

        var empty = await LinkageProcess.RunAsync("scenarios", folder.Path);
        var missing = await LinkageProcess.RunAsync("scenarios", folder.PathOf("none"));

        Assert.Equal((3, 3), (empty.ExitCode, missing.ExitCode));
        Assert.Contains("nothing was checked", empty.Error, StringComparison.Ordinal);
        Assert.Contains("there is no such folder", missing.Error, StringComparison.Ordinal);
    }
}
