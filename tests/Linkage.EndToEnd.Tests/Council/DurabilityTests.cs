using System.Text.RegularExpressions;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>What the system is asked to do when something is published: everything of a set is on disk before it gets its name, and so is the name before anybody is told.</summary>
[Collection(RunCollection.Name)]
public sealed partial class DurabilityTests(City city)
{
    [Fact]
    public async Task Publish_EverySet_IsForcedToDiskBeforeItsNameAndTheNameAfterwards()
    {
        using var workspace = city.NewWorkspace();
        using var folder = new TemporaryFolder();
        var ended = await LinkageProcess.RunTracedAsync(folder.PathOf("trace"), city.Arguments("homes-and-money", workspace.Path));
        Assert.True(ended.ExitCode == 0, ended.Output + ended.Error);

        var zones = Path.Combine(workspace.Path, "zones");
        var lines = await File.ReadAllLinesAsync(folder.PathOf("trace"));
        Assert.Equal(
            Enum.GetValues<Zone>().Select(zone => zone.ToString().ToLowerInvariant()).Order(StringComparer.Ordinal),
            lines.Select(line => Refused().Match(line)).Where(refused => refused.Success).Select(refused => Path.GetRelativePath(zones, Path.GetDirectoryName(refused.Groups[1].Value)!)).Order(StringComparer.Ordinal));

        var calls = lines.Select(Call.Of).OfType<Call>().ToList();
        var published = calls.Index().Where(call => call.Item.To is { } to && to.StartsWith(zones, StringComparison.Ordinal) && File.Exists(Path.Combine(to, "_seal.json"))).ToList();
        Assert.Equal(
            Directory.GetFiles(zones, "_seal.json", SearchOption.AllDirectories).Select(seal => Path.GetDirectoryName(seal)!).Order(StringComparer.Ordinal),
            published.Select(call => call.Item.To!).Order(StringComparer.Ordinal));

        var release = published.Single(call => call.Item.To!.Contains("/release/", StringComparison.Ordinal)).Index;
        Assert.Contains(calls.Skip(release), call => call.To is null && call.From.EndsWith("linkage.db-wal", StringComparison.Ordinal));
        foreach (var (at, rename) in published)
        {
            var (staged, target) = (rename.From, rename.To!);
            var before = calls.Take(at).ToList();
            foreach (var file in Directory.GetFiles(target, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(target, file)))
            {
                Assert.True(before.Exists(call => call.To is null && (call.From == Path.Combine(staged, file) || Temporary(call.From, Path.Combine(staged, file)))), $"{file} is not forced to disk before its set is renamed.");
            }

            foreach (var inner in Directory.GetDirectories(target).Select(inner => Path.Combine(staged, Path.GetFileName(inner))).Append(staged))
            {
                var last = before.FindLastIndex(call => call.From.StartsWith(inner + "/", StringComparison.Ordinal) && call.To is not null);
                Assert.True(before.FindLastIndex(call => call.To is null && call.From == inner) > last, "A folder is not forced to disk after its last entry got its name.");
            }

            var after = calls.Skip(at + 1).Take(2).ToList();
            Assert.Equal([Path.GetDirectoryName(target), Path.GetDirectoryName(staged)], after.Select(call => call.To is null ? call.From : null));
        }
    }

    // A file that is written aside is forced to disk under the name it has there.
    private static bool Temporary(string flushed, string file) => flushed.StartsWith(file + ".", StringComparison.Ordinal) && flushed.EndsWith(".tmp", StringComparison.Ordinal);

    /// <summary>A call that succeeded.</summary>
    /// <param name="From">What is forced to disk, or renamed.</param>
    /// <param name="To">What it is renamed to; null when it is forced to disk.</param>
    private sealed record Call(string From, string? To)
    {
        public static Call? Of(string line) =>
            Flushed().Match(line) is { Success: true } flushed ? new Call(flushed.Groups[1].Value, null)
            : Renamed().Match(line) is { Success: true } renamed ? new Call(renamed.Groups[1].Value, renamed.Groups[2].Value)
            : null;
    }

    [GeneratedRegex(@"^\d+\s+f(?:data)?sync\(\d+<(.+)>\)\s+= 0$")]
    private static partial Regex Flushed();

    // The probe's own rename of a folder over another, as the storage refused it; the target.
    [GeneratedRegex(@"^\d+\s+rename(?:at2?)?\((?:[^"",]*, )?""[^""]+/\.probe~[^""/]+"", (?:[^"",]*, )?""([^""]+/\.probe~[^""/]+)""(?:, \w+)?\)\s+= -1 (?:ENOTEMPTY|EEXIST) ")]
    private static partial Regex Refused();

    [GeneratedRegex(@"^\d+\s+rename(?:at2?)?\((?:[^"",]*, )?""(.+?)"", (?:[^"",]*, )?""(.+?)""(?:, \w+)?\)\s+= 0$")]
    private static partial Regex Renamed();
}
