using System.Text.Json;
using Linkage.Pipeline.Release;
using Linkage.Pipeline.Run;

namespace Linkage.Pipeline.Tests.Release;

public sealed class SuppressionCountsTests : IDisposable
{
    private readonly ReleaseWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Statement_OfEachOutput_SaysWhatWasHeldBackAsTheDataPackageDoes()
    {
        var released = _world.Release(_world.Request(ReleaseWorld.Outreach(), ReleaseWorld.Rows(), ReleaseWorld.Wards()));

        var (statement, package) = (Read(released, "statement.json").GetProperty("predicate"), Read(released, "datapackage.json"));

        var wards = Suppression(statement, "data/wards.parquet");
        var table = ReleaseWorld.Read($"SELECT people IS NULL FROM read_parquet('{Path.Combine(released.Bundle.Path, "data", "wards.parquet")}')", row => row.GetBoolean(0));
        Assert.Equal(table.Count, wards.GetProperty("cells").GetProperty("all").GetInt64());
        Assert.Equal(table.Count(hidden => hidden), wards.GetProperty("cells").GetProperty("suppressed").GetInt64());
        Assert.True(wards.GetProperty("cells").GetProperty("suppressed").GetInt64() > 0);
        Assert.False(Suppression(statement, "data/outreach.parquet").TryGetProperty("cells", out _));
        Assert.All(
            package.GetProperty("resources").EnumerateArray(),
            resource => Assert.Equal(Suppression(statement, resource.GetProperty("path").GetString()!).GetRawText().Replace(" ", string.Empty, StringComparison.Ordinal), resource.GetProperty("suppression").GetRawText().Replace(" ", string.Empty, StringComparison.Ordinal)));
    }

    [Fact]
    public void Statement_SmallCountsOfPeopleLeftOut_AreNowhereInTheBundle()
    {
        var released = _world.Release(_world.Request(ReleaseWorld.Outreach(), ReleaseWorld.Rows(), ReleaseWorld.Wards()));
        var outreach = released.Report.Parts.Single(p => p.Name == "outreach");
        Assert.Contains(outreach.RejectedByReason, r => r.Value is > 0 and < 10);

        var predicate = Read(released, "statement.json").GetProperty("predicate");

        var leftOut = Suppression(predicate, "data/outreach.parquet").GetProperty("leftOut");
        var stage = predicate.GetProperty("stages").EnumerateArray().Single(s => s.GetProperty("name").GetString() == "Release");
        Assert.False(stage.TryGetProperty("in", out _));
        var part = stage.GetProperty("parts").EnumerateArray().Single(p => p.GetProperty("name").GetString() == "outreach");
        Assert.False(part.TryGetProperty("in", out _));
        foreach (var said in new[] { leftOut, part.GetProperty("rejected"), stage.GetProperty("rejected") })
        {
            Assert.NotEmpty(said.EnumerateObject());
            Assert.All(said.EnumerateObject(), reason => Assert.True(reason.Value.ValueKind == JsonValueKind.Null || reason.Value.GetInt64() is 0 or >= 10 && reason.Value.GetInt64() % 5 == 0, reason.ToString()));
        }

        Assert.All(outreach.RejectedByReason.Where(r => r.Value is > 0 and < 10), r => Assert.Equal(JsonValueKind.Null, leftOut.GetProperty(r.Key).ValueKind));
    }

    // The stages before: how many rows a dataset lost says as much of a person as a cell does.
    [Fact]
    public void Statement_CountsOfEarlierStages_AreRoundedAndFewAreNotSaid()
    {
        var lost = new Dictionary<string, long> { ["NO_UPRN"] = 4, ["OUT_OF_AREA"] = 1003 };
        var extract = new StageReport
        {
            Name = "Extract",
            In = 2210,
            Kept = 1203,
            RejectedByReason = lost,
            Parts = [new("rent-arrears-panel", 2210, 1203, lost, new Dictionary<string, long>(), Reused: false)],
        };
        var request = _world.Request(ReleaseWorld.Wards()) with { Stages = [extract] };

        var stage = Read(_world.Release(request), "statement.json").GetProperty("predicate").GetProperty("stages").EnumerateArray().Single(s => s.GetProperty("name").GetString() == "Extract");

        var part = stage.GetProperty("parts")[0];
        foreach (var counts in new[] { stage, part })
        {
            Assert.Equal((2210, 1205), (counts.GetProperty("in").GetInt64(), counts.GetProperty("kept").GetInt64()));
            Assert.Equal(JsonValueKind.Null, counts.GetProperty("rejected").GetProperty("NO_UPRN").ValueKind);
            Assert.Equal(1005, counts.GetProperty("rejected").GetProperty("OUT_OF_AREA").GetInt64());
        }
    }

    private static JsonElement Suppression(JsonElement predicate, string file) =>
        predicate.GetProperty("files").EnumerateArray().Single(f => f.GetProperty("name").GetString() == file).GetProperty("suppression");

    private static JsonElement Read(ReleaseResult.Released released, string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(released.Bundle.Path, name)));
        return document.RootElement.Clone();
    }
}
