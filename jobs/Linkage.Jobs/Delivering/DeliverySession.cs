using Linkage.Jobs.Commands;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Deliveries;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Delivering;

/// <summary>A workspace held to reach the sources of its extracts, with the vault, and a scratch for credentials that is wiped at the end.</summary>
internal sealed class DeliverySession : IDisposable
{
    private readonly IKeyVault _vault;
    private readonly RunScratch _scratch;

    private DeliverySession(WorkspaceHold hold, IKeyVault vault, RunScratch scratch, DeliveryOffice office) => (Hold, _vault, _scratch, Office) = (hold, vault, scratch, office);

    /// <summary>Who has the workspace.</summary>
    public WorkspaceHold Hold { get; }

    /// <summary>Reaches the sources.</summary>
    public DeliveryOffice Office { get; }

    /// <summary>Takes the workspace.</summary>
    /// <param name="workspace">Its folder.</param>
    /// <param name="configuration">Where extracts come from.</param>
    /// <param name="work">What it is taken for, for the message another process gets.</param>
    /// <param name="clock">The clock of the machine.</param>
    /// <param name="cancellationToken">Stops waiting for it.</param>
    /// <exception cref="ProblemException">Another process works there, or its store or its vault cannot be used.</exception>
    public static async Task<DeliverySession> OpenAsync(string workspace, DeliveryConfiguration configuration, string work, TimeProvider clock, CancellationToken cancellationToken)
    {
        var keys = Path.Combine(workspace, "keys");
        var vault = WorkspaceVault.Open(keys);
        WorkspaceHold? hold = null;
        RunScratch? scratch = null;
        try
        {
            hold = await WorkspaceHold.TakeAsync(StoreDatabase.Of(workspace), workspace, work, clock, cancellationToken).ConfigureAwait(false);
            var root = Path.Combine(workspace, "scratch");
            RunScratch.Sweep(root, hold);
            scratch = RunScratch.Open(root, "pull", 0, 0, sourceBytes: 0);
            return new DeliverySession(hold, vault, scratch, new DeliveryOffice(configuration, Inbox.Of(workspace), vault as ICredentialVault ?? new LocalKeyVault(keys), scratch.Folder, clock));
        }
        catch
        {
            scratch?.Dispose();
            hold?.Dispose();
            (vault as IDisposable)?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Office.Dispose();
        _scratch.Dispose();
        Hold.Dispose();
        (_vault as IDisposable)?.Dispose();
    }
}
