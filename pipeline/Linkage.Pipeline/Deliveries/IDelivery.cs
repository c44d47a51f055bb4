namespace Linkage.Pipeline.Deliveries;

/// <summary>
/// One way an extract gets here. It looks for the one file, says which version of it there is, and writes what is missing of it to the half file of the inbox; that the file is whole, named,
/// known by its digest and shown to a run is the inbox's part, the same for every kind.
/// </summary>
internal interface IDelivery
{
    /// <summary>Brings the file in, from where an earlier attempt at the same version stopped.</summary>
    /// <param name="arriving">What came before, and where to write.</param>
    /// <param name="cancellationToken">Stops it; what came is kept.</param>
    /// <returns>The file.</returns>
    /// <exception cref="DeliveryException">It could not be brought in.</exception>
    Task<DeliveredFile> ReceiveAsync(ArrivingFile arriving, CancellationToken cancellationToken);

    /// <summary>Looks which version of the file there is; none of its bytes are taken.</summary>
    /// <param name="pattern">The name that the contract asks for.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What tells it from an earlier or later one.</returns>
    /// <exception cref="DeliveryException">There is none, or nothing tells one from another.</exception>
    Task<string> LookAsync(string pattern, CancellationToken cancellationToken);
}

/// <summary>A file that was brought in.</summary>
/// <param name="Name">Its name where it comes from.</param>
/// <param name="Version">What tells it from an earlier or later one, without its bytes; null where nothing does.</param>
/// <param name="IsKnown">Whether the inbox holds that version already, so that nothing was written.</param>
/// <param name="Sha256">The digest the other side promised, lower-case hex; null where it promised none.</param>
internal sealed record DeliveredFile(string Name, string? Version, bool IsKnown, string? Sha256);
