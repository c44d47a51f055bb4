using Linkage.Jobs.Tests.Formats;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Commands;

public sealed class HashTests
{
    [Fact]
    public async Task Hash_CommittedFiles_IsWhatTheRuleNamesAndItsApprovalsSign()
    {
        var rule = RepositoryPaths.Of("governance", "rules", "homes-and-money.v4.yaml");
        var ended = await LinkageProcess.RunAsync(
            "hash", rule, RepositoryPaths.Of("schemas", "sources", "opt-out.yaml"), RepositoryPaths.Of("schemas", "cohorts", "homes-and-money.sql"),
            RepositoryPaths.Of("schemas", "models", "customer-services+housing.json"), "--json");

        Assert.Equal(0, ended.ExitCode);
        JsonShape.Fits("hash-output", ended.Json());
        var files = ended.Json().GetProperty("files").EnumerateArray().ToList();
        Assert.Equal(["rule", "contract", "query", "model"], files.Select(f => f.GetProperty("kind").GetString()));
        var text = await File.ReadAllTextAsync(rule);
        Assert.Contains($"ruleHash: \"{files[0].GetProperty("hash")}\"", text, StringComparison.Ordinal);
        Assert.Contains($"opt-out: \"{files[1].GetProperty("hash")}\"", text, StringComparison.Ordinal);
        Assert.Contains($"digest: \"{files[2].GetProperty("hash")}\"", text, StringComparison.Ordinal);
        Assert.Contains($"food-vouchers+rent-arrears-panel: \"{files[3].GetProperty("hash")}\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing.yaml", null, "NO_FILE")]
    [InlineData("two.sql", "SELECT 1; DROP TABLE x", "BAD_CONFIGURATION")]
    [InlineData("odd.yaml", "kind: Odd", "BAD_CONFIGURATION")]
    [InlineData("odd.json", "{}", "BAD_CONFIGURATION")]
    public async Task Hash_WhatIsNeither_IsBadConfiguration(string name, string? text, string code)
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf(name);
        if (text is not null)
        {
            await File.WriteAllTextAsync(path, text);
        }

        var ended = await LinkageProcess.RunAsync("hash", path);

        Assert.Equal(3, ended.ExitCode);
        Assert.Contains(code, ended.Error, StringComparison.Ordinal);
    }
}
