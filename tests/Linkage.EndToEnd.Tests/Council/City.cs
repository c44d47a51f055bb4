using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>A small synthetic city made once by the real executable, and workspaces that share its sources and keys.</summary>
#pragma warning disable CA1001 // xunit ends it through DisposeAsync.
public sealed class City : IAsyncLifetime
#pragma warning restore CA1001
{
    /// <summary>The instant every run of these tests is decided at.</summary>
    public const string Instant = "2026-11-22T12:00:00Z";

    private const string Store = "linkage.db";

    private readonly TemporaryFolder _folder = new();

    /// <summary>Folder of the extracts.</summary>
    public string Sources => _folder.PathOf("city", "sources");

    /// <summary>Parquet file of the truth.</summary>
    public string Truth => _folder.PathOf("city", "truth", "truth.parquet");

    /// <summary>A workspace in which both projects were run, for tests that only read.</summary>
    public string Released => _folder.PathOf("city");

    /// <summary>What the run of homes-and-money printed with <c>--json</c>.</summary>
    public LinkageProcess.Ended HomesAndMoney { get; private set; } = null!;

    /// <summary>What the run of child-poverty-research printed with <c>--json</c>.</summary>
    public LinkageProcess.Ended ChildPoverty { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Ok(await LinkageProcess.RunAsync("synth", "--people", "13000", "--seed", "7", "--out", Released, "--json"));
        Ok(await LinkageProcess.RunAsync("keys", "init", "--data", Released, "--json"));
        Ok(await LinkageProcess.RunAsync("rules", "import", RepositoryPaths.Governance, "--data", Released, "--json"));
        File.Copy(Path.Combine(Released, Store), _folder.PathOf(Store));
        HomesAndMoney = Ok(await RunAsync("homes-and-money", Released));
        ChildPoverty = Ok(await RunAsync("child-poverty-research", Released));
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>A new workspace with the city's keys and the registry of the repository, and nothing else.</summary>
    public Workspace NewWorkspace()
    {
        var workspace = NewWorkspaceWithoutRules();
        File.Copy(_folder.PathOf(Store), Path.Combine(workspace.Path, Store));
        return workspace;
    }

    /// <summary>The same with a registry of its own, which the test may change before it is imported.</summary>
    /// <param name="edit">Changes the files of the registry in a folder.</param>
    public async Task<Workspace> NewWorkspaceAsync(Action<string> edit)
    {
        var workspace = NewWorkspaceWithoutRules();
        var governance = workspace.CopyGovernance();
        edit(governance);
        await ImportAsync(governance, workspace.Path);
        return workspace;
    }

    /// <summary>Imports a registry into a workspace.</summary>
    public static async Task ImportAsync(string governance, string workspace) => Ok(await LinkageProcess.RunAsync("rules", "import", governance, "--data", workspace, "--json"));

    /// <summary>Ends a rule in a workspace, whatever is at work there.</summary>
    public static async Task StopRuleAsync(string verb, string rule, string workspace) =>
        Ok(await LinkageProcess.RunAsync("rules", verb, rule, "--person", "p-sandhu", "--reason", "A test.", "--data", workspace, "--json"));

    /// <summary>Runs a project in a workspace over the city's sources.</summary>
    public Task<LinkageProcess.Ended> RunAsync(string project, string workspace, params IEnumerable<string> more) =>
        LinkageProcess.RunAsync(Arguments(project, workspace, more));

    /// <summary>The arguments of such a run.</summary>
    public IReadOnlyList<string> Arguments(string project, string workspace, params IEnumerable<string> more)
    {
        List<string> arguments = ["run", project, "--data", workspace, "--json", .. more];
        Default("--sources", Sources);
        Default("--at", Instant);
        return arguments;

        void Default(string option, string value)
        {
            if (!arguments.Contains(option))
            {
                arguments.AddRange([option, value]);
            }
        }
    }

    /// <summary>Folders of the releases of a project in a workspace.</summary>
    public static IReadOnlyList<string> ReleasesOf(string workspace, string project)
    {
        var folder = Path.Combine(workspace, "zones", "release", project);
        return Directory.Exists(folder) ? [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal)] : [];
    }

    /// <summary>Copies a folder; files keep their modes.</summary>
    public static void Copy(string from, string to)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(to);
        }
        else
        {
            Directory.CreateDirectory(to, File.GetUnixFileMode(from));
        }

        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var folder in Directory.GetDirectories(from))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }

    /// <summary>A new workspace with the city's keys and nothing else.</summary>
    public Workspace NewWorkspaceWithoutRules()
    {
        var workspace = new Workspace();
        Copy(Path.Combine(Released, "keys"), workspace.Keys);
        return workspace;
    }

    private static LinkageProcess.Ended Ok(LinkageProcess.Ended ended)
    {
        Assert.True(ended.ExitCode == 0, $"exit code {ended.ExitCode}: {ended.Output} {ended.Error}");
        return ended;
    }
}

/// <summary>Tests of what a run does, and of what it does when something is wrong, share one city; they go one after another.</summary>
[CollectionDefinition(Name)]
#pragma warning disable CA1711 // xunit calls it a collection.
public sealed class RunCollection : ICollectionFixture<City>
#pragma warning restore CA1711
{
    public const string Name = "Runs of a city";
}

/// <summary>Tests of what becomes of releases, grants and keys afterwards share another, and go beside them.</summary>
[CollectionDefinition(Name)]
#pragma warning disable CA1711 // xunit calls it a collection.
public sealed class AftermathCollection : ICollectionFixture<City>
#pragma warning restore CA1711
{
    public const string Name = "Afterwards in a city";
}
