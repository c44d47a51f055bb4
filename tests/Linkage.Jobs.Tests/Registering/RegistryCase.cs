using Linkage.Governance.LifeCycle;
using Linkage.Governance.Rules;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Store;
using Linkage.TestKit;
using Npgsql;

namespace Linkage.Jobs.Tests.Registering;

/// <summary>A test over the sample registry and a store to import it into.</summary>
public abstract class RegistryCase : IDisposable
{
    private protected readonly SampleRegistry _sample = new();

    public void Dispose()
    {
        _sample.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected StoreDatabase Database(bool onPostgres)
    {
        if (!onPostgres)
        {
            var database = new SqliteDatabase(_sample.Workspace);
            database.Prepare(TimeProvider.System);
            return database;
        }

        var owner = PostgresServer.Instance.CreateDatabase();
        PostgresDatabase.Parse(owner).Migrate(TimeProvider.System);
        return PostgresDatabase.Parse(Account(owner, "linkage_officer"));
    }

    private protected static string Account(string owner, string role)
    {
        PostgresServer.Instance.CreateAccount($"{role}_test", role);
        return PostgresServer.Instance.ConnectionTo(new NpgsqlConnectionStringBuilder(owner).Database!, $"{role}_test");
    }

    private protected void Change(StoreDatabase database, RuleChangeKind kind, string person, string reason) =>
        new RegistryChange(database, TimeProvider.System).Change(RuleName.Parse(SampleRegistry.Proposed), kind, person, reason, kind == RuleChangeKind.Resumed ? _sample.KeyOf(person) : null);

    private protected string Refused(StoreDatabase database, RuleChangeKind kind, string person) =>
        Assert.Throws<ProblemException>(() => Change(database, kind, person, "Why")).Problem.Code;

    private protected static Rule Proposed(StoreDatabase database) => new StoredRegistry(database).Load().VersionsOf("homes-and-money").Single(rule => rule.Version == 4);

    private protected static RuleStatus Status(StoreDatabase database)
    {
        var registry = new StoredRegistry(database).Load();
        return RuleLifeCycle.StatusAt(registry.VersionsOf("homes-and-money").Single(rule => rule.Version == 4), registry, TimeProvider.System.GetUtcNow());
    }
}
