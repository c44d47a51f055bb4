using System.Xml.Linq;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.House;

/// <summary>The arrows of the house point one way. The allowed edges stand here, once; any other edge in a project file fails.</summary>
public sealed class DependencyDirectionTests
{
    private static readonly Dictionary<string, string[]> AllowedProjects = new()
    {
        ["DuckDB.NET.Bindings"] = [],
        ["Linkage.Matching"] = [],
        ["Linkage.Synthetic"] = [],
        ["Linkage.Governance"] = [],
        ["Linkage.Pipeline"] = ["Linkage.Matching", "Linkage.Governance"],
        ["Linkage.Jobs"] = ["Linkage.Matching", "Linkage.Governance", "Linkage.Pipeline", "Linkage.Synthetic", "Linkage.Jobs.Hangfire"],
        ["Linkage.Jobs.Hangfire"] = [],
    };

    private static readonly Dictionary<string, string[]> AllowedPackages = new()
    {
        ["DuckDB.NET.Bindings"] = [],
        ["Linkage.Matching"] = ["FuzzySharp"],
        ["Linkage.Synthetic"] = [],
        ["Linkage.Governance"] = ["YamlDotNet"],
        ["Linkage.Pipeline"] = ["Azure.Identity", "Azure.Security.KeyVault.Secrets", "Azure.Storage.Blobs", "Npgsql"],
        ["Linkage.Jobs"] = ["System.CommandLine", "Spectre.Console", "Cronos", "MailKit", "Microsoft.Extensions.Hosting.Systemd", "Quartz", "OpenTelemetry", "OpenTelemetry.Exporter.OpenTelemetryProtocol", "Microsoft.EntityFrameworkCore.Sqlite", "Npgsql.EntityFrameworkCore.PostgreSQL", "SQLitePCLRaw.bundle_e_sqlite3", "SQLitePCLRaw.core"],
        ["Linkage.Jobs.Hangfire"] = ["Hangfire.AspNetCore", "Hangfire.Core", "Hangfire.PostgreSql"],
    };

    public static TheoryData<string> ProductProjects()
    {
        var data = new TheoryData<string>();
        foreach (var path in ProjectFiles().Where(p => !IsTest(p)))
        {
            data.Add(Path.GetFileNameWithoutExtension(path));
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(ProductProjects))]
    public void ProjectReferences_EveryProductProject_AreAllowedEdges(string project)
    {
        var edges = References(project, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Replace('\\', '/')));

        Assert.Empty(edges.Except(AllowedProjects[project]));
    }

    [Theory]
    [MemberData(nameof(ProductProjects))]
    public void PackageReferences_EveryProductProject_AreAllowed(string project) =>
        Assert.Empty(References(project, "PackageReference").Except(AllowedPackages[project]));

    // Whatever calls it, a job is the same.
    [Fact]
    public void Jobs_OfSchedules_KnowNoScheduler()
    {
        var files = Directory.GetFiles(RepositoryPaths.Of("jobs", "Linkage.Jobs"), "*.cs", SearchOption.AllDirectories).Where(file => File.ReadAllText(file).Contains("using Quartz", StringComparison.Ordinal)).Select(Path.GetFileName);

        Assert.Equal(["QuartzJob.cs", "QuartzScheduler.cs"], files.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ProductProjects_OnDisk_AreTheRoomsOfTheHouse() =>
        Assert.Equal(AllowedProjects.Keys.Order(), ProjectFiles().Where(p => !IsTest(p)).Select(p => Path.GetFileNameWithoutExtension(p)).Order());

    [Fact]
    public void Projects_OnDisk_AreAllInTheSolution()
    {
        var solution = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "Linkage.sln")).Replace('\\', '/');

        Assert.All(ProjectFiles(), p => Assert.Contains(Path.GetRelativePath(RepositoryPaths.Root, p).Replace('\\', '/'), solution, StringComparison.Ordinal));
    }

    [Fact]
    public void TestProjects_NoProductProject_RefersToThem() =>
        Assert.All(ProjectFiles().Where(p => !IsTest(p)), p => Assert.DoesNotContain("tests/", File.ReadAllText(p), StringComparison.Ordinal));

    [Fact]
    public void TopLevel_OfTheRepository_HoldsOnlyWhatTheHouseAllows()
    {
        string[] rooms = ["pipeline", "jobs", "schemas", "governance", "tests"];
        string[] files = ["Linkage.sln", "README.md", "runbook.md", "global.json", "BannedSymbols.txt"];
        var entries = Git.TrackedFiles().Select(f => f.Split('/')[0]).Distinct()
            .Where(e => !e.StartsWith('.') && !e.StartsWith("Directory.", StringComparison.Ordinal));

        Assert.Empty(entries.Except(rooms).Except(files));
    }

    private static IEnumerable<string> ProjectFiles() =>
        Directory.EnumerateFiles(RepositoryPaths.Root, "*.csproj", SearchOption.AllDirectories)
            .Where(p => !p.Contains($"{Path.DirectorySeparatorChar}artifacts{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                && !p.Contains("node_modules", StringComparison.Ordinal));

    private static bool IsTest(string path) =>
        Path.GetRelativePath(RepositoryPaths.Root, path).StartsWith("tests", StringComparison.Ordinal);

    private static IEnumerable<string> References(string project, string element)
    {
        var path = ProjectFiles().Single(p => Path.GetFileNameWithoutExtension(p) == project);
        return XDocument.Load(path).Descendants(element).Select(e => e.Attribute("Include")!.Value);
    }
}
