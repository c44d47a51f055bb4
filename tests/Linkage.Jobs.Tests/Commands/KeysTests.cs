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
}
