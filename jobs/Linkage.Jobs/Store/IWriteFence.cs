namespace Linkage.Jobs.Store;

/// <summary>Stands between a worker and the store, as <see cref="Pipeline.Zones.IPublicationFence"/> does between it and the zones.</summary>
internal interface IWriteFence
{
    /// <summary>Passes only while the worker holds its workspace, and keeps others from taking it until the transaction ends.</summary>
    /// <param name="db">The context of the transaction in which it is about to write.</param>
    /// <exception cref="Pipeline.Zones.WorkspaceLostException">It does not hold it any more; nothing is written.</exception>
    void Require(RunStoreContext db);
}
