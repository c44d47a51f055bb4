using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>The whole way on PostgreSQL: its owner makes the store, an officer imports and revokes, a job runs, an auditor checks; each with an account of its own.</summary>
[Collection(RunCollection.Name)]
public sealed class PostgresTests(City city)
{
    private readonly string _owner = PostgresServer.Instance.CreateDatabase();

    [Fact]
    public async Task Run_WithTheStoreOnPostgres_ReleasesUntilAnOfficerRevokesAndTheAuditorFindsAllWhole()
    {
        using var workspace = city.NewWorkspaceWithoutRules();
        Assert.Equal(0, (await RunAsync(_owner, "store", "init", "--json")).ExitCode);
        var (job, officer, auditor) = (Account("linkage_worker"), Account("linkage_officer"), Account("linkage_auditor"));

        var byAJob = await RunAsync(job, "rules", "import", RepositoryPaths.Governance, "--data", workspace.Path, "--json");
        Assert.Equal((3, "STORE_FORBIDDEN"), (byAJob.ExitCode, Code(byAJob)));
        Assert.Equal(0, (await RunAsync(officer, "rules", "import", RepositoryPaths.Governance, "--data", workspace.Path, "--json")).ExitCode);
        var released = await RunAsync(job, city.Arguments("homes-and-money", workspace.Path));
        Assert.True(released.ExitCode == 0, released.Output + released.Error);
        Assert.False(File.Exists(Path.Combine(workspace.Path, "linkage.db")));
        Assert.Single(City.ReleasesOf(workspace.Path, "homes-and-money"));

        Assert.Equal(0, (await RunAsync(officer, "rules", "revoke", "homes-and-money.v4", "--person", "p-sandhu", "--reason", "A test.", "--data", workspace.Path, "--json")).ExitCode);
        var refused = await RunAsync(job, city.Arguments("homes-and-money", workspace.Path));
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("GATEWAY_REVOKED", refused.Output, StringComparison.Ordinal);

        var verified = await RunAsync(auditor, "ledger", "verify", "--data", workspace.Path, "--json");
        Assert.True(verified.ExitCode == 0, verified.Output);
        var history = await RunAsync(auditor, "rules", "history", "homes-and-money.v4", "--data", workspace.Path, "--json");
        Assert.Equal("Revoked", history.Json().GetProperty("status").GetString());
        Assert.Equal(1, history.Json().GetProperty("releases").GetArrayLength());
        Assert.Equal(2, (await RunAsync(auditor, "status", "--data", workspace.Path, "--json")).Json().GetProperty("runs").GetArrayLength());
    }

    private static string? Code(LinkageProcess.Ended ended) => ended.Json().GetProperty("error").GetProperty("code").GetString();

    private static async Task<LinkageProcess.Ended> RunAsync(string store, params IEnumerable<string> args)
    {
        using var process = LinkageProcess.Start(RepositoryPaths.Root, new Dictionary<string, string?> { ["LINKAGE_STORE"] = store }, args);
        return await process.EndAsync();
    }

    private string Account(string role)
    {
        PostgresServer.Instance.CreateAccount($"{role}_test", role);
        return PostgresServer.Instance.ConnectionTo(_owner.Split("Database=")[1].Split(';')[0], $"{role}_test");
    }
}
