using System.Text;
using Linkage.Matching.Duck;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>
/// What must hold, 2: identifiers never leave the identity zone, except into an outreach release whose rule says so. Sentinel values are planted
/// in every kind of column, good runs and forced failures follow, and every file and every word printed is searched.
/// </summary>
[Collection(RunCollection.Name)]
public sealed class CanaryTests(City city)
{
    private const string Forename = "Zyxwilda";
    private const string Surname = "Quokkabridge";
    private const string Street = "Xylographers Wynd";
    private const string Email = "qxzcanary@example.org";
    private const string RecordId = "CANARY77415";

    private const int Runs = 6;

    private static readonly string[] Sentinels = [Forename, Surname, Street, Email, RecordId, "CANARYNOTES", "ZQ775511C"];

    [Fact]
    public async Task Run_WithSentinels_KeepsThemInTheIdentityZoneAndTheOutreachOnly()
    {
        using var workspace = city.NewWorkspace();
        var sources = workspace.CopySources(city.Sources);
        Plant(sources);
        var schemas = workspace.CopySchemas();
        var said = new StringBuilder();
        using var traces = new TemporaryFolder();
        using var receiver = new OtlpReceiver();

        await Say(0, "homes-and-money");
        await Say(0, "child-poverty-research");
        await Say(2, "arrears-recovery");

        // Forced failures: a refused query, a damaged file, a file whose columns moved, a revoked rule, a workspace that cannot be written.
        File.WriteAllText(Path.Combine(schemas, "cohorts", "homes-and-money.sql"), $"SELECT person_key FROM rent_arrears_panel WHERE error('{Forename}')");
        await Say(2, "homes-and-money", "--schemas", schemas);
        var benefits = Path.Combine(sources, "ctr_hb_caseload.txt");
        var text = File.ReadAllText(benefits, Encoding.Latin1);
        File.WriteAllText(benefits, text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..], Encoding.Latin1);
        await Say(2, "child-poverty-research");
        File.WriteAllText(benefits, text.Replace(';', '|'), Encoding.Latin1);
        await Say(2, "child-poverty-research");

        foreach (var sentinel in Sentinels)
        {
            Assert.False(said.ToString().Contains(sentinel, StringComparison.OrdinalIgnoreCase), "A sentinel was printed.");
        }

        Assert.Equal(Runs, receiver.Spans.Count(span => span.Name == "run"));
        Assert.All(receiver.Bodies, body => Assert.DoesNotContain(Sentinels, sentinel => TextsIn(body).Any(text => text.Contains(sentinel, StringComparison.OrdinalIgnoreCase))));

        var traced = Directory.GetFiles(traces.Path);
        Assert.Equal(Runs, traced.Length);
        Assert.All(traced, trace => Assert.Contains(TextsIn(File.ReadAllBytes(trace)), text => text.Contains("--sources", StringComparison.Ordinal)));
        Assert.Empty(FilesWithSentinels(traces.Path));

        var found = FilesWithSentinels(workspace.Path);
        Assert.NotEmpty(found);
        Assert.All(found, f => Assert.True(f.StartsWith("zones/release/homes-and-money/", StringComparison.Ordinal), f));
        Assert.Contains(found, f => f.EndsWith("outreach.parquet", StringComparison.Ordinal));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(workspace.Path, "zones", "identity"), "identity.parquet.sealed", SearchOption.AllDirectories));

        async Task Say(int exitCode, string project, params IEnumerable<string> more)
        {
            using var process = LinkageProcess.Start(RepositoryPaths.Root, new Dictionary<string, string?>(Traced(traces.Path).Concat(receiver.Environment)), city.Arguments(project, workspace.Path, ["--sources", sources, .. more]));
            var ended = await process.EndAsync();
            Assert.True(ended.ExitCode == exitCode, $"{project}: exit code {ended.ExitCode} {ended.Output}");
            said.Append(ended.Output).Append(ended.Error);
        }
    }

    [Fact]
    public async Task Run_WithDumpsTurnedOn_IsRefusedBeforeAnythingIsRead()
    {
        using var workspace = city.NewWorkspace();
        using var dumps = new TemporaryFolder();
        var environment = new Dictionary<string, string?> { ["DOTNET_DbgEnableMiniDump"] = "1", ["DOTNET_DbgMiniDumpName"] = dumps.PathOf("dump.%p") };
        using var process = LinkageProcess.Start(RepositoryPaths.Root, environment, city.Arguments("homes-and-money", workspace.Path));
        var ended = await process.EndAsync();

        Assert.Equal(3, ended.ExitCode);
        Assert.Equal("CRASH_DUMPS_ON", ended.Json().GetProperty("error").GetProperty("code").GetString());
        Assert.Empty(Directory.GetFiles(dumps.Path));
        Assert.Empty(City.ReleasesOf(workspace.Path, "homes-and-money"));
    }

    [Fact]
    public async Task Run_ThatEndsBadly_LeavesNoMemoryOnDisk()
    {
        using var workspace = city.NewWorkspace();
        using var folder = new TemporaryFolder();
        using var process = LinkageProcess.StartWithDumps(folder.Path, city.Arguments("homes-and-money", workspace.Path));
        Assert.True(await process.SaidAsync("Link: begins"));
        process.EndWithDump();

        Assert.Equal(LinkageProcess.Dumped, (await process.EndAsync()).ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    // Everything that the runtime and the libraries have to say of a run, exceptions and metrics among it.
    private static Dictionary<string, string?> Traced(string folder) => new()
    {
        ["DOTNET_EnableEventPipe"] = "1",
        ["DOTNET_EventPipeOutputPath"] = Path.Combine(folder, "{pid}.nettrace"),
        ["DOTNET_EventPipeConfig"] = "Microsoft-Windows-DotNETRuntime:0x1000C14FCCBD:5,System.Diagnostics.Metrics:0x3:5,Microsoft-Diagnostics-DiagnosticSource:0xFFF:5,Microsoft.EntityFrameworkCore:0xFFFF:5,System.Net.Http:0xFFFF:5,System.Threading.Tasks.TplEventSource:0xFF:5",
    };

    private static void Plant(string sources)
    {
        File.AppendAllText(
            Path.Combine(sources, "rent_arrears_panel_2026-10.csv"),
            $"{RecordId},T1,Mrs,{Forename},{Surname},03/04/1971,\"7 {Street}, Ashgrove\",AG1 1AA,990000123456,07700900123,{Email},812.50,9,01/10/2026,COUNCIL,E05990001\r\n"
            + $"{RecordId}B,T2,Mrs,{Forename},{Surname},not a date,\"7 {Street}, Ashgrove\",AG1 1AA,990000123456,07700900123,{Email},812.50,9,01/10/2026,COUNCIL,E05990001\r\n");
        File.AppendAllText(
            Path.Combine(sources, "contact_centre_food_vouchers_202610.csv"),
            $"{RecordId}V|Mrs {Forename} {Surname}|1971-04-03|7 {Street}, Ashgrove|AG1 1AA|07700900123|letter|benefit delay|2|05-Oct-2026|CANARYNOTES rang twice\r\n",
            Encoding.Latin1);
        File.AppendAllText(
            Path.Combine(sources, "ctr_hb_caseload.txt"),
            $"{RecordId}C;ZQ775511C;{Surname};{Forename};19710403;F;990000123456;7 {Street};AG1 1AA;CTR;21.50;LONE_PARENT;2;E05990001\r\n",
            Encoding.Latin1);
        File.AppendAllText(
            Path.Combine(sources, "dwp_lcf_202610.csv"),
            $"\"{RecordId}D\",\"ZQ775511C\",\"{Surname}\",\"{Forename}\",\"03041971\",\"7 {Street}\",\"AG1 1AA\",\"LONE_PARENT\",\"05052023\",\"2\",\"310.00\",\"Y\"\r\n");
    }

    // Plain bytes are searched as they are, Parquet as an engine reads it: compression would hide a value from a plain search.
    private static List<string> FilesWithSentinels(string workspace)
    {
        using var session = DuckSession.Open(new DuckOptions());
        return [.. Directory.EnumerateFiles(workspace, "*", SearchOption.AllDirectories)
            .Where(f => Holds(f, session))
            .Select(f => Path.GetRelativePath(workspace, f).Replace(Path.DirectorySeparatorChar, '/'))];
    }

    // As UTF-16 too, in which the runtime writes its texts, from any byte on.
    private static string[] TextsIn(byte[] bytes) =>
        [Encoding.Latin1.GetString(bytes), Encoding.Unicode.GetString(bytes), Encoding.Unicode.GetString(bytes.AsSpan(Math.Min(1, bytes.Length)))];

    private static bool Holds(string path, DuckSession session)
    {
        var bytes = File.ReadAllBytes(path);
        if (Sentinels.Any(s => TextsIn(bytes).Any(text => text.Contains(s, StringComparison.OrdinalIgnoreCase))))
        {
            return true;
        }

        if (!path.EndsWith(".parquet", StringComparison.Ordinal))
        {
            return false;
        }

        var pattern = string.Join('|', Sentinels);
        return session.Scalar<long>(
            $"SELECT count(*) FROM read_parquet({SqlName.Literal(path)}) AS t WHERE regexp_matches(CAST(t AS VARCHAR), $1, 'i')", [pattern], CancellationToken.None) > 0;
    }
}
