using System.Text;
using Linkage.TestKit;
using Linkage.TestKit.KeyVault;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>The real executable with its keys in a Key Vault, asked as the machine's identity; the vault is a stand-in on loopback that it finds under the real name.</summary>
[Collection(AftermathCollection.Name)]
public sealed class CloudKeysTests(City city)
{
    private const string Project = "homes-and-money";

    [Fact]
    public async Task Run_KeysBroughtIntoAVault_GivesTheSameReleaseAndDestroysThereWhatIsRevoked()
    {
        await using var server = KeyVaultServer.Start();
        using var workspace = city.NewWorkspace();
        using var folder = new TemporaryFolder();
        var environment = server.ChildEnvironment(folder.Path);
        var secrets = SecretsIn(workspace.Keys);
        var files = Directory.GetFiles(Path.Combine(workspace.Keys, "grants")).Length;
        var imported = Ok(await RunAsync(environment, "keys", "import", "--data", workspace.Path, "--json"));
        Assert.Equal(2 + files, imported.Json().GetProperty("written").GetInt32());
        Assert.Empty(Node.Validate("keys-import-output.schema.json", [folder.Write("imported.json", imported.Output)]));
        Assert.Equal(0, Ok(await RunAsync(environment, "keys", "import", "--data", workspace.Path, "--json")).Json().GetProperty("written").GetInt32());
        File.Delete(Path.Combine(workspace.Keys, "root.key"));
        File.Delete(Path.Combine(workspace.Keys, "signing.key"));
        Directory.Delete(Path.Combine(workspace.Keys, "grants"), recursive: true);

        var released = Ok(await RunAsync(environment, city.Arguments(Project, workspace.Path)));

        ReleaseFolders.AreSame(city.Released, workspace.Path, Project);
        Assert.Equal(["signing-public.pem"], Directory.GetFileSystemEntries(workspace.Keys).Select(f => Path.GetFileName(f)));
        Ok(await LinkageProcess.RunAsync("ledger", "verify", "--data", workspace.Path, "--json"));
        Ok(await RunAsync(environment, "ledger", "checkpoint", "--data", workspace.Path, "--out", folder.PathOf("audit.txt"), "--json"));
        AssertNowhere(secrets, workspace.Path, [imported, released]);

        await City.StopRuleAsync("revoke", "homes-and-money.v4", workspace.Path);
        var refused = await RunAsync(environment, city.Arguments(Project, workspace.Path));

        Assert.True(refused.ExitCode == 2, refused.Output + refused.Error);
        var tombstone = Assert.Single(server.Secrets, s => s.Name.StartsWith("linkage-destroyed-", StringComparison.Ordinal));
        Assert.Empty(Node.Validate("grant-tombstone.schema.json", [folder.Write("tombstone.json", tombstone.Versions[^1].Value)]));
        Assert.Contains("GATEWAY_REVOKED", tombstone.Versions[^1].Value, StringComparison.Ordinal);
        Assert.Equal(2, server.Secrets.Count(s => s.Name.StartsWith("linkage-grant-", StringComparison.Ordinal) && !s.Versions[^1].Value.Contains("linkage:dataset-key ", StringComparison.Ordinal)));
        Assert.Contains("key-destroyed GATEWAY_REVOKED", new GrantFiles(workspace.Path).EventsOf(Project));
        Ok(await LinkageProcess.RunAsync("ledger", "verify", "--data", workspace.Path, "--json"));
    }

    [Fact]
    public async Task Init_KeysInAVault_MakesThemOnceAndThereAlone()
    {
        await using var server = KeyVaultServer.Start();
        using var workspace = new Workspace();
        using var folder = new TemporaryFolder();
        var environment = server.ChildEnvironment(folder.Path);

        var first = Ok(await RunAsync(environment, "keys", "init", "--data", workspace.Path, "--json")).Json();
        var second = Ok(await RunAsync(environment, "keys", "init", "--data", workspace.Path, "--json")).Json();

        Assert.Equal((true, false), (first.GetProperty("created").GetBoolean(), second.GetProperty("created").GetBoolean()));
        Assert.Equal(server.Address.AbsoluteUri, first.GetProperty("keys").GetString());
        Assert.Equal(first.GetProperty("fingerprint").GetString(), second.GetProperty("fingerprint").GetString());
        Assert.Equal(["signing-public.pem"], Directory.GetFileSystemEntries(workspace.Keys).Select(f => Path.GetFileName(f)));
        Assert.Equal(["linkage-grant", "linkage-root", "linkage-signing"], server.Secrets.Select(s => string.Join('-', s.Name.Split('-')[..2])).Order());
        Assert.All(server.Secrets, s => Assert.Single(s.Versions));
        var local = await LinkageProcess.RunAsync("keys", "init", "--data", workspace.Path, "--json");
        Assert.Equal(3, local.ExitCode);
        Assert.False(File.Exists(Path.Combine(workspace.Keys, "root.key")));
    }

    [Fact]
    public async Task Run_VaultRefuses_EndsWithThreeBeforeAnythingIsRead()
    {
        await using var server = KeyVaultServer.Start();
        using var workspace = city.NewWorkspace();
        using var folder = new TemporaryFolder();
        var environment = server.ChildEnvironment(folder.Path);
        Directory.Delete(workspace.Keys, recursive: true);
        server.Denied.Add("list");

        var ended = await RunAsync(environment, city.Arguments(Project, workspace.Path));

        Assert.True(ended.ExitCode == 3, ended.Output + ended.Error);
        var error = ended.Json().GetProperty("error");
        Assert.Equal("KEY_UNAVAILABLE", error.GetProperty("code").GetString());
        Assert.StartsWith(server.Address.AbsoluteUri, error.GetProperty("where").GetString(), StringComparison.Ordinal);
        Assert.Contains("403 ForbiddenByRbac", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(workspace.Path, "zones", "landing")));
    }

    [Fact]
    public async Task Run_VaultOfAnotherWorkspace_EndsWithThreeAndTouchesNothing()
    {
        await using var server = KeyVaultServer.Start();
        using var other = new Workspace();
        using var workspace = city.NewWorkspace();
        using var folder = new TemporaryFolder();
        var environment = server.ChildEnvironment(folder.Path);
        Ok(await RunAsync(environment, "keys", "init", "--data", other.Path, "--json"));
        foreach (var secret in Directory.GetFiles(workspace.Keys, "*.key", SearchOption.AllDirectories))
        {
            File.Delete(secret);
        }

        var checkpoints = Path.Combine(workspace.Path, "ledger-checkpoints.txt");
        var before = File.Exists(checkpoints) ? File.ReadAllText(checkpoints) : null;

        var ended = await RunAsync(environment, city.Arguments(Project, workspace.Path));

        Assert.Equal(before, File.Exists(checkpoints) ? File.ReadAllText(checkpoints) : null);
        Assert.Equal(3, (await RunAsync(environment, "ledger", "checkpoint", "--data", workspace.Path, "--out", folder.PathOf("audit.txt"), "--json")).ExitCode);
        Assert.False(File.Exists(folder.PathOf("audit.txt")));
        Assert.True(ended.ExitCode == 3, ended.Output + ended.Error);
        Assert.Contains("is not known as the vault of this workspace", ended.Json().GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(workspace.Path, "zones", "landing")));
        Assert.Equal(3, server.Secrets.Count);
    }

    [Fact]
    public async Task Init_VaultOfAnotherWorkspaceOverSetsOfThisOne_IsRefusedAndLeavesThePublicKey()
    {
        await using var server = KeyVaultServer.Start();
        using var other = new Workspace();
        using var workspace = city.NewWorkspace();
        using var folder = new TemporaryFolder();
        var environment = server.ChildEnvironment(folder.Path);
        Ok(await city.RunAsync(Project, workspace.Path));
        Ok(await RunAsync(environment, "keys", "init", "--data", other.Path, "--json"));
        var publicKey = File.ReadAllText(Path.Combine(workspace.Keys, "signing-public.pem"));
        foreach (var secret in Directory.GetFiles(workspace.Keys, "*.key", SearchOption.AllDirectories))
        {
            File.Delete(secret);
        }

        var ended = await RunAsync(environment, "keys", "init", "--data", workspace.Path, "--json");

        Assert.True(ended.ExitCode == 3, ended.Output + ended.Error);
        Assert.Contains("has another root key than the one that the sets of this workspace were made with", ended.Json().GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(publicKey, File.ReadAllText(Path.Combine(workspace.Keys, "signing-public.pem")));
    }

    private static LinkageProcess.Ended Ok(LinkageProcess.Ended ended)
    {
        Assert.True(ended.ExitCode == 0, ended.Output + ended.Error);
        return ended;
    }

    private static async Task<LinkageProcess.Ended> RunAsync(Dictionary<string, string?> environment, params IEnumerable<string> args)
    {
        using var process = LinkageProcess.Start(RepositoryPaths.Root, environment, args);
        return await process.EndAsync();
    }

    private static List<string> SecretsIn(string keys) =>
        [.. Directory.GetFiles(keys, "*.key", SearchOption.AllDirectories).SelectMany(File.ReadAllLines).Select(l => l.StartsWith("secret ", StringComparison.Ordinal) ? l[7..] : l).Where(l => l.Length == 64)];

    private static void AssertNowhere(List<string> secrets, string workspace, IEnumerable<LinkageProcess.Ended> ended)
    {
        Assert.True(secrets.Count > 3);
        var said = string.Concat(ended.Select(e => e.Output + e.Error));
        var needles = secrets.SelectMany(s => new[] { Encoding.ASCII.GetBytes(s) }).ToList();
        foreach (var file in Directory.GetFiles(workspace, "*", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(file).AsSpan();
            foreach (var needle in needles)
            {
                Assert.True(bytes.IndexOf(needle) < 0, file);
            }
        }

        Assert.DoesNotContain(secrets, s => said.Contains(s, StringComparison.Ordinal));
    }
}
