namespace Linkage.EndToEnd.Tests.Council;

/// <summary>What must hold, 1: default deny. That the gate decides again while a run is under way is in <see cref="RevocationTests"/>.</summary>
[Collection(RunCollection.Name)]
public sealed class GateTests(City city)
{
    private const string Rule = "homes-and-money.v4";

    [Theory]
    [InlineData("2028-01-10T12:00:00Z", "DPIA_EXPIRED")]
    [InlineData("2026-01-10T12:00:00Z", "RULE_NOT_YET_EFFECTIVE")]
    public async Task Run_OutsideTheDatesOfTheRule_IsRefused(string instant, string code)
    {
        using var workspace = city.NewWorkspace();

        var ended = await city.RunAsync("homes-and-money", workspace.Path, "--at", instant);

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(code, ended.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(workspace.Path, "*.parquet", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Run_RuleEditedAfterApproval_IsRefused()
    {
        // The version before it too: one that was never approved takes nobody's place.
        using var workspace = await city.NewWorkspaceAsync(governance => Array.ForEach(
            [Rule, "homes-and-money.v3"], rule => Workspace.Edit(Path.Combine(governance, "rules", rule + ".yaml"), "retentionDays: 90", "retentionDays: 900")));

        var ended = await city.RunAsync("homes-and-money", workspace.Path);

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("RULE_NOT_APPROVED", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ContractThatPointsANameAtAnotherColumn_IsRefused()
    {
        using var workspace = city.NewWorkspace();
        var schemas = workspace.CopySchemas();
        var contract = Path.Combine(schemas, "sources", "rent-arrears-panel.yaml");
        var columns = File.ReadLines(contract).Where(line => line.TrimStart().StartsWith("physicalName:", StringComparison.Ordinal)).ToList();
        var (surname, ward) = (columns.Single(c => c.Contains("Surname", StringComparison.OrdinalIgnoreCase)), columns.Single(c => c.Contains("ward", StringComparison.OrdinalIgnoreCase)));
        Workspace.Edit(contract, surname, "@");
        Workspace.Edit(contract, ward, surname);
        Workspace.Edit(contract, "@", ward);

        var ended = await city.RunAsync("homes-and-money", workspace.Path, "--schemas", schemas);

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("DATASET_NOT_COVERED", ended.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(workspace.Path, "*.parquet", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Run_ProjectWithoutTheExclusionOfTheRule_IsRefused()
    {
        using var workspace = city.NewWorkspace();
        var schemas = workspace.CopySchemas();
        var project = Path.Combine(schemas, "cohorts", "homes-and-money.yaml");
        File.WriteAllLines(project, File.ReadAllLines(project).Where(line => !line.Contains("right: adult-social-care", StringComparison.Ordinal)).ToList());

        var ended = await city.RunAsync("homes-and-money", workspace.Path, "--schemas", schemas);

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("SELECTION_NOT_PERMITTED", ended.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(workspace.Path, "*.parquet", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Run_WithoutARuleForSocialCare_RunsWithoutAskingAndSaysSo()
    {
        using var workspace = await city.NewWorkspaceAsync(governance => File.Delete(Path.Combine(governance, "rules", Rule + ".yaml")));

        var ended = await city.RunAsync("homes-and-money", workspace.Path);

        Assert.True(ended.ExitCode == 0, ended.Output);
        Assert.Contains("DATASET_NOT_COVERED", ended.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(workspace.Path, "zones", "landing", "adult-social-care")));
    }

    [Fact]
    public async Task Run_ChangedCohortQuery_IsRefused()
    {
        using var workspace = city.NewWorkspace();
        var schemas = workspace.CopySchemas();
        Workspace.Edit(Path.Combine(schemas, "cohorts", "homes-and-money.sql"), "vulnerability_factors >= 1", "vulnerability_factors >= 0");

        var ended = await city.RunAsync("homes-and-money", workspace.Path, "--schemas", schemas);

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("SELECTION_NOT_PERMITTED", ended.Output, StringComparison.Ordinal);
    }
}
