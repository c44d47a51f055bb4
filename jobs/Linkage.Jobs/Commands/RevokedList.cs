using Linkage.Jobs.Collecting;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Commands;

/// <summary>Completes withdrawals with the keys of the workspace, and sees to it that there is a signed list, if an empty one.</summary>
internal static class RevokedList
{
    /// <summary>Does it. Call while holding the workspace.</summary>
    /// <param name="workspace">The workspace folder.</param>
    /// <param name="releases">Its releases.</param>
    /// <param name="now">The instant.</param>
    /// <param name="shared">The container that holds the sets; null where there is none.</param>
    /// <param name="cancellationToken">Stops what goes there or comes from there.</param>
    /// <returns>What was done, and what could not be.</returns>
    public static TakingBack Complete(string workspace, IReadOnlyList<StoredRelease> releases, DateTimeOffset now, SharedZones? shared, CancellationToken cancellationToken)
    {
        var (keys, zones) = (Path.Combine(workspace, "keys"), Path.Combine(workspace, "zones"));
        var office = new TakingBack(workspace, new ZoneStore(zones).On(shared, cancellationToken), () => OwnKey(keys, zones));
        office.Complete(releases, now);
        return office;
    }

    private static SigningKey OwnKey(string keys, string zones)
    {
        var vault = WorkspaceVault.Open(keys);
        using var opened = vault as IDisposable;
        WorkspaceVault.RequireOwn(vault, keys, zones);
        return SigningKey.Open(vault);
    }
}
