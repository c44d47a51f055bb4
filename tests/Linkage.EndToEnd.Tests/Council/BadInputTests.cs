namespace Linkage.EndToEnd.Tests.Council;

/// <summary>Bad input gets a clear message with the right exit code, and nothing is lost.</summary>
[Collection(RunCollection.Name)]
public sealed class BadInputTests(City city)
{
    private const string Arrears = "rent_arrears_panel_2026-10.csv";

    [Fact]
    public async Task Run_MissingKeyFile_SaysWhichAndWhatToDo()
    {
        using var workspace = city.NewWorkspace();
        File.Delete(Path.Combine(workspace.Keys, "root.key"));

        var ended = await city.RunAsync("homes-and-money", workspace.Path);

        Assert.Equal(3, ended.ExitCode);
        Assert.Contains("root.key", ended.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(workspace.Keys, "root.key")));
    }

    [Fact]
    public async Task Run_KeyFileReadableByOthers_IsNotUsed()
    {
        using var workspace = city.NewWorkspace();
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("The local key vault's check of file modes is for Linux and macOS.");
        }

        File.SetUnixFileMode(Path.Combine(workspace.Keys, "root.key"), UnixFileMode.UserRead | UnixFileMode.OtherRead);

        var ended = await city.RunAsync("homes-and-money", workspace.Path);

        Assert.Equal(3, ended.ExitCode);
        Assert.Contains("root.key", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_UnknownYamlKey_NamesFileLineAndKey()
    {
        using var workspace = city.NewWorkspace();
        var schemas = workspace.CopySchemas();
        File.AppendAllText(Path.Combine(schemas, "cohorts", "homes-and-money.yaml"), "surprise: 1\n");

        var ended = await city.RunAsync("homes-and-money", workspace.Path, "--schemas", schemas);

        Assert.Equal(3, ended.ExitCode);
        Assert.Contains("homes-and-money.yaml, line ", ended.Output, StringComparison.Ordinal);
        Assert.Contains("surprise", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_PathTraversalInAContract_IsBadConfiguration()
    {
        using var workspace = city.NewWorkspace();
        var schemas = workspace.CopySchemas();
        Workspace.Edit(Path.Combine(schemas, "sources", "rent-arrears-panel.yaml"), "rent_arrears_panel_", "../rent_arrears_panel_");

        var ended = await city.RunAsync("homes-and-money", workspace.Path, "--schemas", schemas);

        Assert.Equal(3, ended.ExitCode);
        Assert.Contains("rent-arrears-panel.yaml", ended.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')", 2)]
    [InlineData("SELECT person_key FROM '/etc/passwd'", 2)]
    [InlineData("ATTACH 'other.db'; SELECT 1", 3)]
    [InlineData("SET memory_limit = '1GB'", 3)]
    [InlineData("COPY rent_arrears_panel TO 'out.csv'", 3)]
    public async Task Run_CohortQueryThatReachesOut_IsRefused(string sql, int exitCode)
    {
        using var workspace = city.NewWorkspace();
        var schemas = workspace.CopySchemas();
        File.WriteAllText(Path.Combine(schemas, "cohorts", "homes-and-money.sql"), sql);

        var ended = await city.RunAsync("homes-and-money", workspace.Path, "--schemas", schemas);

        Assert.Equal(exitCode, ended.ExitCode);
        Assert.Empty(City.ReleasesOf(workspace.Path, "homes-and-money"));
    }

    [Theory]
    [InlineData("empty")]
    [InlineData(",Nobody,Known,01/02/1980,,ZZZSECUR,DA")]
    [InlineData("UTC999999999,Obi-Rahman,Mercy,,,ZZZSECUR,DA")]
    [InlineData("UTC999999998,Unknown,,01/01/1900,100023336956,ZZ99 9ZZ,DA")]
    public async Task Run_SuppressionListEmptyOrWithARowThatProtectsNobody_ReleasesNothing(string row)
    {
        using var workspace = city.NewWorkspace();
        var sources = workspace.CopySources(city.Sources);
        var list = Path.Combine(sources, "unsafe_to_contact.csv");
        if (row == "empty")
        {
            File.WriteAllLines(list, File.ReadLines(list).Take(1).ToList());
        }
        else
        {
            File.AppendAllText(list, row + "\n");
        }

        var ended = await city.RunAsync("homes-and-money", workspace.Path, "--sources", sources);

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("SUPPRESSION_LIST_INCOMPLETE", ended.Output, StringComparison.Ordinal);
        Assert.Empty(City.ReleasesOf(workspace.Path, "homes-and-money"));
    }

    [Fact]
    public async Task Run_SuppressionListHalfAsLongAsAtTheLastRelease_ReleasesNothing()
    {
        using var workspace = city.NewWorkspace();
        var sources = workspace.CopySources(city.Sources);
        var list = Path.Combine(sources, "data_objections.csv");
        var first = await city.RunAsync("homes-and-money", workspace.Path, "--sources", sources, "--at", "2026-11-20T09:00:00Z");
        var lines = File.ReadAllLines(list);
        File.WriteAllLines(list, lines[..(1 + (lines.Length - 1) / 2)]);

        var second = await city.RunAsync("homes-and-money", workspace.Path, "--sources", sources, "--at", "2026-11-21T09:00:00Z");

        Assert.True(first.ExitCode == 0, first.Output);
        Assert.Equal(2, second.ExitCode);
        Assert.Contains("SUPPRESSION_LIST_SHRUNK", second.Output, StringComparison.Ordinal);
        Assert.Single(City.ReleasesOf(workspace.Path, "homes-and-money"));
    }

    [Fact]
    public async Task Run_ClockSetOutsideATest_IsBadConfiguration()
    {
        using var workspace = city.NewWorkspace();
        var clock = new Dictionary<string, string?> { ["LINKAGE_TEST_CLOCK"] = null };
        using var process = Linkage.TestKit.LinkageProcess.Start(workspace.Path, clock, city.Arguments("homes-and-money", workspace.Path));

        var ended = await process.EndAsync();

        Assert.Equal(3, ended.ExitCode);
        Assert.Contains("CLOCK_NOT_SETTABLE", ended.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("empty", "EMPTY_FILE")]
    [InlineData("zip", null)]
    [InlineData("delimiter", null)]
    [InlineData("missing", "SOURCE_MISSING")]
    public async Task Run_SourceThatCannotBeTaken_IsRefusedWithACodeAndNoRelease(string fault, string? code)
    {
        using var workspace = city.NewWorkspace();
        var sources = workspace.CopySources(city.Sources);
        var path = Path.Combine(sources, Arrears);
        var text = File.ReadAllText(path);
        switch (fault)
        {
            case "empty":
                File.WriteAllBytes(path, []);
                break;
            case "zip":
                File.WriteAllBytes(path, [0x50, 0x4B, 3, 4, .. new byte[2000]]);
                break;
            case "delimiter":
                File.WriteAllText(path, text.Replace(',', ';'));
                break;
            default:
                File.Delete(path);
                break;
        }

        var ended = await city.RunAsync("homes-and-money", workspace.Path, "--sources", sources);

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("rent-arrears-panel", ended.Output, StringComparison.Ordinal);
        Assert.Contains(code ?? "\"Extract\"", ended.Output, StringComparison.Ordinal);
        Assert.Empty(City.ReleasesOf(workspace.Path, "homes-and-money"));
    }
}
