using Linkage.Governance.LifeCycle;
using Linkage.Governance.Rules;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Store;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Registering;

/// <summary>The registry in the store.</summary>
/// <param name="database">Where the store lies.</param>
internal sealed class StoredRegistry(StoreDatabase database) : IRegistrySource
{
    private readonly RegistryDocuments _documents = new();

    /// <summary>Reads it, as of one moment.</summary>
    /// <exception cref="ProblemException">Nothing was imported yet, or a row is not what the ledger recorded.</exception>
    public Governance.Rules.Registry Load() => Ask((rows, _) => rows.Build(_documents));

    /// <summary>Reads rows and what belongs to them, as of one moment.</summary>
    /// <exception cref="ProblemException">Nothing was imported yet, or a row is not what the ledger recorded.</exception>
    public T Ask<T>(Func<RegistryRows, RunStoreContext, T> read)
        where T : class => Read(read) ?? throw Empty();

    /// <summary>Reads rows and what belongs to them, as of one moment; null when nothing was imported yet.</summary>
    public T? Read<T>(Func<RegistryRows, RunStoreContext, T> read)
        where T : class => database.Read(connection =>
    {
        using var transaction = database.Dialect.BeginReading(connection);
        using var db = new RunStoreContext(database.Dialect.OptionsOver(connection));
        db.Database.UseTransaction(transaction);
        var rows = RegistryRows.Read(db);
        return rows.IsEmpty ? null : read(rows, db);
    });

    /// <summary>The registry as rows within a transaction that writes.</summary>
    /// <param name="db">The store, in that transaction.</param>
    /// <exception cref="ProblemException">Nothing was imported yet, or a row is not what the ledger recorded.</exception>
    public (RegistryRows Rows, Governance.Rules.Registry Registry) Within(RunStoreContext db)
    {
        var rows = RegistryRows.Read(db);
        return rows.IsEmpty ? throw Empty() : (rows, rows.Build(_documents));
    }

    private ProblemException Empty() => ProblemException.BadConfiguration(
        "NO_RULES", "The store holds no rules yet.", database.Name, "Import a registry once with 'linkage rules import governance --data DIR'.");
}
