using System.Security.Cryptography;
using Linkage.Governance.Rules;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Tests.Run;
using Linkage.Pipeline.Zones;
using Linkage.Synthetic;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Zones.AzureBlob;

/// <summary>A synthetic council, through all stages, with its zones in a container.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class AzureBlobRunTests(AzuriteServer server) : IDisposable
{
    private const string Project = "homes-and-money";

    private readonly BlobWorld _world = new(server);

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Run_FromAnEmptyWorkingCopy_UsesWhatIsThereAndGivesTheSameReleaseByteForByte()
    {
        SyntheticCouncil.Generate(new SyntheticOptions { People = 13_000, Seed = 7, OutputFolder = _world.Folder.PathOf("city") }, null, CancellationToken.None);
        KeyEpochs.Begin(LocalKeyVault.CreateIfMissing(_world.Folder.PathOf("keys"), null, SignatureScheme.RsaPkcs1));

        var onFolder = Released(Run("folder", isShared: false));
        var first = Released(Run("first", isShared: true));
        Assert.NotEmpty(_world.Blobs);
        var second = Run("second", isShared: true);

        Assert.Equal(Files(onFolder), Files(first));
        Assert.Equal(Files(onFolder), Files(Released(second)));
        Assert.All(second.Stages.SelectMany(stage => stage.Parts), part => Assert.True(part.Reused, part.Name));

        // Without the release in the container, it is made again of what was brought.
        var release = Path.GetFileName(first);
        new ZoneStore(_world.Folder.PathOf("second", "zones")).On(_world.Shared(), CancellationToken.None).WipeRelease(Project, release);
        Assert.Equal(Files(onFolder), Files(Released(Run("third", isShared: true))));

        // What went up is what lies in the folder, and the row of no source is in it.
        var names = File.ReadLines(Directory.GetFiles(_world.Folder.PathOf("city", "sources"), "*.csv").Order(StringComparer.Ordinal).First()).Skip(1).Take(20).ToList();
        Assert.All(_world.Blobs.Where(blob => !blob.StartsWith("release/", StringComparison.Ordinal)), blob =>
        {
            var text = System.Text.Encoding.Latin1.GetString(_world.Client.GetBlobClient(blob).DownloadContent().Value.Content.ToMemory().Span);
            Assert.All(names, line => Assert.DoesNotContain(line, text, StringComparison.Ordinal));
        });
    }

    private RunOutcome Run(string workspace, bool isShared)
    {
        var keys = Directory.CreateDirectory(_world.Folder.PathOf(workspace, "keys")).FullName;
        foreach (var file in Directory.GetFiles(_world.Folder.PathOf("keys"), "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(keys, Path.GetRelativePath(_world.Folder.PathOf("keys"), file));
            PrivateFolder.Create(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        PrivateFolder.CloseToOthers(keys);
        var environment = new RunEnvironment
        {
            Workspace = _world.Folder.PathOf(workspace),
            Sources = _world.Folder.PathOf("city", "sources"),
            Registry = new RegistryFolder(RepositoryPaths.Governance),
            Contracts = RepositoryPaths.Sources,
            Models = RepositoryPaths.Of("schemas", "models"),
            Clock = new SettableTimeProvider(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero)),
            MemoryLimitMib = 1024,
            SharedZones = isShared ? _world.Shared() : null,
        };
        var fence = new BlobWorld.Open();
        new ZoneStore(environment.Zones, RunId.Create(environment.Clock.GetUtcNow()), fence).On(environment.SharedZones, CancellationToken.None).Join();
        var outcome = new ProjectRun(environment).Execute(ProjectFile.Load(RepositoryPaths.Of("schemas", "cohorts", Project + ".yaml")), fence, new SilentObserver(), CancellationToken.None);

        // What the run made is what the next one needs: the secrets of grant and datasets.
        foreach (var file in Directory.GetFiles(keys, "*", SearchOption.AllDirectories))
        {
            var back = Path.Combine(_world.Folder.PathOf("keys"), Path.GetRelativePath(keys, file));
            PrivateFolder.Create(Path.GetDirectoryName(back)!);
            if (!File.Exists(back))
            {
                File.Copy(file, back);
            }
        }

        return outcome;
    }

    private static string Released(RunOutcome outcome)
    {
        Assert.True(outcome.Outcome == RunOutcomeKind.Released, string.Join("; ", outcome.Refusals));
        return Assert.Single(outcome.Releases).Path;
    }

    private static IEnumerable<string> Files(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .Select(file => $"{Path.GetRelativePath(folder, file)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}").Order(StringComparer.Ordinal);
}
