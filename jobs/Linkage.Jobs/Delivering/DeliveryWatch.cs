using System.Security.Cryptography;
using System.Text;
using Linkage.Jobs.Commands;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Deliveries;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Delivering;

/// <summary>
/// Looks whether the files that are due have come: at the instant a file is due and every quarter of an hour until there is another than the last time. It takes nothing of a file: no data comes here that no
/// run was permitted. Whoever calls it, and however often, does not matter.
/// </summary>
/// <param name="place">Where the workspace is, and where extracts come from.</param>
/// <param name="clock">The clock of the machine.</param>
/// <param name="log">Told what is found.</param>
internal sealed class DeliveryWatch(Place place, TimeProvider clock, IDeliveryLog log)
{
    /// <summary>How long after a look in vain the next one comes.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(15);

    private readonly Arrivals _arrivals = new(place.Environment.Workspace);

    private readonly List<(DatasetId Dataset, DueCalendar Calendar)> _dues =
        [.. Dues(place).Select(delivery => (delivery.Dataset, new DueCalendar(delivery.Due))).OrderBy(delivery => delivery.Dataset)];

    /// <summary>The datasets of a place that a file is due of.</summary>
    public static IEnumerable<(DatasetId Dataset, DeliveryDue Due)> Dues(Place place) =>
        (place.Environment.Deliveries?.Deliveries ?? new Dictionary<DatasetId, DeliverySource>()).Where(delivery => delivery.Value.Due is not null).Select(delivery => (delivery.Key, delivery.Value.Due!));

    /// <summary>Looks for every file that is due and has not come. Returns when it has looked, or when another process works in the workspace.</summary>
    /// <param name="cancellationToken">The host stops.</param>
    /// <exception cref="ProblemException">The workspace cannot be worked in.</exception>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        foreach (var (dataset, calendar) in _dues)
        {
            if (Wanted(dataset, calendar, clock.GetUtcNow()) is { } due && !await TryAsync(dataset, due, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    // One after another, and the workspace given back in between: a server that does not answer keeps no run waiting for longer than one look. False when another process works there.
    private async Task<bool> TryAsync(DatasetId dataset, DateTimeOffset due, CancellationToken cancellationToken)
    {
        try
        {
            using var session = await DeliverySession.OpenAsync(place.Environment.Workspace, place.Environment.Deliveries!, "linkage serve, which looks for deliveries", clock, cancellationToken).ConfigureAwait(false);
            var before = _arrivals.Of(dataset);
            var arrival = await LookAsync(session.Office, dataset, due, before, cancellationToken).ConfigureAwait(false);
            WorkspaceLostException.ThrowIfLost(session.Hold, "looking for deliveries");
            _arrivals.Write(dataset, arrival);
            if (arrival.Code is null)
            {
                log.Came(dataset, due);
            }
            else if (arrival.Code != before?.Code || before.Looked < due)
            {
                log.Missing(dataset, due, arrival.Code);
            }

            return true;
        }
        catch (Exception e) when (e is WorkspaceLostException or ProblemException { Problem.Code: "WORKSPACE_BUSY" })
        {
            // Whoever works there is done sooner or later; the next call looks.
            return false;
        }
    }

    // A clock that was set back makes no look wait for longer than one that was not.
    private DateTimeOffset? Wanted(DatasetId dataset, DueCalendar calendar, DateTimeOffset now) =>
        calendar.Last(now) is { } due && (_arrivals.Of(dataset) is not { } known || (!known.Meets(due) && (known.Looked < due || known.Looked > now || now >= known.Looked + Every))) ? due : null;

    private async Task<Arrival> LookAsync(DeliveryOffice office, DatasetId dataset, DateTimeOffset due, Arrival? before, CancellationToken cancellationToken)
    {
        string? code;
        try
        {
            var contract = ContractReader.Load(Path.Combine(place.Environment.Contracts, $"{dataset}.yaml"));
            var version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(await office.LookAsync(contract, cancellationToken).ConfigureAwait(false))));
            if (version != before?.Version)
            {
                return new Arrival(clock.GetUtcNow(), due, version, null);
            }

            code = Arrival.Unchanged;
        }
        catch (DeliveryException missing)
        {
            code = missing.Code;
        }
#pragma warning disable CA1031 // One that cannot be looked for, for want of a credential say, keeps no other from being looked for; it is told by its code.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            code = Faults.Of(e, workspace: null).Code;
        }

        return new Arrival(clock.GetUtcNow(), before?.Met, before?.Version, code);
    }
}

/// <summary>Told what a look for files found. Ids, instants and codes only.</summary>
internal interface IDeliveryLog
{
    /// <summary>A file has come that was due.</summary>
    void Came(DatasetId dataset, DateTimeOffset due);

    /// <summary>A file that is due has not come; told once for each reason.</summary>
    void Missing(DatasetId dataset, DateTimeOffset due, string code);
}
