namespace Linkage.Pipeline.Zones;

/// <summary>
/// Stands between a worker and what others see. Whoever keeps two workers out of one workspace answers here whether this worker is still the one;
/// <see cref="ZoneStore"/> asks immediately before anything in the zones appears, moves or goes.
/// </summary>
public interface IPublicationFence
{
    /// <summary>
    /// True while this worker may publish. Once it was false it stays false, and a fence that cannot tell answers false:
    /// a worker that was taken for dead, and whose workspace another one has taken over, must change nothing any more.
    /// </summary>
    bool MayPublish();
}
