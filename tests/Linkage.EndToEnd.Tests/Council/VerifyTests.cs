using System.Runtime.Versioning;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Council;

[Collection(AftermathCollection.Name)]
[UnsupportedOSPlatform("windows")]
public sealed class VerifyTests(City city)
{
    [Theory]
    [InlineData("homes-and-money")]
    [InlineData("child-poverty-research")]
    public async Task Verify_Release_PassesAndFailsOnceOneByteOfAnyFileIsChanged(string project)
    {
        var release = City.ReleasesOf(city.Released, project).Single();
        var key = Path.Combine(city.Released, "keys", "signing-public.pem");
        var whole = await LinkageProcess.RunAsync("verify", release, "--key", key, "--at", City.Instant, "--json");
        Assert.Equal(0, whole.ExitCode);
        Assert.True(whole.Json().GetProperty("valid").GetBoolean());
        Assert.Empty(whole.Json().GetProperty("failures").EnumerateArray());

        foreach (var name in BundleFiles.Of(release))
        {
            using var folder = new TemporaryFolder();
            var copy = folder.PathOf(Path.GetFileName(release));
            City.Copy(release, copy);
            var bytes = File.ReadAllBytes(Path.Combine(copy, name));
            bytes[bytes.Length / 2] ^= 1;
            File.Delete(Path.Combine(copy, name));
            File.WriteAllBytes(Path.Combine(copy, name), bytes);

            var changed = await LinkageProcess.RunAsync("verify", copy, "--key", key, "--at", City.Instant, "--json");

            Assert.NotEqual(0, changed.ExitCode);
            Assert.False(changed.Json().GetProperty("valid").GetBoolean());
            Assert.Contains(changed.Json().GetProperty("failures").EnumerateArray(), f => f.GetRawText().Contains(name, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("ledger.json")]
    [InlineData("data/outreach.parquet")]
    public async Task Verify_FileThatTheAccountMayNotRead_IsAFailureThatNamesIt(string closed)
    {
        using var folder = new TemporaryFolder();
        var release = City.ReleasesOf(city.Released, "homes-and-money").Single();
        var copy = folder.PathOf(Path.GetFileName(release));
        City.Copy(release, copy);
        File.SetUnixFileMode(Path.Combine(copy, closed), UnixFileMode.None);

        var ended = await LinkageProcess.RunBoundByModesAsync("verify", copy, "--key", Path.Combine(city.Released, "keys", "signing-public.pem"), "--at", City.Instant, "--json");

        Assert.True(ended.ExitCode == 2, ended.Output + ended.Error);
        Assert.StartsWith($"{closed}: It cannot be read", Assert.Single(ended.Json().GetProperty("failures").EnumerateArray()).GetString(), StringComparison.Ordinal);
    }
}
