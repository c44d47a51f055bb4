using Linkage.Matching.Duck;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Extract.Compared;

/// <summary>
/// Compares a delivery that was landed with the last one that was accepted. Nothing about a delivery is kept for this but its key and digest: the earlier rows lie sealed in the landing zone,
/// as long as retention lets them, and are opened into the run's scratch.
/// </summary>
/// <param name="zones">The zones, with keys.</param>
/// <param name="history">What is remembered of deliveries.</param>
/// <param name="options">Threads, memory and a private folder for spilled blocks.</param>
internal sealed class CompletenessCheck(ZoneStore zones, IDeliveryHistory history, DuckOptions options)
{
    /// <summary>Compares a delivery.</summary>
    /// <param name="contract">Its contract.</param>
    /// <param name="landed">What Extract published.</param>
    /// <param name="cancellationToken">Interrupts DuckDB.</param>
    /// <exception cref="StageException">DuckDB could not do it.</exception>
    public CompletenessReport Compare(DatasetContract contract, Extracted landed, CancellationToken cancellationToken)
    {
        var digest = landed.Facts.FileDigest;
        if (history.Before(contract.Id, digest) is not { } before)
        {
            return new CompletenessReport(contract.Id.Value, CompletenessStanding.First, []);
        }

        if (EarlierRows(contract, before) is not { } earlier)
        {
            return new CompletenessReport(contract.Id.Value, CompletenessStanding.EarlierGone, []);
        }

        using var session = DuckSession.Open(options with { DatabasePath = null });
        var findings = CompletenessJudge.Findings(contract, new DeliveryMeasuring(session, contract, cancellationToken).Measure(earlier, landed.RowsPath));
        string? person = null;
        var standing = findings.Count == 0 ? CompletenessStanding.AsBefore
            : !findings[0].Stops ? CompletenessStanding.Warned
            : history.MayBeTaken(contract.Id, digest, out person) ? CompletenessStanding.Accepted
            : CompletenessStanding.Stopped;
        return new CompletenessReport(contract.Id.Value, standing, findings) { Since = before.At, AcceptedBy = person };
    }

    /// <summary>Why a run is refused that a delivery stops.</summary>
    /// <param name="report">The comparison.</param>
    /// <param name="run">The run.</param>
    /// <param name="project">The project.</param>
    public static string Refusal(CompletenessReport report, RunId run, string project) => FormattableString.Invariant(
        $"The delivery of {report.Dataset} differs from the one accepted on {report.Since:yyyy-MM-dd} by more than its limits: {string.Join("; ", report.Findings.Where(f => f.Stops).Select(f => f.InWords()))}. Ask its owner for the whole file. If it is right as it is, 'linkage run {project} --accept {report.Dataset} --person ID --reason TEXT', or for a slot 'linkage runs retry {run} --accept {report.Dataset} --person ID --reason TEXT', takes this one delivery; 'completeness' in the contract changes the limits.");

    // Wiped by retention, or its key destroyed: then nothing can be compared, which is told and stops nothing.
    private string? EarlierRows(DatasetContract contract, KnownDelivery before)
    {
        try
        {
            return zones.Find(Zone.Landing, contract.Id.Value, before.Key)?.PathOf(ExtractStage.RowsName);
        }
        catch (Exception e) when (e is SealedFileException or FileNotFoundException)
        {
            return null;
        }
    }
}
