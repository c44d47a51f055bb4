using Linkage.Governance.Decisions;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Run;
using Linkage.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Tests.Registering;

/// <summary>Which releases fall with a rule version.</summary>
public sealed class RuleReleasesTests : IDisposable
{
    private static readonly DateTimeOffset Instant = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_RuleVersion_NamesItsReleasesAndThoseOfWhatWasMadeUnderIt(bool onPostgres)
    {
        var database = Database(onPostgres);
        using (var store = RunStore.Open(database, _folder.Path, TimeProvider.System))
        {
            Release(store, "own", Decision("homes-and-money", 4));
            Release(store, "derived", Decision("letter-reminder", 1) with { Inherits = [new InheritedRule("letters-sent", "homes-and-money", 4)] });
            Release(store, "derived-of-an-older-one", Decision("letter-reminder", 1) with { Inherits = [new InheritedRule("letters-sent", "homes-and-money", 3)] });
            Release(store, "considered-only", Decision("letter-reminder", 1) with { Considered = [new ConsideredRule("homes-and-money", 4, false, [ReasonCode.PurposeNotCovered])] });
            Release(store, "of-an-older-one", Decision("homes-and-money", 3));
            var refused = RunId.Create(Instant);
            store.Begin(refused, "refused", Instant);
            store.Decide(refused, new RunDecision("Release", Decision("homes-and-money", 4)));
        }

        using var db = new RunStoreContext(database.Options);

        Assert.Equal(["own", "derived"], RuleReleases.Of(db, "homes-and-money", 4).Select(release => release.Release));
        Assert.Equal(["derived", "derived-of-an-older-one", "considered-only"], RuleReleases.Of(db, "letter-reminder", 1).Select(release => release.Release));
    }

    private StoreDatabase Database(bool onPostgres)
    {
        if (!onPostgres)
        {
            return new SqliteDatabase(_folder.Path);
        }

        var database = PostgresDatabase.Parse(PostgresServer.Instance.CreateDatabase());
        database.Migrate(TimeProvider.System);
        return database;
    }

    private static void Release(RunStore store, string release, Decision decision)
    {
        var run = RunId.Create(Instant);
        store.Begin(run, "project", Instant);
        store.Decide(run, new RunDecision("Release", decision));
        store.Finish(run, new RunOutcome
        {
            Run = run.ToString(),
            Project = "project",
            Instant = Instant,
            Outcome = RunOutcomeKind.Released,
            Stages = [],
            Decisions = [],
            Releases = [new ReleasedBundle(release, "/srv/release", new string('a', 64), [], AlreadyPublished: false)],
        });
    }

    private static Decision Decision(string rule, int version) => new()
    {
        IsAllowed = true,
        Instant = Instant,
        RequestHash = new string('d', 64),
        RegistryHash = new string('e', 64),
        RuleId = rule,
        RuleVersion = version,
        RuleHash = new string('f', 64),
        Checks = [],
        Reasons = [],
        Warnings = [],
        Considered = [],
    };
}
