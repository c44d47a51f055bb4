using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Keys;

namespace Linkage.Pipeline.Deliveries;

/// <summary>
/// Pulls the extracts of datasets into the inbox of a workspace, one after another. The caller holds the workspace. What one office reads from one database is of one moment.
/// </summary>
public sealed class DeliveryOffice : IDisposable
{
    private readonly Dictionary<string, PostgresSnapshot> _snapshots = new(StringComparer.Ordinal);
    private readonly DeliveryConfiguration _configuration;
    private readonly Inbox _inbox;
    private readonly CredentialFiles _credentials;
    private readonly TimeProvider _clock;
    private readonly DeliveryLimits _limits;

    /// <summary>Names where things are.</summary>
    /// <param name="configuration">Where extracts come from.</param>
    /// <param name="inbox">Where they go.</param>
    /// <param name="vault">Where the credentials are.</param>
    /// <param name="scratch">A private folder that the caller wipes, for credentials while they are used.</param>
    /// <param name="clock">The clock of waits.</param>
    /// <param name="limits">How long is waited; null for <see cref="DeliveryLimits.Usual"/>.</param>
    public DeliveryOffice(DeliveryConfiguration configuration, Inbox inbox, ICredentialVault vault, string scratch, TimeProvider clock, DeliveryLimits? limits = null) =>
        (_configuration, _inbox, _credentials, _clock, _limits) = (configuration, inbox, new CredentialFiles(vault, scratch), clock, limits ?? DeliveryLimits.Usual);

    /// <summary>Pulls the extract of one dataset.</summary>
    /// <param name="contract">Its contract; the configuration knows it.</param>
    /// <param name="progress">Told the bytes that are here, or null.</param>
    /// <param name="cancellationToken">Stops it; what came is kept, and gone on from.</param>
    /// <exception cref="DeliveryException">It could not be brought in.</exception>
    /// <exception cref="KeyVaultException">A credential cannot be used.</exception>
    /// <exception cref="IOException">A disk failed.</exception>
    public Task<ReceivedFile> PullAsync(DatasetContract contract, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var source = _configuration.Deliveries[contract.Id];
        return _inbox.ReceiveAsync(contract, source, new TimedDelivery(DeliveryOf(contract, source), source, _clock), progress, cancellationToken);
    }

    /// <summary>Looks which version of the extract of one dataset there is, and takes nothing of it.</summary>
    /// <param name="contract">Its contract; the configuration knows it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What tells it from an earlier or later one.</returns>
    /// <exception cref="DeliveryException">There is none, or it cannot be told.</exception>
    /// <exception cref="KeyVaultException">A credential is not there.</exception>
    public Task<string> LookAsync(DatasetContract contract, CancellationToken cancellationToken)
    {
        var source = _configuration.Deliveries[contract.Id];
        return new TimedDelivery(DeliveryOf(contract, source), source, _clock).LookAsync(contract.File.NamePattern, cancellationToken);
    }

    /// <summary>Lets go of the databases that were read.</summary>
    public void Dispose()
    {
        foreach (var snapshot in _snapshots.Values)
        {
            snapshot.Dispose();
        }

        _snapshots.Clear();
    }

    private IDelivery DeliveryOf(DatasetContract contract, DeliverySource source) => source switch
    {
        FolderSource folder => new FolderDelivery(folder, _clock),
        SftpSource sftp => new SftpDelivery(sftp, _credentials, contract.Id.Value, _limits, _clock),
        HttpsSource https => new HttpsDelivery(https, _credentials, _limits, _clock),
        PostgresSource postgres => new PostgresDelivery(postgres, contract.File, SnapshotOf(postgres.Database)),
        _ => throw new NotSupportedException($"There is no delivery of the kind {source.Kind}."),
    };

    private PostgresSnapshot SnapshotOf(SourceDatabase database) =>
        _snapshots.TryGetValue(database.Id, out var snapshot) ? snapshot : _snapshots[database.Id] = new PostgresSnapshot(database, _credentials, _limits, _clock);
}
