using System.Text.Json.Nodes;
using Linkage.Governance.Decisions;
using Linkage.Governance.Grants;
using Linkage.Governance.Rules;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Tests.Run;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Link;

/// <summary>The models of an approved rule are the models of a run, or there is no run.</summary>
public sealed class GrantedModelsTests : IDisposable
{
    private static readonly DateTimeOffset DayOfV4 = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Folders = ["sources", "models"];
    private static readonly string[] Types = ["Inner", "Left", "Anti"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("homes-and-money")]
    [InlineData("child-poverty-research")]
    public void Execute_UnderTheModelsOfTheRepository_IsAllowedAndOnlyThenReads(string project)
    {
        var outcome = Run(project);

        // There are no sources here, so a run that was let through is stopped by the next thing.
        Assert.Contains("SOURCE_MISSING", outcome.Refusals.Select(r => r.Code));
        Assert.True(Assert.Single(outcome.Decisions).Decision.IsAllowed);
    }

    [Fact]
    public void Execute_ModelFileChanged_StopsBeforeAnythingIsRead() => StopsAtStart(() =>
        Edit("models/customer-services+housing.json", model => model["matchesPerRecord"] = model["matchesPerRecord"]!.GetValue<double>() * 2), "food-vouchers - rent-arrears-panel");

    [Fact]
    public void Execute_ModelOfOwnDuplicatesChanged_StopsBeforeAnythingIsRead() => StopsAtStart(() =>
        File.Copy(RepositoryPaths.Of("schemas", "models", "benefits+benefits.json"), _folder.PathOf("schemas", "models", "early-help+early-help.json"), overwrite: true), "think-family - think-family");

    [Fact]
    public void Execute_ModelFileGone_IsNoLeaveToTrainOne() =>
        StopsAtStart(() => File.Delete(_folder.PathOf("schemas", "models", "housing+information-governance.json")), "opt-out - rent-arrears-panel");

    [Fact]
    public void Execute_DomainOfAContractChanged_StopsBeforeAnythingIsRead() => StopsAtStart(
        () =>
        {
            var path = _folder.PathOf("schemas", "sources", "food-vouchers.yaml");
            var (hash, text) = (ContractReader.Load(path).ContentHash, File.ReadAllText(path));
            Assert.Contains("domain: customer-services\n", text, StringComparison.Ordinal);
            File.WriteAllText(path, text.Replace("domain: customer-services\n", "domain: benefits\n", StringComparison.Ordinal));

            // The contract is still the approved one: its hash says nothing of the domain.
            Assert.Equal(hash, ContractReader.Load(path).ContentHash);
        },
        "food-vouchers - food-vouchers");

    [Fact]
    public void Execute_GrantOfOtherModels_IsABrokenInvariantBeforeAnythingIsCompared()
    {
        var project = ProjectOf("homes-and-money");
        var contracts = ContractFolder.Load(RepositoryPaths.Sources, project);
        var grant = GrantOf(project, SourceModels.Load(RepositoryPaths.Of("schemas", "models")));
        CopySchemas();
        Edit("models/customer-services+housing.json", model => model["matchesPerRecord"] = 0.25);
        var datasets = contracts.Values.Select(c => new LinkDataset(c, null!, null!)).ToList();
        using var scratch = RunScratch.Open(_folder.PathOf("scratch"), "run", 1, 256);
        using var keys = KeyRing.Open(LocalKeyVault.CreateIfMissing(_folder.PathOf("keys")), "ashgrove-council", 1);
        var zones = new ZoneStore(_folder.PathOf("zones"), RunId.Create(DayOfV4), new Always());

        foreach (var models in new[] { SourceModels.None, SourceModels.Load(_folder.PathOf("schemas", "models")) })
        {
            var thrown = Assert.Throws<InvalidOperationException>(() => new LinkStage(zones, scratch, keys, models).Execute(grant, datasets, new Progress<StageProgress>(), CancellationToken.None));
            Assert.Contains("is not the one of the grant", thrown.Message, StringComparison.Ordinal);
        }

        Assert.Empty(FilesIn(_folder.PathOf("zones")));
        Assert.Empty(new LocalKeyVault(_folder.PathOf("keys")).GrantKeys());
    }

    [Theory]
    [InlineData("homes-and-money")]
    [InlineData("child-poverty-research")]
    public void Models_OfAGrant_AreThoseOfThePairsTheStageCompares(string project)
    {
        var grant = GrantOf(ProjectOf(project), SourceModels.Load(RepositoryPaths.Of("schemas", "models")));

        Assert.Equal(grant.Models.Keys, Compared(grant));
    }

    [Fact]
    public void Models_OfAnyGrant_CoverEveryPairTheStageCompares()
    {
        var governance = Governance();
        var rule = Path.Combine(governance, "rules", "homes-and-money.v4.yaml");
        var ids = new[] { "adult-social-care", "food-vouchers", "rent-arrears-panel", "think-family" };
        var text = File.ReadAllText(rule);
        text = text[..text.IndexOf("\njoins:\n", StringComparison.Ordinal)] + "\njoins:\n"
            + string.Concat(ids.SelectMany(l => ids.Where(r => r != l).Select(r => $"  - {{ left: {l}, right: {r}, types: [Inner, Left, Anti], keys: [person], minimumProbability: 0.95 }}\n")))
            + text[text.IndexOf("\n# The selection below", StringComparison.Ordinal)..].Replace("mustExclude: [adult-social-care]", "mustExclude: []", StringComparison.Ordinal);
        var missing = new[] { "adult-social-care+adult-social-care", "adult-social-care+opt-out", "adult-social-care+unsafe-to-contact" };
        text = text.Replace("\nmodels:\n", "\nmodels:\n" + string.Concat(missing.Select(m => $"  {m}: trained\n")), StringComparison.Ordinal);
        File.WriteAllText(rule, text);
        SignedRules.Sign(governance, "homes-and-money.v4.yaml");
        var registry = Registry.Load(governance);
        var pins = registry.Rules.Single(r => r is { Id: "homes-and-money", Version: 4 }).Models;
        var whole = RequestFile.Load(Path.Combine(governance, "scenarios", "requests", "homes-and-money-without-care.yaml")) with
        {
            Models = [.. pins.Select(m => (Sides: m.Key.Split('+'), m.Value)).Select(m => new RequestedModel(m.Sides[0], m.Sides[1], m.Value))],
        };
        var random = new Random(20261122);
        var shapes = new HashSet<string>(StringComparer.Ordinal);
        for (var attempt = 0; attempt < 3000; attempt++)
        {
            var joins = Enumerable.Range(0, random.Next(3, 7))
                .Select(_ => (Left: ids[random.Next(4)], Right: ids[random.Next(4)]))
                .Where(j => j.Left != j.Right).Distinct()
                .Select(j => new RequestedJoin(j.Left, j.Right, Types[random.Next(3)], ["person"], 0.95)).ToList();
            var request = whole with { Joins = joins };
            var decision = GateDecision.Decide(registry, request, DayOfV4);
            if (decision.IsAllowed)
            {
                var grant = Grant.From(decision, request, registry, "run-1");
                shapes.Add(string.Join(' ', Compared(grant)));
                Assert.Empty(Compared(grant).Except(grant.Models.Keys));
                Assert.All(Compared(grant), pair => Assert.True(grant.PermitsPair(pair.Split('+')[1], pair.Split('+')[0])));
            }
        }

        Assert.True(shapes.Count >= 20, $"Only {shapes.Count} shapes were allowed.");
    }

    private static IEnumerable<string> Compared(Grant grant) =>
        LinkPairs.Of(grant).Pairs.Select(p => ModelPin.PairOf(p.Left, p.Right)).Distinct().Order(StringComparer.Ordinal);

    private static IEnumerable<string> FilesIn(string folder) => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories) : [];

    private static Project ProjectOf(string id) => ProjectFile.Load(RepositoryPaths.Of("schemas", "cohorts", id + ".yaml"));

    private static Grant GrantOf(Project project, SourceModels models)
    {
        var registry = Registry.Load(RepositoryPaths.Governance);
        var request = RequestBuilder.Build(project, ContractFolder.Load(RepositoryPaths.Sources, project), models, []);
        return Grant.From(GateDecision.Decide(registry, request, DayOfV4), request, registry, "run-1");
    }

    private void StopsAtStart(Action change, string pair)
    {
        CopySchemas();
        change();

        var outcome = Run("homes-and-money", _folder.PathOf("schemas"));

        Assert.Equal(RunOutcomeKind.Refused, outcome.Outcome);
        Assert.All(outcome.Refusals, r => Assert.Equal(("Start", "MODEL_NOT_PERMITTED"), (r.Stage, r.Code)));
        Assert.Contains(outcome.Refusals, r => r.Message.Contains(pair, StringComparison.Ordinal));
        Assert.Empty(outcome.Stages);
        Assert.Empty(outcome.Sources);
        Assert.Empty(FilesIn(_folder.PathOf("data", "zones")));
    }

    private RunOutcome Run(string project, string? schemas = null)
    {
        LocalKeyVault.CreateIfMissing(_folder.PathOf("data", "keys"));
        var environment = new RunEnvironment
        {
            Workspace = _folder.PathOf("data"),
            Sources = _folder.Folder("no-sources"),
            Registry = new RegistryFolder(RepositoryPaths.Governance),
            Contracts = Path.Combine(schemas ?? RepositoryPaths.Of("schemas"), "sources"),
            Models = Path.Combine(schemas ?? RepositoryPaths.Of("schemas"), "models"),
            Clock = new SettableTimeProvider(DayOfV4),
            Threads = 1,
            MemoryLimitMib = 256,
        };
        return new ProjectRun(environment).Execute(ProjectOf(project), new Always(), new SilentObserver(), CancellationToken.None);
    }

    private void CopySchemas()
    {
        foreach (var file in Folders.SelectMany(f => Directory.GetFiles(RepositoryPaths.Of("schemas", f))))
        {
            _folder.Write(Path.Combine("schemas", Path.GetRelativePath(RepositoryPaths.Of("schemas"), file)), File.ReadAllText(file));
        }
    }

    private string Governance()
    {
        foreach (var file in Directory.GetFiles(RepositoryPaths.Governance, "*.yaml", SearchOption.AllDirectories))
        {
            _folder.Write(Path.Combine("governance", Path.GetRelativePath(RepositoryPaths.Governance, file)), File.ReadAllText(file));
        }

        return _folder.PathOf("governance");
    }

    private void Edit(string file, Action<JsonNode> change)
    {
        var path = _folder.PathOf("schemas", file);
        var model = JsonNode.Parse(File.ReadAllText(path))!;
        change(model);
        File.WriteAllText(path, model.ToJsonString());
    }

    private sealed class Always : IPublicationFence
    {
        public bool MayPublish() => true;
    }
}
