using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Keys.Cloud;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;
using Linkage.TestKit.KeyVault;

namespace Linkage.Pipeline.Tests.Keys.Cloud;

/// <summary>The real credentials, each against the stand-in of the service it asks.</summary>
public sealed class AzureIdentityTests : IDisposable
{
    private readonly AzureWorld _world = new();
    private readonly TemporaryFolder _folder = new();

    public AzureIdentityTests()
    {
        _world.Server.Put("linkage-root", $"linkage-root-key-v1\n{Convert.ToHexStringLower([.. Enumerable.Range(7, 32).Select(i => (byte)i)])}\n");
        _world.Server.Age();
    }

    public void Dispose()
    {
        _world.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("managed")]
    [InlineData("workload")]
    [InlineData("certificate")]
    public void Credential_OfEachKind_ReadsTheRoot(string kind) => Assert.Equal(32, Reads(kind, KeyVaultServer.Client).Length);

    [Theory]
    [InlineData("managed")]
    [InlineData("workload")]
    [InlineData("certificate")]
    public void Credential_NoToken_SaysSo(string kind)
    {
        _world.Server.GivesTokens = false;

        var error = Assert.Throws<KeyVaultException>(() => Reads(kind, "0a8f0cfe-52b9-4d8e-8c3b-3c5d4e6f7a03"));

        Assert.Contains("the identity got no token", error.Message, StringComparison.Ordinal);
        Assert.Contains("LINKAGE_KEYS_IDENTITY", error.Remedy, StringComparison.Ordinal);
        Assert.Empty(_world.Server.Requests);
    }

    [Fact]
    public void Certificate_FileOpenToOthers_Refuses()
    {
        var path = JobCertificate.Write(_folder);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.GroupRead);

        Assert.Contains("chmod 600", Assert.Throws<KeyVaultException>(() => new AzureIdentity.Certificate("t", "c", path, null).Credential()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense", "holds no certificate")]
    [InlineData(null, "is missing")]
    public void Certificate_FileThatIsNone_Refuses(string? content, string problem)
    {
        var path = _folder.PathOf("identity.pem");
        if (content is not null)
        {
            PrivateFolder.WriteAllBytes(path, System.Text.Encoding.ASCII.GetBytes(content));
        }

        Assert.Contains(problem, Assert.Throws<KeyVaultException>(() => new AzureIdentity.Certificate("t", "c", path, null).Credential()).Message, StringComparison.Ordinal);
    }

    // The client keeps tokens of a managed identity for the whole process, by its id.
    private byte[] Reads(string kind, string client)
    {
        AzureIdentity identity = kind switch
        {
            "managed" => new AzureIdentity.Managed(client),
            "workload" => new AzureIdentity.Workload(KeyVaultServer.Tenant, client, TokenFile(), null),
            _ => new AzureIdentity.Certificate(KeyVaultServer.Tenant, client, JobCertificate.Write(_folder), null),
        };
        return _world.Vault(credential: (identity with { Transport = _world.Transport() }).Credential()).ReadRootSecret();
    }

    private string TokenFile()
    {
        var path = _folder.PathOf("token");
        File.WriteAllText(path, "a token of the cluster");
        return path;
    }
}
