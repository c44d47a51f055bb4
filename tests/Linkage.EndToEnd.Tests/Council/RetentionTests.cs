using System.Runtime.Versioning;
using System.Text.Json;
using Linkage.TestKit;
using Microsoft.Data.Sqlite;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>What lies in a workspace that has released, until when, and that it goes with evidence when its time has come.</summary>
[Collection(CityCollection.Name)]
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
