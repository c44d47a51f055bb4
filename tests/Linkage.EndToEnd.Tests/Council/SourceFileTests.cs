using System.Text.Json;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>Which file a run reads, and when it reads none: the wrong one, half of one, an empty one.</summary>
[Collection(RunCollection.Name)]
public sealed class SourceFileTests(City city)
{
    private const string Arrears = "rent_arrears_panel_2026-10.csv";

    [Fact]
    public void Run_Released_NamesTheFileOfEveryDatasetInOutputAndRecord()
    {
        var outcome = city.HomesAndMoney.Json();
        var sources = outcome.GetProperty("sources").EnumerateArray().ToList();
        var arrears = sources.Single(s => s.GetProperty("dataset").GetString() == "rent-arrears-panel");
        var record = File.ReadAllText(Path.Combine(city.Released, "runs", outcome.GetProperty("run").GetString()!, "run.json"));

        Assert.Contains("unsafe-to-contact", sources.Select(s => s.GetProperty("dataset").GetString()));
        Assert.Equal(outcome.GetProperty("stages")[0].GetProperty("parts").GetArrayLength(), sources.Count);
        Assert.Equal(Arrears, arrears.GetProperty("file").GetString());
        Assert.Equal(Workspace.Sha256(Path.Combine(city.Sources, Arrears)), arrears.GetProperty("sha256").GetString());
        Assert.Equal(Arrears, JsonDocument.Parse(record).RootElement.GetProperty("sources")[0].GetProperty("file").GetString());
    }

    [Fact]
    public async Task Run_AsText_ShowsFilesAndWarnings()
    {
        using var workspace = city.NewWorkspace();

        var ended = await LinkageProcess.RunAsync(city.Arguments("homes-and-money", workspace.Path).Where(a => a != "--json"));

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains(Arrears, ended.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^dataset .* warnings *$", ended.Output);
        Assert.Matches(@"(?m)^rent-arrears-panel .* PATTERN [0-9]+ *$", ended.Output);
    }

    [Fact]
    public async Task Run_OldSuppressionListBesideTheRightOne_TakesNeither()
    {
        using var workspace = city.NewWorkspace();
        var sources = workspace.CopySources(city.Sources);
        File.Copy(Path.Combine(sources, "unsafe_to_contact.csv"), Path.Combine(sources, "unsafe_to_contact_old.csv"));

        var ended = await city.RunAsync("homes-and-money", workspace.Path, "--sources", sources);

        Assert.Equal(2, ended.ExitCode);
        var refusal = Assert.Single(ended.Json().GetProperty("refusals").EnumerateArray());
        Assert.Equal("SOURCE_AMBIGUOUS", refusal.GetProperty("code").GetString());
        Assert.Equal(sources, refusal.GetProperty("where").GetString());
        Assert.Contains("unsafe_to_contact.csv, unsafe_to_contact_old.csv", refusal.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(City.ReleasesOf(workspace.Path, "homes-and-money"));
    }

    [Fact]
    public async Task Run_HeaderWithoutRows_IsTooFewRowsUnlessTheContractAllowsIt()
    {
        using var workspace = city.NewWorkspace();
        var sources = workspace.CopySources(city.Sources);
        var path = Path.Combine(sources, Arrears);
        File.WriteAllLines(path, File.ReadLines(path).Take(1).ToList());

        var ended = await city.RunAsync("homes-and-money", workspace.Path, "--sources", sources);

        Assert.Equal(2, ended.ExitCode);
        var refusal = Assert.Single(ended.Json().GetProperty("refusals").EnumerateArray());
        Assert.Equal("TOO_FEW_ROWS", refusal.GetProperty("code").GetString());
        Assert.Equal(path, refusal.GetProperty("where").GetString());
        Assert.Empty(City.ReleasesOf(workspace.Path, "homes-and-money"));
    }

    [Fact]
    public async Task Run_FileCutOffInTheMiddleOfARecord_IsRefusedWithPlacesLastOnStandardError()
    {
        using var workspace = city.NewWorkspace();
        var sources = workspace.CopySources(city.Sources);
        var path = Path.Combine(sources, Arrears);
        var lines = File.ReadAllLines(path);
        File.WriteAllText(path, string.Join('\n', lines[..^2]) + "\n" + lines[^2][..(lines[^2].IndexOf(',', StringComparison.Ordinal) + 2)]);

        var ended = await LinkageProcess.RunAsync(city.Arguments("homes-and-money", workspace.Path, "--sources", sources).Where(a => a != "--json"));

        Assert.Equal(2, ended.ExitCode);
        var last = ended.Error.TrimEnd().Split('\n')[^4..];
        Assert.StartsWith("Refused  The file for rent-arrears-panel was refused", last[0], StringComparison.Ordinal);
        Assert.StartsWith($"where      {path}, kept in quarantine in {workspace.Path}", last[1], StringComparison.Ordinal);
        Assert.StartsWith("what to do ", last[2], StringComparison.Ordinal);
        Assert.Equal("code       TRUNCATED_FILE, exit 2", last[3]);
        Assert.Contains($"where: {path}", ended.Output, StringComparison.Ordinal);
        Assert.Empty(City.ReleasesOf(workspace.Path, "homes-and-money"));
    }

    [Fact]
    public async Task Run_SourcesFolderThatIsNotThere_IsBadUsage()
    {
        using var workspace = city.NewWorkspace();

        var ended = await city.RunAsync("homes-and-money", workspace.Path, "--sources", Path.Combine(workspace.Path, "nowhere"));

        Assert.Equal(3, ended.ExitCode);
        Assert.Contains("FOLDER_MISSING", ended.Output, StringComparison.Ordinal);
        Assert.Contains("nowhere", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SigningKeyMissing_IsKnownBeforeAnythingIsRead()
    {
        using var workspace = city.NewWorkspace();
        File.Delete(Path.Combine(workspace.Keys, "signing.key"));

        var ended = await city.RunAsync("homes-and-money", workspace.Path);

        Assert.Equal(3, ended.ExitCode);
        Assert.Contains("signing.key", ended.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(workspace.Path, "zones"), "*", SearchOption.AllDirectories));
    }
}
