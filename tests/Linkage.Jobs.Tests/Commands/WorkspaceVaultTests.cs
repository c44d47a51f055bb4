using Linkage.Jobs.Commands;
using Linkage.Jobs.Tests.Formats;
using Linkage.TestKit;
using Linkage.TestKit.KeyVault;

namespace Linkage.Jobs.Tests.Commands;

public sealed class WorkspaceVaultTests : IDisposable
{
    private const string Vault = "https://linkage-keys.vault.azure.net";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("LINKAGE_KEYS=https://linkage-keys.vault.azure.net LINKAGE_KEYS_IDENTITY=managed")]
    [InlineData("LINKAGE_KEYS=https://linkage-keys.vault.azure.net/ LINKAGE_KEYS_IDENTITY=managed LINKAGE_KEYS_CLIENT=0a8f0cfe-52b9-4d8e-8c3b-3c5d4e6f7a02")]
    [InlineData("LINKAGE_KEYS=https://linkage-keys.vault.azure.net LINKAGE_KEYS_IDENTITY=workload LINKAGE_KEYS_TENANT=t LINKAGE_KEYS_CLIENT=c LINKAGE_KEYS_TOKEN_FILE=/token")]
    [InlineData("LINKAGE_KEYS=https://linkage-keys.vault.azure.net LINKAGE_KEYS_IDENTITY=workload AZURE_TENANT_ID=t AZURE_CLIENT_ID=c AZURE_FEDERATED_TOKEN_FILE=/token")]
    [InlineData("LINKAGE_KEYS=https://linkage-keys.vault.azure.net LINKAGE_KEYS_IDENTITY=certificate LINKAGE_KEYS_TENANT=t LINKAGE_KEYS_CLIENT=c LINKAGE_KEYS_CERTIFICATE=CERTIFICATE")]
    [InlineData("LINKAGE_KEYS=https://linkage-keys.vault.usgovcloudapi.net LINKAGE_KEYS_IDENTITY=certificate LINKAGE_KEYS_TENANT=t LINKAGE_KEYS_CLIENT=c LINKAGE_KEYS_CERTIFICATE=CERTIFICATE LINKAGE_KEYS_AUTHORITY=https://login.microsoftonline.us")]
    public void OpenCloud_SaidOutright_NamesTheVault(string variables)
    {
        using var vault = WorkspaceVault.OpenCloud(Of(variables));

        Assert.StartsWith("https://linkage-keys.vault.", vault.Address, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LINKAGE_KEYS=linkage-keys LINKAGE_KEYS_IDENTITY=managed", "LINKAGE_KEYS names no Key Vault")]
    [InlineData("LINKAGE_KEYS=http://linkage-keys.vault.azure.net LINKAGE_KEYS_IDENTITY=managed", "LINKAGE_KEYS names no Key Vault")]
    [InlineData("LINKAGE_KEYS=https://linkage-keys.vault.azure.net/secrets/x LINKAGE_KEYS_IDENTITY=managed", "LINKAGE_KEYS names no Key Vault")]
    [InlineData("LINKAGE_KEYS=https://linkage-keys.vault.azure.net", "LINKAGE_KEYS_IDENTITY does not say")]
    [InlineData("LINKAGE_KEYS=https://linkage-keys.vault.azure.net AZURE_CLIENT_ID=c AZURE_TENANT_ID=t AZURE_CLIENT_SECRET=s", "LINKAGE_KEYS_IDENTITY does not say")]
    [InlineData("LINKAGE_KEYS=https://linkage-keys.vault.azure.net LINKAGE_KEYS_IDENTITY=default", "LINKAGE_KEYS_IDENTITY does not say")]
    [InlineData("LINKAGE_KEYS=https://linkage-keys.vault.azure.net LINKAGE_KEYS_IDENTITY=workload LINKAGE_KEYS_TENANT=t", "LINKAGE_KEYS_CLIENT is not set")]
    [InlineData("LINKAGE_KEYS=https://linkage-keys.vault.azure.net LINKAGE_KEYS_IDENTITY=certificate AZURE_TENANT_ID=t LINKAGE_KEYS_CLIENT=c LINKAGE_KEYS_CERTIFICATE=CERTIFICATE", "LINKAGE_KEYS_TENANT is not set")]
    [InlineData("LINKAGE_KEYS=https://linkage-keys.vault.azure.net LINKAGE_KEYS_IDENTITY=certificate LINKAGE_KEYS_TENANT=t LINKAGE_KEYS_CLIENT=c", "LINKAGE_KEYS_CERTIFICATE is not set")]
    [InlineData("LINKAGE_KEYS=https://linkage-keys.vault.azure.net LINKAGE_KEYS_IDENTITY=certificate LINKAGE_KEYS_TENANT=t LINKAGE_KEYS_CLIENT=c LINKAGE_KEYS_CERTIFICATE=CERTIFICATE LINKAGE_KEYS_AUTHORITY=http://x", "LINKAGE_KEYS_AUTHORITY names no sign-in service")]
    public void OpenCloud_NotSaid_IsWrongConfiguration(string variables, string message)
    {
        var problem = Assert.Throws<ProblemException>(() => WorkspaceVault.OpenCloud(Of(variables))).Problem;

        Assert.Equal(("KEYS_UNNAMED", ExitCode.BadConfiguration), (problem.Code, problem.ExitCode));
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_VaultNamedThoughTheFolderHoldsSecrets_EndsWithThreeAndChangesNothing()
    {
        Assert.Equal(0, (await LinkageProcess.RunAsync("keys", "init", "--data", _folder.Path, "--json")).ExitCode);
        var root = await File.ReadAllBytesAsync(_folder.PathOf("keys", "root.key"));

        var ended = await RunAsync(new() { ["LINKAGE_KEYS"] = Vault, ["LINKAGE_KEYS_IDENTITY"] = "managed" }, "keys", "init", "--data", _folder.Path, "--json");

        AssertProblem(ended, "KEYS_IN_TWO_PLACES");
        Assert.Equal(root, await File.ReadAllBytesAsync(_folder.PathOf("keys", "root.key")));
    }

    [Theory]
    [InlineData("init")]
    [InlineData("import")]
    public async Task Keys_VaultNamedButNotAsWhom_EndsWithThreeAndMakesNothing(string verb)
    {
        AssertProblem(await RunAsync(new() { ["LINKAGE_KEYS"] = Vault, ["LINKAGE_KEYS_IDENTITY"] = null }, "keys", verb, "--data", _folder.Path, "--json"), "KEYS_UNNAMED");
        Assert.False(Directory.Exists(_folder.PathOf("keys")));
    }

    [Fact]
    public async Task Import_NoVaultNamed_EndsWithThree() =>
        AssertProblem(await RunAsync(new() { ["LINKAGE_KEYS"] = null }, "keys", "import", "--data", _folder.Path, "--json"), "KEYS_UNNAMED");

    private static void AssertProblem(LinkageProcess.Ended ended, string code)
    {
        Assert.Equal(3, ended.ExitCode);
        JsonShape.Fits("error-output", ended.Json());
        Assert.Equal(code, ended.Json().GetProperty("error").GetProperty("code").GetString());
    }

    private static async Task<LinkageProcess.Ended> RunAsync(Dictionary<string, string?> environment, params IEnumerable<string> args)
    {
        using var process = LinkageProcess.Start(RepositoryPaths.Root, environment, args);
        return await process.EndAsync();
    }

    private Func<string, string?> Of(string variables)
    {
        var given = variables.Split(' ').Select(v => v.Split('=', 2)).ToDictionary(v => v[0], v => v[1] == "CERTIFICATE" ? JobCertificate.Write(_folder) : v[1]);
        return name => given.GetValueOrDefault(name);
    }
}
