using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace Linkage.EndToEnd.Tests.Chaos;

/// <summary>
/// Three hosts on one workspace with its store on PostgreSQL and its keys in a vault, disturbed all the while. Every run that was asked for ends once, with what an undisturbed run gives.
/// <c>LINKAGE_CHAOS_RUNS</c> says how many there are, <c>LINKAGE_CHAOS_SEED</c> which disturbances.
/// </summary>
[Collection(nameof(ChaosTests))]
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const int Hosts = 3;

    private static readonly int Runs = Number("LINKAGE_CHAOS_RUNS", 6);
    private static readonly int Seed = Number("LINKAGE_CHAOS_SEED", 20261123);

    [Fact]
    public async Task Serve_DisturbedAllTheWhile_EndsEveryRunOnceAsAnUndisturbedRunDoes()
    {
        await using var world = await ChaosWorld.MakeAsync(Hosts);
        var expected = await world.UndisturbedAsync();
        await world.AskForAsync(Runs);
        var began = Stopwatch.GetTimestamp();

        var told = await world.DisturbUntilDoneAsync(new Random(Seed), Runs, TimeSpan.FromMinutes(20 + Runs));

        await world.StopAsync();
        var slots = await world.SlotsAsync();
        output.WriteLine($"{Runs} runs in {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s, seed {Seed}; {string.Join(", ", told.Select(kind => $"{kind.Value} x {kind.Key}"))}");
        output.WriteLine($"slots: {string.Join(", ", slots.GroupBy(slot => slot.Ended).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Key} {group.Count()}"))}; attempts {slots.Sum(slot => slot.Attempts)}, most of one slot {slots.Max(slot => slot.Attempts)}");
        foreach (var state in await world.RunStatesAsync())
        {
            output.WriteLine($"runs {state}");
        }

        var (recorded, inDoubt) = (await world.RecordedAsync(), await world.InDoubtAsync());
        output.WriteLine($"releases: {recorded.Count} recorded, {inDoubt.Count} appeared in a run that was cut off before it was recorded, and are handed out to nobody");

        Assert.Equal(Runs, slots.Count);
        Assert.NotEmpty(recorded);
        Assert.All(slots, slot => Assert.True(slot.Ended == "Released" || slot.Ended.StartsWith("Failed ", StringComparison.Ordinal), slot.ToString()));
        Assert.All(slots, slot => Assert.Equal(slot.Ended == "Released" ? 1 : 0, slot.Releases));
        Assert.Equal(slots.Count(slot => slot.Ended == "Released"), recorded.Count);
        Assert.Equal(recorded.Count, recorded.Distinct().Count());
        Assert.Equal(world.Releases.Select(Path.GetFileName).Order(StringComparer.Ordinal), recorded.Concat(inDoubt).Order(StringComparer.Ordinal));
        Assert.All(world.Releases, release => Assert.Equal(expected, ChaosWorld.ContentOf(release)));
        Assert.All(world.Releases, world.AssertVerifies);
        ReleaseFoldersAreWhole(world);
        Assert.Empty(await world.LedgerProblemsAsync());
    }

    private static void ReleaseFoldersAreWhole(ChaosWorld world) => Council.ReleaseFolders.NothingIsHalfMade(world.Workspace);

    private static int Number(string variable, int usual) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : usual;
}
