using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>The second night's extract is cut to a third, by the real program: it stops the run, and goes on once somebody has said why it is right.</summary>
[Collection(RunCollection.Name)]
public sealed class CompletenessRunTests(City city) : IDisposable
{
    private const string Project = "homes-and-money";
    private const string Dataset = "rent-arrears-panel";
    private const string Arrears = "rent_arrears_panel_2026-10.csv";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_ExtractCutToAThird_IsStoppedThenAcceptedWithAReason()
    {
        using var workspace = city.NewWorkspace();
        var sources = workspace.CopySources(city.Sources);
        var path = Path.Combine(sources, Arrears);
        var lines = File.ReadAllLines(path);
        var early = await city.RunAsync(Project, workspace.Path, "--sources", sources, "--accept", Dataset, "--person", "p-okafor", "--reason", "A test.");
        Assert.Equal((2, "NO_DELIVERY_STOPPED"), Problem(early));
        var first = await city.RunAsync(Project, workspace.Path, "--sources", sources);
        Assert.True(first.ExitCode == 0, first.Output + first.Error);
        Assert.All(Compared(first), one => Assert.Equal("First", one.Standing));
        Assert.All(Compared(await city.RunAsync(Project, workspace.Path, "--sources", sources)), one => Assert.Equal("First", one.Standing));

        File.WriteAllLines(path, lines.Take(1 + (lines.Length / 3)));
        var stopped = await city.RunAsync(Project, workspace.Path, "--sources", sources);

        Assert.Equal(2, stopped.ExitCode);
        Assert.Empty(Node.Validate("run-output.schema.json", [_folder.Write("stopped.json", stopped.Output)]));
        var refusal = Assert.Single(stopped.Json().GetProperty("refusals").EnumerateArray());
        Assert.Equal("DELIVERY_INCOMPLETE", refusal.GetProperty("code").GetString());
        var message = refusal.GetProperty("message").GetString()!;
        Assert.Matches($"The delivery of {Dataset} .* rows fell from [0-9]+ to [0-9]+, .* fewer \\(limit 50 %\\).*--accept {Dataset} --person ID --reason TEXT", message);
        Assert.Equal([(Dataset, "Stopped")], Compared(stopped).Where(one => one.Standing is not "First"));
        var release = Assert.Single(City.ReleasesOf(workspace.Path, Project));
        var again = await city.RunAsync(Project, workspace.Path, "--sources", sources);
        Assert.Equal([(Dataset, "Stopped")], Compared(again).Where(one => one.Standing is not "First"));

        Assert.Equal(3, (await city.RunAsync(Project, workspace.Path, "--sources", sources, "--accept", Dataset)).ExitCode);
        Assert.Equal((2, "NOT_PERMITTED"), Problem(await city.RunAsync(Project, workspace.Path, "--sources", sources, "--accept", Dataset, "--person", "p-nobody", "--reason", "A test.")));
        var accepted = await city.RunAsync(Project, workspace.Path, "--sources", sources, "--accept", Dataset, "--person", "p-okafor", "--reason", "Two estates went to another landlord.");

        Assert.True(accepted.ExitCode == 0, accepted.Output + accepted.Error);
        Assert.Empty(Node.Validate("run-output.schema.json", [_folder.Write("accepted.json", accepted.Output)]));
        Assert.Equal([(Dataset, "Accepted")], Compared(accepted).Where(one => one.Standing is not "First"));
        Assert.Equal(2, City.ReleasesOf(workspace.Path, Project).Count);
        Assert.Contains(release, City.ReleasesOf(workspace.Path, Project));

        // From now on the third is what is compared with, and it is not stopped again.
        var next = await city.RunAsync(Project, workspace.Path, "--sources", sources);
        Assert.True(next.ExitCode == 0, next.Output + next.Error);
        var show = await LinkageProcess.RunAsync("runs", "show", "latest", "--data", workspace.Path, "--json");
        Assert.Empty(Node.Validate("run-shown-output.schema.json", [_folder.Write("show.json", show.Output)]));
        Assert.Contains("p-okafor", show.Json().GetProperty("completeness").GetRawText(), StringComparison.Ordinal);
        Assert.Contains("p-okafor accepted it", (await LinkageProcess.RunAsync("runs", "show", "latest", "--data", workspace.Path)).Output, StringComparison.Ordinal);
        Assert.Contains("DELIVERY_CHANGED", (await LinkageProcess.RunAsync("runs", "logs", "latest", "--data", workspace.Path, "--json")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await LinkageProcess.RunAsync("ledger", "verify", "--data", workspace.Path, "--json")).ExitCode);
    }

    private static (int, string?) Problem(LinkageProcess.Ended ended) => (ended.ExitCode, ended.Json().GetProperty("error").GetProperty("code").GetString());

    private static IEnumerable<(string? Dataset, string? Standing)> Compared(LinkageProcess.Ended ended) =>
        ended.Json().GetProperty("stages").EnumerateArray().First().GetProperty("completeness").EnumerateArray().Select(one => (one.GetProperty("dataset").GetString(), one.GetProperty("standing").GetString()));
}
