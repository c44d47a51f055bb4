using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>What a run tells a catalogue by OpenLineage, by the real program; every event valid against its schema.</summary>
[Collection(AftermathCollection.Name)]
public sealed class LineageTests(City city) : IDisposable
{
    private const string Project = "homes-and-money";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_FileIsNamed_HoldsItsBeginningItsStagesAndItsEnd()
    {
        using var workspace = city.NewWorkspace();
        var released = await city.RunAsync(Project, workspace.Path, "--config", Configuration("file: " + _folder.PathOf("lineage.jsonl")), "--json");
        Assert.True(released.ExitCode == 0, released.Error);
        var events = Events();
        var refused = await city.RunAsync("arrears-recovery", workspace.Path, "--config", Configuration("file: " + _folder.PathOf("lineage.jsonl")), "--json");
        Assert.Equal(2, refused.ExitCode);
        var more = Events().Skip(events.Count).ToList();

        Assert.Equal(["START", "RUNNING", "RUNNING", "RUNNING", "RUNNING", "RUNNING", "COMPLETE"], events.Select(Type));
        Assert.Equal(["START", "FAIL"], [Type(more[0]), Type(more[^1])]);
        Assert.Single(events.Select(e => e.GetProperty("run").GetProperty("runId").GetString()).Distinct());
        Assert.NotEqual(events[0].GetProperty("run").GetProperty("runId").GetString(), more[0].GetProperty("run").GetProperty("runId").GetString());

        var end = events[^1];
        var stages = released.Json().GetProperty("stages").EnumerateArray().ToList();
        Assert.Equal(released.Json().GetProperty("run").GetString(), Facet(end, "linkage_run").GetProperty("run").GetString());
        Assert.Equal(stages.Select(s => s.GetProperty("name").GetString()), Facet(end, "linkage_run").GetProperty("stages").EnumerateArray().Select(s => s.GetString()));
        Assert.NotEqual(0, Facet(end, "linkage_run").GetProperty("rules").GetArrayLength());
        var inputs = end.GetProperty("inputs").EnumerateArray().Select(i => i.GetProperty("inputFacets").GetProperty("inputStatistics").GetProperty("rowCount").GetInt64()).ToList();
        Assert.InRange(inputs.Sum() - stages[0].GetProperty("in").GetInt64(), -2 * inputs.Count, 2 * inputs.Count);
        Assert.All(end.GetProperty("outputs").EnumerateArray(), o => Assert.Equal(released.Json().GetProperty("releases")[0].GetProperty("id").GetString(), o.GetProperty("facets").GetProperty("version").GetProperty("datasetVersion").GetString()));
        Assert.NotEqual(0, end.GetProperty("outputs").GetArrayLength());
        Assert.Equal(refused.Json().GetProperty("refusals")[0].GetProperty("code").GetString(), Facet(more[^1], "errorMessage").GetProperty("message").GetString());
    }

    [Fact]
    public async Task Run_ServerThatHangs_EndsAsItWouldAndSaysWhatIsLost()
    {
        // It takes the connection and never answers.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var workspace = city.NewWorkspace();

        var refused = await city.RunAsync("arrears-recovery", workspace.Path, "--config", Configuration($"url: http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"));

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("LINEAGE_UNREACHABLE", refused.Output + refused.Error, StringComparison.Ordinal);
    }

    private static string Type(JsonElement json) => json.GetProperty("eventType").GetString()!;

    private static JsonElement Facet(JsonElement json, string name) => json.GetProperty("run").GetProperty("facets").GetProperty(name);

    private string Configuration(string where)
    {
        var config = _folder.Write("linkage.yaml", $"lineage:\n  namespace: linkage.anytown\n  {where}\n");
        Assert.Empty(Node.Validate("configuration.schema.json", [config]));
        return config;
    }

    // Every one of them is held against the schema.
    private List<JsonElement> Events()
    {
        var lines = File.ReadAllLines(_folder.PathOf("lineage.jsonl"));
        var files = lines.Select((line, n) => _folder.Write($"events/{n}.json", line)).ToList();
        Assert.Empty(Node.Validate("lineage-event.schema.json", files));
        return [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
