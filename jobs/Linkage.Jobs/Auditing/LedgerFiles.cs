using System.Data.Common;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Keys;

namespace Linkage.Jobs.Auditing;

/// <summary>Where the ledger of a workspace and what it is held against lie.</summary>
/// <param name="workspace">The workspace folder.</param>
internal sealed class LedgerFiles(string workspace)
{
    /// <summary>The store.</summary>
    public StoreDatabase Store { get; } = StoreDatabase.Of(workspace);

    /// <summary>The folder of the keys.</summary>
    public string Keys => Path.Combine(workspace, "keys");

    /// <summary>The history of checkpoints in the workspace.</summary>
    public CheckpointHistory History() => CheckpointHistory.Read(Path.Combine(workspace, CheckpointHistory.FileName));

    /// <summary>Refuses a folder that is no workspace.</summary>
    /// <exception cref="ProblemException">It is not there.</exception>
    public void Require()
    {
        if (!Directory.Exists(workspace))
        {
            throw ProblemException.BadConfiguration("NO_WORKSPACE", "There is no workspace here yet.", workspace, "Name one with --data DIR.");
        }
    }

    /// <summary>What is wrong when there is no ledger to read.</summary>
    public ProblemException NoLedger() => ProblemException.BadConfiguration(
        "NO_LEDGER", "The workspace has no ledger yet.", workspace, "Run a project there first; a store of an earlier version gets its ledger then too.");

    /// <summary>Reads checkpoints and checks their signatures.</summary>
    /// <param name="histories">Histories beside that of the workspace.</param>
    /// <param name="keyFiles">Public keys; when none is given, that of the workspace.</param>
    /// <exception cref="ProblemException">A key file is not there, or none.</exception>
    public KnownCheckpoints Known(IReadOnlyList<CheckpointHistory> histories, IReadOnlyList<string> keyFiles)
    {
        var own = Path.Combine(Keys, LocalKeyVault.PublicFileName);
        var keys = new List<CheckpointKey>();
        try
        {
            keys.AddRange((keyFiles.Count > 0 ? keyFiles : File.Exists(own) ? [own] : []).Select(PublicCheckpointKey.Load));
            return KnownCheckpoints.Of([History(), .. histories], keys);
        }
        finally
        {
            keys.ForEach(k => k.Dispose());
        }
    }

    /// <summary>Reads the store without writing to it, so a read-only workspace will do.</summary>
    /// <returns>What was read, or null when the store is not there or has no ledger.</returns>
    /// <exception cref="ProblemException">A newer program wrote it.</exception>
    public T? Read<T>(Func<DbConnection, T?> read)
        where T : class => Store.Read(read);
}
