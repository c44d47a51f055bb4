using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Run;

namespace Linkage.Pipeline.Extract.Compared;

/// <summary>What is remembered of the deliveries of datasets: which were accepted, which were stopped, and which a person accepted although they had been stopped.</summary>
public interface IDeliveryHistory
{
    /// <summary>The delivery of a dataset that was accepted last, other than the one in hand; null when there is none.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="digest">Digest of the file in hand.</param>
    KnownDelivery? Before(DatasetId dataset, string digest);

    /// <summary>Whether a delivery may be taken although it differs by more than its limits: a person said so, or a run took it and none has been accepted since.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="digest">Digest of the file in hand.</param>
    /// <param name="person">Person id of who said so; null when nobody had to.</param>
    bool MayBeTaken(DatasetId dataset, string digest, out string? person);

    /// <summary>Records deliveries that stopped a run. What is recorded already is not recorded again.</summary>
    void Stopped(RunId run, IReadOnlyList<(DatasetId Dataset, string Key, string Digest)> deliveries);

    /// <summary>Records deliveries that a run accepted: from now on they are what the next ones are compared with. What is recorded already is not recorded again.</summary>
    void Accepted(RunId run, IReadOnlyList<(DatasetId Dataset, string Key, string Digest)> deliveries);
}

/// <summary>A delivery that was accepted.</summary>
/// <param name="Key">Key of its set in the landing zone.</param>
/// <param name="At">When.</param>
public sealed record KnownDelivery(string Key, DateTimeOffset At);
