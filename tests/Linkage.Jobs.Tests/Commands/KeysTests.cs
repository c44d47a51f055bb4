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
