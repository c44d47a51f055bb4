using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Linkage.Matching.Training;
using Linkage.Pipeline.Link;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>The default models as a run uses them, and as they are trained.</summary>
[Collection(RunCollection.Name)]
public sealed class SourceModelRunTests(City city)
{
    [Fact]
    public void Run_PairsOfKnownKinds_AreWeighedByTheModelsOfTheRepository()
    {
        var spine = Directory.GetDirectories(Path.Combine(city.Released, "zones", "research", "spine", "homes-and-money")).Single();
        var models = Directory.GetFiles(spine, "model*.json").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal).ToList();

        // Three sources joined with each other and themselves, one looked up in, two lists: 3 + own pairs, and no model trained on the run.
        Assert.DoesNotContain(LinkStage.ModelFile, models);
        var named = city.HomesAndMoney.Json().GetProperty("links").GetProperty("models").EnumerateArray().ToList();
        Assert.Equal(models.Count, named.Count);
        Assert.All(named, m => Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(RepositoryPaths.Of("schemas", "models", m.GetProperty("name").GetString() + ".json")))), m.GetProperty("sha256").GetString()));
        Assert.Contains("model food-vouchers+rent-arrears-panel.json", models);
        Assert.Contains("model opt-out+rent-arrears-panel.json", models);
        var used = LinkModel.Load(Path.Combine(spine, "model food-vouchers+rent-arrears-panel.json"));
        var frozen = LinkModel.Load(RepositoryPaths.Of("schemas", "models", "customer-services+housing.json"));
        Assert.All(used.Comparisons, c => Assert.Equal(frozen.Comparisons.Single(f => f.Name == c.Name).Levels, c.Levels));
    }

    [Fact]
    public async Task Run_OneModelMissing_IsRefusedBeforeAnyDataIsReadThoughItCouldBeTrained()
    {
        using var workspace = city.NewWorkspace();
        var schemas = workspace.CopySchemas();
        File.Delete(Path.Combine(schemas, "models", "customer-services+housing.json"));

        var ended = await city.RunAsync("homes-and-money", workspace.Path, "--schemas", schemas);

        Assert.Equal(2, ended.ExitCode);
        var refusal = Assert.Single(ended.Json().GetProperty("refusals").EnumerateArray());
        Assert.Equal("MODEL_NOT_PERMITTED", refusal.GetProperty("code").GetString());
        Assert.Contains("food-vouchers - rent-arrears-panel", refusal.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(workspace.Path, "zones"), "*.parquet", SearchOption.AllDirectories), _ => true);
    }

    [Fact]
    public async Task Run_ATrainedModelIsApprovedForAPair_TrainsForThatPairAlone()
    {
        using var workspace = await city.NewWorkspaceAsync(governance =>
        {
            var rule = Path.Combine(governance, "rules", "homes-and-money.v4.yaml");
            Workspace.Edit(rule, $"  food-vouchers+rent-arrears-panel: \"{Workspace.Sha256(RepositoryPaths.Of("schemas", "models", "customer-services+housing.json"))}\"", "  food-vouchers+rent-arrears-panel: trained");
            SignedRules.Sign(governance, "homes-and-money.v4.yaml");
        });
        var schemas = workspace.CopySchemas();
        File.Delete(Path.Combine(schemas, "models", "customer-services+housing.json"));

        var ended = await city.RunAsync("homes-and-money", workspace.Path, "--schemas", schemas);

        Assert.Equal(0, ended.ExitCode);
        var spine = Directory.GetDirectories(Path.Combine(workspace.Path, "zones", "research", "spine", "homes-and-money")).Single();
        Assert.True(File.Exists(Path.Combine(spine, LinkStage.ModelFile)));
        Assert.False(File.Exists(Path.Combine(spine, "model food-vouchers+rent-arrears-panel.json")));
        Assert.True(File.Exists(Path.Combine(spine, "model food-vouchers+think-family.json")));

        // Whoever reads the run or the release is told.
        var links = ended.Json().GetProperty("links");
        var trained = Assert.Single(links.GetProperty("models").EnumerateArray(), m => !m.TryGetProperty("name", out _));
        Assert.Equal(("food-vouchers", "rent-arrears-panel"), (trained.GetProperty("left").GetString(), trained.GetProperty("right").GetString()));
        Assert.Contains(links.GetProperty("warnings").EnumerateArray(), w => w.GetString()!.StartsWith("food-vouchers and rent-arrears-panel have no default model", StringComparison.Ordinal));

        // The model that was approved before the trained one is not.
        var again = await city.RunAsync("homes-and-money", workspace.Path, "--at", "2026-11-23T12:00:00Z");
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("MODEL_NOT_PERMITTED", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_DamagedModel_IsRefusedBeforeAnyDataIsRead()
    {
        using var workspace = city.NewWorkspace();
        var schemas = workspace.CopySchemas();
        var path = Path.Combine(schemas, "models", "housing+housing.json");
        var model = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
        model["comparisons"]![0]!["levels"]![0]!["m"] = 1.5;
        await File.WriteAllTextAsync(path, model.ToJsonString());

        var ended = await city.RunAsync("homes-and-money", workspace.Path, "--schemas", schemas);

        Assert.Equal(3, ended.ExitCode);
        Assert.Contains("no probability", ended.Error, StringComparison.Ordinal);
        Assert.Contains("housing+housing.json", ended.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(workspace.Path, "zones", "landing")) && Directory.EnumerateFileSystemEntries(Path.Combine(workspace.Path, "zones", "landing")).Any(f => !f.EndsWith(".staging", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Train_SameCity_GivesTheSameBytesAndTheSharesOfTheTruth()
    {
        using var folder = new TemporaryFolder();
        var printed = new List<string>();
        foreach (var name in new[] { "one", "two" })
        {
            var ended = await LinkageProcess.RunAsync("models", "train", city.Released, "--out", folder.PathOf(name), "--threads", name == "one" ? "1" : "2", "--json");
            Assert.True(ended.ExitCode == 0, ended.Error);
            printed.Add(ended.Output);
        }

        Assert.Equal(Names("one"), Names("two"));
        Assert.All(Names("one"), n => Assert.Equal(File.ReadAllBytes(folder.PathOf("one", n)), File.ReadAllBytes(folder.PathOf("two", n))));
        var models = JsonDocument.Parse(printed[0]).RootElement.GetProperty("models");
        Assert.Equal(45, models.GetArrayLength());
        Assert.All(models.EnumerateArray(), m => Assert.Equal(m.GetProperty("matches").GetInt64() >= SourceModelTrainer.LeastMatches, m.TryGetProperty("digest", out _)));
        Assert.Empty(Node.Validate("models-output.schema.json", folder.Write("printed.json", printed[0])));

        // A twin needs somebody to be taken for: no model is without households.
        Assert.All(Names("one").Select(n => LinkModel.Load(folder.PathOf("one", n))), m =>
            Assert.True(m.HouseholdPairsPerRecord * m.Counts.Records >= SourceModelTrainer.LeastHouseholdPairs * m.Counts.LabelledMatches));

        // The prior is the share of true pairs: expected pairs of all are the true ones, those of the few rows that Extract rejected among them.
        var model = LinkModel.Load(folder.PathOf("one", "benefits+revenues.json"));
        Assert.InRange(model.MatchesPerRecord * model.Counts.Records / model.Counts.LabelledMatches, 1, 1.01);

        List<string> Names(string name) => [.. Directory.GetFiles(folder.PathOf(name)).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task Train_FolderWithoutTruth_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.PathOf("sources"));

        var ended = await LinkageProcess.RunAsync("models", "train", folder.Path, "--out", folder.PathOf("out"));

        Assert.Equal(3, ended.ExitCode);
        Assert.Contains("NO_TRUTH", ended.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.PathOf("out")));
    }
}
