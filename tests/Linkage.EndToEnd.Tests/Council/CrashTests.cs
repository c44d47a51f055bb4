using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>What must hold, 6 and 8: the same bytes for the same inputs, whatever happens in between.</summary>
[Collection(RunCollection.Name)]
public sealed class CrashTests(City city)
{
    [Theory]
    [InlineData("Extract")]
    [InlineData("Pseudonymise")]
    [InlineData("Link")]
    [InlineData("Gate")]
    [InlineData("Release")]
    public async Task Run_KilledInAStageAndRunAgain_ReleasesTheSameBytes(string stage)
    {
        using var workspace = city.NewWorkspace();
        using (var process = LinkageProcess.Start(RepositoryPaths.Root, null, city.Arguments("homes-and-money", workspace.Path)))
        {
            var ended = await process.KillWhenItSaysAsync($"{stage}: begins");
            Assert.True(ended.ExitCode == LinkageProcess.Killed, $"It ended by itself, with {ended.ExitCode}: {ended.Output} {ended.Error}");
        }

        var killed = await LinkageProcess.RunAsync("ledger", "verify", "--data", workspace.Path, "--json");
        Assert.True(killed.ExitCode == 0, killed.Output);
        Assert.True(killed.Json().GetProperty("events").GetInt64() > 1);
        Assert.True(stage == "Release" || City.ReleasesOf(workspace.Path, "homes-and-money").Count == 0);

        var again = await city.RunAsync("homes-and-money", workspace.Path);

        Assert.True(again.ExitCode == 0, again.Output + again.Error);
        ReleaseFolders.AreSame(city.Released, workspace.Path, "homes-and-money");
        ReleaseFolders.NothingIsHalfMade(workspace.Path);
        var ledger = (await LinkageProcess.RunAsync("ledger", "verify", "--data", workspace.Path, "--json")).Json();
        Assert.Equal((true, ledger.GetProperty("events").GetInt64()), (ledger.GetProperty("valid").GetBoolean(), ledger.GetProperty("vouchedFor").GetInt64()));
    }

    [Fact]
    public async Task Run_OnAnotherNumberOfThreads_ReleasesTheSameBytes()
    {
        using var workspace = city.NewWorkspace();

        Assert.Equal(0, (await city.RunAsync("homes-and-money", workspace.Path, "--threads", "1")).ExitCode);
        Assert.Equal(0, (await city.RunAsync("child-poverty-research", workspace.Path, "--threads", "3")).ExitCode);

        ReleaseFolders.AreSame(city.Released, workspace.Path, "homes-and-money");
        ReleaseFolders.AreSame(city.Released, workspace.Path, "child-poverty-research");
    }

    [Fact]
    public async Task Run_AfterAPublishedSetWasChanged_MakesItAgainAndKeepsTheChangedOneApart()
    {
        using var workspace = city.NewWorkspace();
        Assert.Equal(0, (await city.RunAsync("homes-and-money", workspace.Path)).ExitCode);
        var zones = Path.Combine(workspace.Path, "zones");
        var spine = Directory.GetFiles(Path.Combine(zones, "research", "spine"), "spine.parquet", SearchOption.AllDirectories).Single();
        var whole = File.ReadAllBytes(spine);
        var changed = whole.ToArray();
        changed[changed.Length / 2] ^= 1;
        File.Delete(spine);
        File.WriteAllBytes(spine, changed);

        var again = await city.RunAsync("homes-and-money", workspace.Path);

        Assert.True(again.ExitCode == 0, again.Output);
        Assert.Equal(whole, File.ReadAllBytes(spine));
        Assert.Contains(Directory.GetDirectories(Path.Combine(zones, "quarantine")), d => Path.GetFileName(d).StartsWith("damaged", StringComparison.Ordinal));
        ReleaseFolders.AreSame(city.Released, workspace.Path, "homes-and-money");
    }

    [Fact]
    public async Task Run_Again_ReusesEveryStageAndReleasesNothingNew()
    {
        var before = City.ReleasesOf(city.Released, "homes-and-money");

        var again = await city.RunAsync("homes-and-money", city.Released);

        Assert.Equal(0, again.ExitCode);
        Assert.Equal(before, City.ReleasesOf(city.Released, "homes-and-money"));
        Assert.All(again.Json().GetProperty("stages").EnumerateArray(), s => Assert.True(s.GetProperty("reused").GetBoolean()));
    }
}
