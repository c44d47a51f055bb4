using System.Globalization;

namespace Linkage.Pipeline.Deliveries;

/// <summary>A delivery that is over at its deadline: a server that sends a byte now and then is never silent, and has no end.</summary>
/// <param name="delivery">The delivery.</param>
/// <param name="source">Where the file comes from.</param>
/// <param name="clock">What measures that.</param>
internal sealed class TimedDelivery(IDelivery delivery, DeliverySource source, TimeProvider clock) : IDelivery
{
    /// <inheritdoc/>
    public async Task<DeliveredFile> ReceiveAsync(ArrivingFile arriving, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(source.Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await delivery.ReceiveAsync(arriving, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new DeliveryException(
                DeliveryProblem.Unreachable,
                source.Where,
                string.Create(CultureInfo.InvariantCulture, $"was not here whole after {source.Deadline.TotalMinutes:0} min, its deadline"),
                "Pull again: what came is gone on from where the source can. If it is large, raise deadline in the configuration; if not, ask its operator why it is so slow.");
        }
    }
}
