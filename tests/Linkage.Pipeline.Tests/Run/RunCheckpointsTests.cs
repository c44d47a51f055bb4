using Linkage.Governance.Grants;
using Linkage.Governance.Rules;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Run;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Run;

/// <summary>The checkpoints of a run over the registry of the repository.</summary>
public sealed class RunCheckpointsTests : IDisposable
{
    private static readonly string[] Points = ["Pseudonymise", "Link", "Gate", "Release"];
    private static readonly string[] Folders = ["catalogue", "rules"];
    private static readonly DateTimeOffset DayOfV4 = new(2026, 11, 16, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly SettableTimeProvider _clock = new(DayOfV4);
    private readonly Watcher _watcher = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Ask_AtEveryPointOfARun_GivesOneGrantAndTellsOfItOnce()
    {
        var checkpoints = Checkpoints();

        Assert.True(checkpoints.Start(DayOfV4));
        var grants = Points.Select(checkpoints.Ask).ToList();

        Assert.All(grants, g => Assert.Equal(grants[0]!.Id, g!.Id));
        Assert.Equal(grants[0]!.Id, Assert.Single(_watcher.Grants));
        Assert.True(checkpoints.StillAllowed());
        Assert.Equal(["Start", .. Points], checkpoints.Decisions.Select(d => d.Point));
        Assert.Equal(checkpoints.Decisions.Select(d => d.Point), _watcher.Points);
        Assert.Empty(checkpoints.Objections);
    }

    [Fact]
    public void Ask_OnceAnotherVersionPermitsIt_ObjectsThoughItIsAllowed()
    {
        var governance = WithAVersionThatFollowsTheThird();
        _clock.Set(DayOfV4.AddTicks(-1));
        var checkpoints = Checkpoints(governance);
        Assert.True(checkpoints.Start(_clock.GetUtcNow()));
        Assert.Equal(3, checkpoints.Ask("Pseudonymise")!.RuleVersion);

        _clock.Set(DayOfV4);
        Assert.Null(checkpoints.Ask("Release"));

        Assert.True(checkpoints.Last.IsAllowed);
        Assert.Equal(5, checkpoints.Last.RuleVersion);
        Assert.Equal(("Release", "GRANT_CHANGED"), (Assert.Single(checkpoints.Objections).Stage, checkpoints.Objections[0].Code));
        Assert.False(checkpoints.StillAllowed());
        Assert.Equal("GRANT_CHANGED", checkpoints.Objections[0].Code);
        Assert.Single(_watcher.Grants);
    }

    [Fact]
    public void StillAllowed_PastTheEnd_ObjectsWithTheReasonsOfTheGate()
    {
        var checkpoints = Checkpoints();
        checkpoints.Start(DayOfV4);
        var grant = checkpoints.Ask("Release")!;
        _clock.Set(grant.EffectiveEnd.AddTicks(-1));
        Assert.True(checkpoints.StillAllowed());

        _clock.Set(grant.EffectiveEnd);
        Assert.False(checkpoints.StillAllowed());

        Assert.Equal("DPIA_EXPIRED", Assert.Single(checkpoints.Objections).Code);
        Assert.False(checkpoints.Decisions[^1].Decision.IsAllowed);
    }

    private RunCheckpoints Checkpoints(string? governance = null)
    {
        var environment = new RunEnvironment
        {
            Workspace = _folder.Path,
            Sources = _folder.Path,
            Registry = new RegistryFolder(governance ?? RepositoryPaths.Governance),
            Contracts = RepositoryPaths.Of("schemas", "sources"),
            Models = RepositoryPaths.Of("schemas", "models"),
            Clock = _clock,
        };
        var project = ProjectFile.Load(RepositoryPaths.Of("schemas", "cohorts", "homes-and-money.yaml"));
        var decider = new RunDecider(environment, project, ContractFolder.Load(environment.Contracts, project), SourceModels.Load(environment.Models), priorRuns: 0);
        return new RunCheckpoints(decider, RunId.Create(DayOfV4), _watcher);
    }

    // Version 5 permits what version 3 does, but is kept for another time; approved by the same people, with keys made here.
    private string WithAVersionThatFollowsTheThird()
    {
        var governance = _folder.PathOf("governance");
        foreach (var file in Folders.SelectMany(f => Directory.GetFiles(Path.Combine(RepositoryPaths.Governance, f), "*.yaml")))
        {
            _folder.Write(Path.Combine("governance", Path.GetRelativePath(RepositoryPaths.Governance, file)), File.ReadAllText(file));
        }

        var rules = Path.Combine(governance, "rules");
        File.Delete(Path.Combine(rules, "homes-and-money.v4.yaml"));
        var text = File.ReadAllText(Path.Combine(rules, "homes-and-money.v3.yaml"));
        foreach (var (from, to) in new[] { ("version: 3", "version: 5\nsupersedes: 3"), ("validFrom: 2026-10-01", "validFrom: 2026-11-16"), ("retentionDays: 90", "retentionDays: 60") })
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            text = text.Replace(from, to, StringComparison.Ordinal);
        }

        var path = Path.Combine(rules, "homes-and-money.v5.yaml");
        File.WriteAllText(path, text);
        SignedRules.Sign(governance, "homes-and-money.v5.yaml");
        return governance;
    }

    private sealed class Watcher : IRunObserver
    {
        public List<string> Grants { get; } = [];

        public List<string> Points { get; } = [];

        public void Granted(Grant grant) => Grants.Add(grant.Id);

        public void Decided(RunDecision decision) => Points.Add(decision.Point);

        public void RunStarted(RunId run, string project, DateTimeOffset instant)
        {
        }

        public void StageStarted(string stage)
        {
        }

        public void Progressed(StageProgress progress)
        {
        }

        public void StageFinished(StageReport report)
        {
        }

        public void KeyTouched(GrantKeyEvent happened)
        {
        }

        public void RunFinished(RunOutcome outcome)
        {
        }
    }
}
