using Linkage.Jobs.Deploying;
using Linkage.Jobs.Notifying;
using Linkage.Jobs.Tests.Formats;
using Linkage.Pipeline.Deliveries;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Deploying;

/// <summary>What 'linkage init' writes can be used as it stands, and when it is filled in.</summary>
public sealed class InitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Init_Twice_WritesOnceAndKeepsWhatSomebodyWrote()
    {
        var first = await InitAsync();
        File.AppendAllText(Written("linkage.env"), "# mine\n");
        File.Delete(Written("roles.sql"));

        var second = await InitAsync();

        JsonShape.Fits("init-output", first.Json());
        JsonShape.Fits("init-output", second.Json());
        Assert.Equal(DeploymentFiles.Names.Select(Written), first.Json().GetProperty("written").EnumerateArray().Select(path => path.GetString()));
        Assert.Equal([Written("roles.sql")], second.Json().GetProperty("written").EnumerateArray().Select(path => path.GetString()));
        Assert.EndsWith("# mine\n", File.ReadAllText(Written("linkage.env")), StringComparison.Ordinal);
        Assert.All(DeploymentFiles.Names, name => Assert.DoesNotMatch("@[A-Z]+@", File.ReadAllText(Written(name))));
    }

    [Theory]
    [InlineData("etc with blank")]
    [InlineData("etc%n")]
    [InlineData("etc$HOME")]
    [InlineData("étc")]
    public async Task Init_FolderThatAShellOrSystemdReadsOtherwise_IsRefusedAndNothingIsWritten(string name)
    {
        var ended = await LinkageProcess.RunAsync("init", _folder.PathOf(name), "--json");

        Assert.Equal(3, ended.ExitCode);
        Assert.Equal("USAGE", ended.Json().GetProperty("error").GetProperty("code").GetString());
        Assert.False(Directory.Exists(_folder.PathOf(name)));
    }

    [Fact]
    public async Task Configuration_AsItStands_PullsNothingAndTellsNobody()
    {
        await InitAsync();

        Assert.Empty(DeliveryConfigurationReader.Load(Written("linkage.yaml"), RepositoryPaths.Sources).Deliveries);
        Assert.Null(NotificationSettingsReader.Load(Written("linkage.yaml")));
    }

    [Fact]
    public async Task Configuration_WithItsCommentSignsTakenAway_IsTheSample()
    {
        await InitAsync();
        var sample = RepositoryPaths.Of("schemas", "configuration", "sample.yaml");
        var lines = File.ReadAllLines(Written("linkage.yaml")).SkipWhile(line => line != "deliveries: {}").Skip(2);
        var filled = _folder.Write("filled.yaml", string.Join('\n', lines.Select((line, i) => i > 0 && line.StartsWith("# ", StringComparison.Ordinal) ? line[2..] : line)) + "\n");

        Assert.Equal(File.ReadAllText(sample), File.ReadAllText(filled));
        Assert.NotEmpty(DeliveryConfigurationReader.Load(filled, RepositoryPaths.Sources).Deliveries);
        Assert.NotNull(NotificationSettingsReader.Load(filled));
    }

    // systemd itself judges: what it does not understand it says, and how shut in a service is it tells from 0 (well) to 10 (not at all).
    [Fact]
    public async Task Service_ReadBySystemd_IsUnderstoodAndShutIn()
    {
        await InitAsync();

        var systemd = DebianPackage.ProgramOf("systemd-analyze", "systemd");
        DebianPackage.Run(systemd, "verify", "--man=no", Written("linkage.service"));
        DebianPackage.Run(systemd, "security", "--no-pager", "--offline=true", "--threshold=15", Written("linkage.service"));
    }

    [Fact]
    public void Dockerfile_CopiesWhatIsThere_AndRunsAsNobodyWhoMayWriteTheProgram()
    {
        var lines = File.ReadAllLines(RepositoryPaths.Of("jobs", "Linkage.Jobs", "Deploying", "Dockerfile"));
        var last = Array.FindLastIndex(lines, line => line.StartsWith("FROM ", StringComparison.Ordinal));

        Assert.Equal(2, lines.Count(line => line.StartsWith("FROM ", StringComparison.Ordinal)));
        Assert.Contains("USER $APP_UID", lines[last..]);
        Assert.All(lines[last..].Where(line => line.StartsWith("COPY", StringComparison.Ordinal)), line => Assert.StartsWith("COPY --from=build /opt/linkage ", line, StringComparison.Ordinal));

    }

    private string Written(string name) => _folder.PathOf("etc", name);

    private Task<LinkageProcess.Ended> InitAsync() =>
        LinkageProcess.RunAsync("init", _folder.PathOf("etc"), "--data", _folder.PathOf("srv"), "--sources", _folder.PathOf("extracts"), "--schemas", RepositoryPaths.Of("schemas"), "--json");
}
