using System.Runtime.Versioning;
using System.Text.Json;
using Linkage.TestKit;
using Microsoft.Data.Sqlite;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>What lies in a workspace that has released, until when, and that it goes with evidence when its time has come.</summary>
[Collection(AftermathCollection.Name)]
[UnsupportedOSPlatform("windows")]
public sealed class RetentionTests(City city) : IDisposable
{
    private const string Project = "child-poverty-research";
    private const string Kept = "identity/earlier_releases/";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sweep_WhatIsDue_IsWipedWithEvidenceAndWhatIsNotStays()
    {
        using var workspace = city.NewWorkspace();
        Assert.Equal(0, (await city.RunAsync(Project, workspace.Path)).ExitCode);
        var everything = Seals(workspace);

        var report = await RetainAsync(workspace, "report");
        Assert.Empty(Node.Validate("retention-output.schema.json", [_folder.Write("report.json", report.Output)]));
        var items = report.Json().GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(everything, items.Select(PlaceOf).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(items, item => item.GetProperty("isDue").GetBoolean());
        Assert.All(items, item => Assert.Equal(!PlaceOf(item).StartsWith(Kept, StringComparison.Ordinal), item.TryGetProperty("due", out _)));
        Assert.Empty((await RetainAsync(workspace, "sweep")).Json().GetProperty("items").EnumerateArray());

        // One dataset was landed longer ago than its contract lets it be kept: it goes with all that was made of it, and the others stay.
        var landed = Directory.GetFiles(Path.Combine(workspace.Path, "zones", "landing", "dwp-lcf-monthly"), "_seal.json", SearchOption.AllDirectories).Single();
        File.SetLastWriteTimeUtc(landed, new DateTime(2015, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var swept = await RetainAsync(workspace, "sweep");

        Assert.True(swept.ExitCode == 0, swept.Output);
        Assert.Empty(Node.Validate("retention-output.schema.json", [_folder.Write("swept.json", swept.Output)]));
        var gone = swept.Json().GetProperty("items").EnumerateArray().Select(PlaceOf).ToList();
        Assert.Equal(["identity/dwp-lcf-monthly", "landing/dwp-lcf-monthly", $"research/dwp-lcf-monthly", $"research/mounted/{Project}", $"research/spine/{Project}"], gone.Select(place => place[..place.LastIndexOf('/')]).Order(StringComparer.Ordinal));
        Assert.Equal(everything.Except(gone), Seals(workspace));
        Assert.Equal(["dwp_lcf_202610.csv"], swept.Json().GetProperty("sources").EnumerateArray().Select(source => source.GetString()));
        Assert.Equal(gone.Order(StringComparer.Ordinal), Recorded(workspace));

        // Its source file is still there, so the next run lands it again: that is what the warning was about.
        Assert.Equal(0, (await city.RunAsync(Project, workspace.Path)).ExitCode);
        Assert.Equal(everything, Seals(workspace));
        Assert.Equal(0, (await LinkageProcess.RunAsync("ledger", "verify", "--data", workspace.Path, "--json")).ExitCode);

        // In ten years all of it is due, the release too, but for what later releases are tested against.
        var late = await RetainAsync(workspace, "sweep", "--at", "2036-11-22T12:00:00Z");
        Assert.True(late.ExitCode == 0, late.Output);
        Assert.All(Seals(workspace), place => Assert.StartsWith(Kept, place, StringComparison.Ordinal));
        Assert.Equal(gone.Count + everything.Count(place => !place.StartsWith(Kept, StringComparison.Ordinal)), Recorded(workspace).Count);
        Assert.Equal(0, (await LinkageProcess.RunAsync("ledger", "verify", "--data", workspace.Path, "--json")).ExitCode);
    }

    [Fact]
    public async Task Sweep_ZonesOfABackup_CannotBeOpenedAndSayWhy()
    {
        using var workspace = city.NewWorkspace();
        Assert.Equal(0, (await city.RunAsync(Project, workspace.Path)).ExitCode);
        City.Copy(Path.Combine(workspace.Path, "zones"), _folder.PathOf("zones"));

        // The keys of the city have served other workspaces too, whose sets do not lie here.
        var months = (await RetainAsync(workspace, "report")).Json().GetProperty("keys").EnumerateArray().Where(key => key.GetProperty("sets").GetInt32() > 0).ToList();
        Assert.NotEmpty(months);
        Assert.All(months, key => Assert.False(key.TryGetProperty("destroyedAt", out _)));

        var swept = await RetainAsync(workspace, "sweep", "--at", "2036-11-22T12:00:00Z");
        Assert.True(swept.ExitCode == 0, swept.Output + swept.Error);
        Assert.Empty(Node.Validate("retention-output.schema.json", [_folder.Write("swept.json", swept.Output)]));
        Assert.Empty(months.Select(KeyOf).Except(swept.Json().GetProperty("keys").EnumerateArray().Select(KeyOf)));
        Assert.All(swept.Json().GetProperty("keys").EnumerateArray(), key => Assert.Equal(new DateTimeOffset(2036, 11, 22, 12, 0, 0, TimeSpan.Zero), key.GetProperty("destroyedAt").GetDateTimeOffset()));
        foreach (var tombstone in Directory.GetFiles(Path.Combine(workspace.Path, "keys", "grants"), "*.destroyed.json"))
        {
            Assert.Empty(Node.Validate("grant-tombstone.schema.json", [tombstone]));
        }

        Directory.Delete(Path.Combine(workspace.Path, "zones"), recursive: true);
        City.Copy(_folder.PathOf("zones"), Path.Combine(workspace.Path, "zones"));
        var again = await city.RunAsync(Project, workspace.Path, "--at", "2026-11-22T13:00:00Z");

        Assert.Equal((3, "KEY_UNAVAILABLE"), (again.ExitCode, again.Json().GetProperty("error").GetProperty("code").GetString()));
        Assert.Contains("its key was destroyed with the retention sweep of 2036-11-22", again.Json().GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("linkage retention sweep", again.Json().GetProperty("error").GetProperty("remedy").GetString(), StringComparison.Ordinal);
        Assert.Empty(Directory.Exists(Path.Combine(workspace.Path, "scratch")) ? Directory.GetFiles(Path.Combine(workspace.Path, "scratch"), "*", SearchOption.AllDirectories) : []);
        Assert.Equal(0, (await LinkageProcess.RunAsync("ledger", "verify", "--data", workspace.Path, "--json")).ExitCode);

        // What the message says to do makes it work again, from the sources, under new keys.
        Assert.Equal(0, (await RetainAsync(workspace, "sweep", "--at", "2036-11-23T12:00:00Z")).ExitCode);
        Assert.Equal(0, (await city.RunAsync(Project, workspace.Path, "--at", "2026-11-22T14:00:00Z")).ExitCode);

        static string KeyOf(JsonElement key) => key.GetProperty("key").GetString()!;
    }

    private Task<LinkageProcess.Ended> RetainAsync(Workspace workspace, string verb, params IReadOnlyList<string> more) =>
        LinkageProcess.RunAsync(["retention", verb, "--data", workspace.Path, "--sources", city.Sources, "--json", .. more]);

    private static string PlaceOf(JsonElement item) => item.GetProperty("place").GetString()!;

    private static List<string> Seals(Workspace workspace)
    {
        var zones = Path.Combine(workspace.Path, "zones");
        return [.. Directory.GetFiles(zones, "_seal.json", SearchOption.AllDirectories).Select(seal => Path.GetRelativePath(zones, Path.GetDirectoryName(seal)!)).Order(StringComparer.Ordinal)];
    }

    private static List<string> Recorded(Workspace workspace)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(workspace.Path, "linkage.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT json_extract(body, '$.place') FROM ledger WHERE kind = 'retention-wiped' ORDER BY 1";
        using var reader = command.ExecuteReader();
        var places = new List<string>();
        while (reader.Read())
        {
            places.Add(reader.IsDBNull(0) ? "?" : reader.GetString(0));
        }

        places.Sort(StringComparer.Ordinal);
        return places;
    }
}
