using System.Text.Json;
using Linkage.Jobs.Tests.Formats;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Commands;

public sealed class DecideTests
{
    private static readonly string Request = RepositoryPaths.Of("governance", "scenarios", "requests", "homes-and-money.yaml");

    [Fact]
    public async Task Decide_PermittedRequest_IsAllowedByOneRuleVersion()
    {
        var ended = await LinkageProcess.RunAsync("decide", Request, "--at", "2026-10-25T09:00:00Z", "--json");

        Assert.Equal(0, ended.ExitCode);
        JsonShape.Fits("decide-output", ended.Json());
        Assert.Equal("ALLOW", ended.Json().GetProperty("outcome").GetString());
        Assert.Equal("homes-and-money", ended.Json().GetProperty("rule").GetString());
        Assert.Equal(3, ended.Json().GetProperty("version").GetInt32());
        Assert.Empty(ended.Json().GetProperty("reasons").EnumerateArray());
        Assert.Equal(11, ended.Json().GetProperty("checks").GetArrayLength());
        Assert.All(ended.Json().GetProperty("checks").EnumerateArray(), check => Assert.True(check.GetProperty("passed").GetBoolean()));
    }

    [Fact]
    public async Task Decide_RefusedRequest_TellsEveryReasonAndWhatWouldHaveToChange()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("request.yaml", (await File.ReadAllTextAsync(Request))
            .Replace("purpose: income-maximisation", "purpose: debt-recovery", StringComparison.Ordinal).Replace("environment: council-crm", "environment: laptop", StringComparison.Ordinal));

        var json = await LinkageProcess.RunAsync("decide", path, "--at", "2026-10-25", "--json");
        var text = await LinkageProcess.RunAsync("decide", path, "--at", "2026-10-25");

        Assert.Equal((2, 2), (json.ExitCode, text.ExitCode));
        JsonShape.Fits("decide-output", json.Json());
        Assert.Equal("DENY", json.Json().GetProperty("outcome").GetString());
        Assert.Equal(["PURPOSE_NOT_COVERED", "RECIPIENT_NOT_PERMITTED"], json.Json().GetProperty("reasons").EnumerateArray().Select(reason => reason.GetProperty("code").GetString()));
        Assert.Equal(["Purpose", "Recipient"], Failed(json.Json()));
        foreach (var reason in json.Json().GetProperty("reasons").EnumerateArray())
        {
            Assert.Contains(reason.GetProperty("explanation").GetString()!, text.Output, StringComparison.Ordinal);
            Assert.Contains(reason.GetProperty("remedy").GetString()!, text.Output, StringComparison.Ordinal);
        }

        Assert.Contains("What would have to change", text.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-11-15T23:59:59Z", 0)]
    [InlineData("2026-11-16T00:00:00Z", 2)]
    [InlineData("2026-11-16T00:59:59+01:00", 0)]
    [InlineData("2026-11-15T23:00:00-01:00", 2)]
    public async Task Decide_AtAnInstant_CountsInUtc(string at, int exitCode) =>
        Assert.Equal(exitCode, (await LinkageProcess.RunAsync("decide", Request, "--at", at)).ExitCode);

    [Fact]
    public async Task Decide_NoRuleNamesADataset_PrintsNullForTheRule()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("request.yaml", """
            kind: LinkageRequest
            formatVersion: 1
            project: bins
            purpose: early-help
            nation: ENG
            controller: ashgrove-council
            requester: p-okafor
            datasets: [{ id: bins, origin: Council, columns: { uprn: { classification: Identifier, uses: [Match] } } }]
            contracts: []
            selections: []
            outputs: [{ name: letters, kind: Outreach, granularity: Row, columns: [{ name: channel, role: Contact }] }]
            recipient: { team: bins, environment: depot }
            """);

        var ended = await LinkageProcess.RunAsync("decide", path, "--json");

        Assert.Equal(2, ended.ExitCode);
        JsonShape.Fits("decide-output", ended.Json());
        Assert.Equal(JsonValueKind.Null, ended.Json().GetProperty("rule").ValueKind);
        Assert.Equal(JsonValueKind.Null, ended.Json().GetProperty("version").ValueKind);
    }

    [Fact]
    public async Task Decide_Project_IsDecidedAsThePlanSays()
    {
        using var folder = new TemporaryFolder();
        string[] at = ["--data", folder.PathOf("data"), "--at", "2028-01-01", "--json"];

        var decided = await LinkageProcess.RunAsync(["decide", "homes-and-money", .. at]);
        var byPath = await LinkageProcess.RunAsync(["decide", RepositoryPaths.Of("schemas", "cohorts", "homes-and-money.yaml"), .. at]);
        var planned = await LinkageProcess.RunAsync(["plan", "homes-and-money", .. at]);

        Assert.Equal((2, 2, 2), (decided.ExitCode, byPath.ExitCode, planned.ExitCode));
        JsonShape.Fits("decide-output", decided.Json());
        JsonShape.Fits("plan-output", planned.Json());
        Assert.Equal(planned.Json().GetProperty("decision").GetProperty("requestHash").GetString(), decided.Json().GetProperty("requestHash").GetString());
        Assert.Equal(planned.Json().GetProperty("decision").GetProperty("reasons").GetRawText(), decided.Json().GetProperty("reasons").GetRawText());
        Assert.Equal(decided.Json().GetProperty("requestHash").GetString(), byPath.Json().GetProperty("requestHash").GetString());
    }

    [Fact]
    public async Task Decide_OtherRegistry_IsAskedInstead()
    {
        using var folder = new TemporaryFolder();
        foreach (var path in Directory.GetFiles(RepositoryPaths.Of("governance", "catalogue")))
        {
            folder.Write($"registry/catalogue/{Path.GetFileName(path)}", await File.ReadAllTextAsync(path));
        }

        foreach (var name in new[] { "people.yaml", "child-poverty-research.v1.yaml" })
        {
            folder.Write($"registry/rules/{name}", await File.ReadAllTextAsync(RepositoryPaths.Of("governance", "rules", name)));
        }

        var ended = await LinkageProcess.RunAsync("decide", Request, "--registry", folder.PathOf("registry"), "--json");

        Assert.Equal(2, ended.ExitCode);
        Assert.Equal("NO_RULE", Assert.Single(ended.Json().GetProperty("reasons").EnumerateArray()).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("nation: ENG", "nation: [ENG]", "line 6, key nation")]
    [InlineData("channel: letter", "chanel: letter", "key chanel")]
    [InlineData("kind: LinkageRequest", "kind: LinkageRule", "line 2, key kind")]
    public async Task Decide_WhatIsNoRequest_NamesFileLineAndKey(string found, string replaced, string where)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("request.yaml", (await File.ReadAllTextAsync(Request)).Replace(found, replaced, StringComparison.Ordinal));

        var ended = await LinkageProcess.RunAsync("decide", path, "--json");

        Assert.Equal(3, ended.ExitCode);
        JsonShape.Fits("error-output", ended.Json());
        var told = ended.Json().GetProperty("error").GetProperty("where").GetString()!;
        Assert.StartsWith(path, told, StringComparison.Ordinal);
        Assert.Contains(where, told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decide_WhatIsNotThere_IsBadConfiguration()
    {
        using var folder = new TemporaryFolder();

        Assert.Contains("there is no such file", (await Refused("decide", folder.PathOf("request.yaml"))).Error, StringComparison.Ordinal);
        Assert.Contains("UNKNOWN_PROJECT", (await Refused("decide", "no-such-project")).Error, StringComparison.Ordinal);
        Assert.Contains("FOLDER_MISSING", (await Refused("decide", Request, "--registry", folder.PathOf("none"))).Error, StringComparison.Ordinal);
        Assert.Contains("--at takes an ISO 8601 instant", (await Refused("decide", Request, "--at", "tomorrow")).Error, StringComparison.Ordinal);
    }

    private static async Task<LinkageProcess.Ended> Refused(params string[] arguments)
    {
        var ended = await LinkageProcess.RunAsync(arguments);
        Assert.Equal(3, ended.ExitCode);
        return ended;
    }

    private static IEnumerable<string?> Failed(JsonElement decided) =>
        decided.GetProperty("checks").EnumerateArray().Where(check => !check.GetProperty("passed").GetBoolean()).Select(check => check.GetProperty("name").GetString());
}
