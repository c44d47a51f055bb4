using Linkage.Jobs.Commands;
using Linkage.Jobs.Tests.Formats;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Commands;

public sealed class WorkspaceZonesTests : IDisposable
{
    private const string Container = "https://linkage.blob.core.windows.net/zones";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_NothingNamed_LeavesTheZonesOnTheFolder() => Assert.Null(WorkspaceZones.Open(_folder.PathOf("zones"), _ => null));

    [Theory]
    [InlineData("LINKAGE_ZONES=linkage/zones LINKAGE_ZONES_IDENTITY=managed", "LINKAGE_ZONES names no container")]
    [InlineData("LINKAGE_ZONES=http://linkage.blob.core.windows.net/zones LINKAGE_ZONES_IDENTITY=managed", "LINKAGE_ZONES names no container")]
    [InlineData("LINKAGE_ZONES=https://linkage.blob.core.windows.net LINKAGE_ZONES_IDENTITY=managed", "LINKAGE_ZONES names no container")]
    [InlineData("LINKAGE_ZONES=https://linkage.blob.core.windows.net/zones/landing LINKAGE_ZONES_IDENTITY=managed", "LINKAGE_ZONES names no container")]
    [InlineData("LINKAGE_ZONES=https://linkage.blob.core.windows.net/zones?sv=2024&sig=c2VjcmV0 LINKAGE_ZONES_IDENTITY=managed", "LINKAGE_ZONES names no container")]
    [InlineData("LINKAGE_ZONES=https://linkage.blob.core.windows.net.example.org/zones LINKAGE_ZONES_IDENTITY=managed", "LINKAGE_ZONES names no container")]
    [InlineData("LINKAGE_ZONES=https://127.0.0.1:10000/devstoreaccount1/zones LINKAGE_ZONES_IDENTITY=managed", "LINKAGE_ZONES names no container")]
    [InlineData("LINKAGE_ZONES=https://linkage.blob.core.windows.net/zones", "LINKAGE_ZONES_IDENTITY does not say")]
    [InlineData("LINKAGE_ZONES=https://linkage.blob.core.windows.net/zones LINKAGE_ZONES_IDENTITY=key", "LINKAGE_ZONES_IDENTITY does not say")]
    [InlineData("LINKAGE_ZONES=https://linkage.blob.core.windows.net/zones LINKAGE_ZONES_IDENTITY=certificate LINKAGE_ZONES_TENANT=t", "LINKAGE_ZONES_CLIENT is not set")]
    public void Open_NotSaid_IsWrongConfiguration(string variables, string message)
    {
        var problem = Assert.Throws<ProblemException>(() => WorkspaceZones.Open(_folder.PathOf("zones"), Of(variables))).Problem;

        Assert.Equal(("ZONES_UNNAMED", ExitCode.BadConfiguration), (problem.Code, problem.ExitCode));
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", $"{problem.Message} {problem.Where} {problem.Remedy}", StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WorkingCopyAndNothingNamed_IsRefused()
    {
        _folder.Write("zones/.container", "{}");

        var problem = Assert.Throws<ProblemException>(() => WorkspaceZones.Open(_folder.PathOf("zones"), _ => null)).Problem;

        Assert.Equal(("ZONES_IN_TWO_PLACES", ExitCode.BadConfiguration), (problem.Code, problem.ExitCode));
    }

    [Fact]
    public async Task Init_ContainerNamed_EndsWithThreeAndMakesNothing()
    {
        // In a build with Azure Blob Storage the identity is asked for, and there is none.
        var isInBuild = typeof(ZoneStore).Assembly.GetType("Linkage.Pipeline.Zones.AzureBlob.AzureBlobZones") is not null;
        var environment = new Dictionary<string, string?>
        {
            [WorkspaceZones.Variable] = Container,
            ["LINKAGE_ZONES_IDENTITY"] = "workload",
            ["LINKAGE_ZONES_TENANT"] = "t",
            ["LINKAGE_ZONES_CLIENT"] = "c",
            ["LINKAGE_ZONES_TOKEN_FILE"] = _folder.PathOf("no-token"),
        };

        using var process = LinkageProcess.Start(RepositoryPaths.Root, environment, "keys", "init", "--data", _folder.Path, "--json");
        var ended = await process.EndAsync();

        Assert.Equal(3, ended.ExitCode);
        JsonShape.Fits("error-output", ended.Json());
        Assert.Equal(isInBuild ? "STORAGE_NOT_FIT" : "ZONES_NOT_IN_BUILD", ended.Json().GetProperty("error").GetProperty("code").GetString());
        Assert.Contains(isInBuild ? "the identity got no token" : "this build has no Azure Blob Storage", ended.Json().GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.PathOf("keys")));
    }

    [Theory]
    [InlineData(ZoneContainerProblem.NotFit, "STORAGE_NOT_FIT", 3)]
    [InlineData(ZoneContainerProblem.Unreachable, "STORAGE_UNREACHABLE", 1)]
    [InlineData(ZoneContainerProblem.TwoPlaces, "ZONES_IN_TWO_PLACES", 3)]
    public void Faults_OfAContainer_HaveACodeAndSayWhatToDo(ZoneContainerProblem kind, string code, int exit)
    {
        var problem = Faults.Of(new ZoneContainerException(kind, Container, "is so", "Do this."), workspace: null);

        Assert.Equal((code, exit, Container, "Do this."), (problem.Code, (int)problem.ExitCode, problem.Where, problem.Remedy));
        Assert.Equal("The container of the zones is so.", problem.Message);
        Assert.Contains("general-purpose v2", Faults.Of(new StorageNotFitException(Container, "is so"), workspace: null).Remedy, StringComparison.Ordinal);
    }

    private static Func<string, string?> Of(string variables)
    {
        var given = variables.Split(' ').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        return name => given.GetValueOrDefault(name);
    }
}
