using Linkage.Matching;
using Linkage.Matching.Files;
using Linkage.Matching.Training;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.House;

/// <summary>Models as they are written fit their JSON Schema, as an independent validator sees it.</summary>
public sealed class LinkModelSchemaTests
{
    [Fact]
    public void Model_OfARun_FitsItsSchema()
    {
        using var folder = new TemporaryFolder();
        FileLinker.Link(
            new FileLinkRequest { Left = Path.Combine(RepositoryPaths.SharedData, "people", "fake_1000.csv"), Id = "unique_id", Truth = "cluster", Out = folder.PathOf("out") }, null, CancellationToken.None);
        var written = folder.PathOf("out", "model.json");
        var model = LinkModel.Load(written);
        (model with { Method = TrainingMethod.PerRule, Sessions = [model.Sessions[0] with { MovedMost = null, Ended = SessionEnd.MostRounds }, model.Sessions[0]] }).Save(folder.PathOf("rules.json"));
        (model with { Comparisons = [] }).Save(folder.PathOf("empty.json"));
        folder.Write("surprise.json", File.ReadAllText(written).Replace("\"seed\"", "\"surprise\": 1, \"seed\"", StringComparison.Ordinal));

        Assert.Empty(Node.Validate("link-model.schema.json", written, folder.PathOf("rules.json")));
        var failures = Node.Validate("link-model.schema.json", folder.PathOf("empty.json"), folder.PathOf("surprise.json"));
        Assert.Contains(failures[folder.PathOf("empty.json")], e => e.Contains("comparisons", StringComparison.Ordinal));
        Assert.Contains(failures[folder.PathOf("surprise.json")], e => e.Contains("surprise", StringComparison.Ordinal));
        Assert.Throws<MatchingInputException>(() => LinkModel.Load(folder.PathOf("surprise.json")));
    }
}
