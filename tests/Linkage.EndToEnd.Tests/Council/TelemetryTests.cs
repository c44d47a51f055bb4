using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>What a run tells an endpoint of OpenTelemetry, by the real protocol.</summary>
[Collection(AftermathCollection.Name)]
public sealed class TelemetryTests(City city)
{
    private const string Project = "homes-and-money";

    private static readonly string[] Stages = ["Extract", "Pseudonymise", "Link", "Gate", "Release"];

    [Fact]
    public async Task Run_EndpointIsNamed_SendsItsSpansAndMeasurements()
    {
        using var receiver = new OtlpReceiver();
        using var workspace = city.NewWorkspace();
        var ended = await RunAsync(workspace, receiver.Environment, Project);
        Assert.Equal(0, ended.ExitCode);

        Assert.Equal("linkage", receiver.Resource["service.name"]);
        Assert.Equal(["service.instance.id", "service.name", "service.version", "telemetry.sdk.language", "telemetry.sdk.name", "telemetry.sdk.version"], receiver.Resource.Keys.Order(StringComparer.Ordinal));
        var run = Assert.Single(receiver.Spans, span => span.Name == "run");
        var inRun = receiver.Spans.Where(span => span.Parent == run.Id).ToList();
        Assert.All(inRun, span => Assert.Equal(run.Trace, span.Trace));
        Assert.Equal((string.Empty, 0, "Released", Project), (run.Parent, run.Status, run.Attributes["linkage.outcome"], run.Attributes["linkage.project.id"]));
        Assert.Equal(ended.Json().GetProperty("run").GetString(), run.Attributes["linkage.run.id"]);
        Assert.Equal(Stages, inRun.Where(span => span.Name == "stage").Select(span => span.Attributes["linkage.stage"]));
        Assert.Equal(ended.Json().GetProperty("releases")[0].GetProperty("id").GetString(), Assert.Single(inRun, span => span.Name == "publish").Attributes["linkage.release.id"]);
        Assert.All(receiver.Spans.Where(span => span.Name == "decide"), span => Assert.Equal("true", span.Attributes["linkage.decision.allowed"]));
        Assert.Contains(receiver.Spans, span => span.Name == "store.write" && inRun.Exists(stage => stage.Id == span.Parent));

        var stages = ended.Json().GetProperty("stages").EnumerateArray().ToDictionary(stage => stage.GetProperty("name").GetString()!);
        foreach (var stage in Stages)
        {
            foreach (var (told, printed) in new[] { ("in", "in"), ("kept", "kept"), ("rejected", "rejected") })
            {
                var rows = Assert.Single(receiver.Points, point => point.Name == "linkage.rows" && point.Attributes["linkage.stage"] == stage && point.Attributes["linkage.row.disposition"] == told);
                Assert.Equal(stages[stage].GetProperty(printed).GetInt64(), rows.Value);
            }

            Assert.Equal("s", Assert.Single(receiver.Points, point => point.Name == "linkage.stage.duration" && point.Attributes["linkage.stage"] == stage).Unit);
            Assert.True(Assert.Single(receiver.Points, point => point.Name == "linkage.memory.peak" && point.Attributes["linkage.stage"] == stage).Value > 10_000_000);
        }

        Assert.Equal("Released", Assert.Single(receiver.Points, point => point.Name == "linkage.runs").Attributes["linkage.outcome"]);
        Assert.DoesNotContain(receiver.Points, point => point.Name == "linkage.refusals");
    }

    [Fact]
    public async Task Run_Refused_TellsTheCodeAndNoWord()
    {
        using var receiver = new OtlpReceiver();
        using var workspace = city.NewWorkspace();
        var ended = await RunAsync(workspace, receiver.Environment, "arrears-recovery");
        Assert.Equal(2, ended.ExitCode);

        var code = ended.Json().GetProperty("refusals")[0].GetProperty("code").GetString();
        var run = Assert.Single(receiver.Spans, span => span.Name == "run");
        Assert.Equal((2, "Refused", code), (run.Status, run.Attributes["linkage.outcome"], run.Attributes["error.type"]));
        Assert.Contains(receiver.Points, point => point.Name == "linkage.refusals" && point.Attributes["error.type"] == code);
    }

    [Fact]
    public async Task Run_TurnedOff_SendsNothing()
    {
        using var receiver = new OtlpReceiver();
        using var workspace = city.NewWorkspace();
        Assert.Equal(2, (await RunAsync(workspace, new Dictionary<string, string?>(receiver.Environment) { ["OTEL_SDK_DISABLED"] = "true" }, "arrears-recovery")).ExitCode);
        Assert.Empty(receiver.Bodies);
    }

    [Fact]
    public async Task Run_NobodyListensAtTheEndpoint_EndsAsItWould()
    {
        using var workspace = city.NewWorkspace();
        string url;
        using (var gone = new OtlpReceiver())
        {
            url = gone.Url;
        }

        Assert.Equal(2, (await RunAsync(workspace, new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = url, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" }, "arrears-recovery")).ExitCode);
    }

    private async Task<LinkageProcess.Ended> RunAsync(Workspace workspace, IReadOnlyDictionary<string, string?> environment, string project)
    {
        using var process = LinkageProcess.Start(RepositoryPaths.Root, environment, city.Arguments(project, workspace.Path));
        return await process.EndAsync();
    }
}
