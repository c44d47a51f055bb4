using System.Globalization;

namespace Linkage.Pipeline.Deliveries;

/// <summary>A delivery that is over at its deadline: a server that sends a byte now and then is never silent, and has no end.</summary>
/// <param name="delivery">The delivery.</param>
/// <param name="source">Where the file comes from.</param>
/// <param name="clock">What measures that.</param>
internal sealed class TimedDelivery(IDelivery delivery, DeliverySource source, TimeProvider clock) : IDelivery
{
    /// <inheritdoc/>
    // A look takes no bytes of the file.
    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public Task<DeliveredFile> ReceiveAsync(ArrivingFile arriving, CancellationToken cancellationToken) => WithinAsync(
        source.Deadline,
        token => delivery.ReceiveAsync(arriving, token),
        () => new DeliveryException(
            DeliveryProblem.Unreachable,
            source.Where,
            string.Create(CultureInfo.InvariantCulture, $"was not here whole after {source.Deadline.TotalMinutes:0} min, its deadline"),
            "Pull again: what came is gone on from where the source can. If it is large, raise deadline in the configuration; if not, ask its operator why it is so slow."),
        cancellationToken);

    /// <inheritdoc/>
    public Task<string> LookAsync(string pattern, CancellationToken cancellationToken) => WithinAsync(
        LongestLook,
        token => delivery.LookAsync(pattern, token),
        () => new DeliveryException(DeliveryProblem.Unreachable, source.Where, "was looked for in vain: there was no whole answer after two minutes", "Ask its operator why it is so slow."),
        cancellationToken);

    private async Task<T> WithinAsync<T>(TimeSpan most, Func<CancellationToken, Task<T>> work, Func<DeliveryException> late, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(most, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await work(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw late();
        }
    }
}
