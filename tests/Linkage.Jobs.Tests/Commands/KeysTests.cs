using System.Security.Cryptography;
using Linkage.Jobs.Tests.Formats;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Commands;

public sealed class KeysTests
{
    [Fact]
    public async Task Init_Twice_MakesKeysOnceForTheirOwnerOnly()
    {
        using var folder = new TemporaryFolder();
        var workspace = folder.PathOf("workspace");
        var first = await LinkageProcess.RunAsync("keys", "init", "--data", workspace, "--json");
        var root = Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(workspace, "keys", "root.key"))));

        var second = await LinkageProcess.RunAsync("keys", "init", "--data", workspace, "--json");

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        JsonShape.Fits("keys-output", first.Json());
        JsonShape.Fits("keys-output", second.Json());
        Assert.True(first.Json().GetProperty("created").GetBoolean());
        Assert.False(second.Json().GetProperty("created").GetBoolean());
        Assert.Equal(root, Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(workspace, "keys", "root.key")))));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(workspace));
        }
    }

    [Theory]
    [InlineData(null, "ecdsa-p256", "rsa-3072")]
    [InlineData("ecdsa-p256", "ecdsa-p256", "rsa-3072")]
    [InlineData("rsa-3072", "rsa-3072", "ecdsa-p256")]
    public async Task Init_WithASignature_MakesThatKeyAndRefusesTheOtherLater(string? asked, string made, string other)
    {
        using var folder = new TemporaryFolder();
        var first = await LinkageProcess.RunAsync(["keys", "init", "--data", folder.Path, "--json", .. asked is null ? Array.Empty<string>() : ["--signature", asked]]);
        var again = await LinkageProcess.RunAsync("keys", "init", "--data", folder.Path, "--json");
        var same = await LinkageProcess.RunAsync("keys", "init", "--data", folder.Path, "--signature", made, "--json");
        var refused = await LinkageProcess.RunAsync("keys", "init", "--data", folder.Path, "--signature", other, "--json");

        Assert.Equal((0, 0, 0, 3), (first.ExitCode, again.ExitCode, same.ExitCode, refused.ExitCode));
        JsonShape.Fits("error-output", refused.Json());
        Assert.Equal("SIGNING_KEY_THERE", refused.Json().GetProperty("error").GetProperty("code").GetString());
        Assert.All([first, again, same], ended => Assert.Equal(made, ended.Json().GetProperty("signature").GetString()));
        Assert.Single(new[] { first, again, same }.Select(ended => ended.Json().GetProperty("fingerprint").GetString()).Distinct());
        var pem = File.ReadAllText(folder.PathOf("keys", "signing-public.pem"));
        using AsymmetricAlgorithm key = made == "rsa-3072" ? RSA.Create() : ECDsa.Create();
        key.ImportFromPem(pem);
        Assert.Equal(made == "rsa-3072" ? 3072 : 256, key.KeySize);
    }

    [Theory]
    [InlineData("root.key")]
    [InlineData("keys")]
    public async Task Init_RootKeyLost_EndsWithThreeAndMakesNoNewOne(string lost)
    {
        using var folder = new TemporaryFolder();
        var keys = folder.PathOf("keys");
        Assert.Equal(0, (await LinkageProcess.RunAsync("keys", "init", "--data", folder.Path, "--json")).ExitCode);
        folder.Write("zones/identity/food-vouchers/0f1e/_seal.json", "{}");
        if (lost == "keys")
        {
            Directory.Delete(keys, recursive: true);
        }
        else
        {
            File.Delete(Path.Combine(keys, lost));
        }

        var ended = await LinkageProcess.RunAsync("keys", "init", "--data", folder.Path, "--json");

        Assert.Equal(3, ended.ExitCode);
        JsonShape.Fits("error-output", ended.Json());
        var error = ended.Json().GetProperty("error");
        Assert.Equal("KEY_UNAVAILABLE", error.GetProperty("code").GetString());
        Assert.Equal(Path.Combine(keys, "root.key"), error.GetProperty("where").GetString());
        Assert.Contains("backup", error.GetProperty("remedy").GetString(), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(keys, "root.key")));
        Assert.Equal(lost == "root.key", File.Exists(Path.Combine(keys, "signing.key")));
    }
}
