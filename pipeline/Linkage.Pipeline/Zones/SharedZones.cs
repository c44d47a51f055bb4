namespace Linkage.Pipeline.Zones;

/// <summary>A container that holds the published sets of a workspace; see <see cref="ZoneStore.On"/>.</summary>
public sealed class SharedZones
{
    internal SharedZones(IZoneContainer container) => Container = container;

    internal IZoneContainer Container { get; }

    /// <summary>Where it is; holds no secret.</summary>
    public string Address => Container.Address;
}
