using Linkage.Jobs.Commands;
using Linkage.Jobs.Delivering;
using Linkage.Jobs.Scheduling;

namespace Linkage.Jobs.Notifying;

/// <summary>What is to be told of files that are due: derived from the configuration and from what the last look for each found.</summary>
/// <param name="place">Where the workspace is, and where extracts come from.</param>
/// <param name="clock">The clock of the machine.</param>
internal sealed class DeliveryHappenings(Place place, TimeProvider clock)
{
    private readonly Arrivals _arrivals = new(place.Environment.Workspace);

    /// <summary>The files that became late since an instant: nobody found one although a look was made after its grace was over.</summary>
    /// <param name="since">The instant.</param>
    public IEnumerable<Happening> Since(DateTimeOffset since)
    {
        var now = clock.GetUtcNow();
        foreach (var (dataset, due) in DeliveryWatch.Dues(place))
        {
            if (new DueCalendar(due).Last(now - due.Grace) is { } at && at + due.Grace is var late && late >= since && _arrivals.Of(dataset) is { } known && known.Looked >= late && !known.Meets(at))
            {
                yield return Happening.Of(
                    NoticeKind.Lateness,
                    $"delivery/{dataset}/{StoredSchedules.Written(at)}",
                    late,
                    (NoticeFact.What, "delivery"), (NoticeFact.Dataset, dataset.Value), (NoticeFact.Slot, StoredSchedules.Written(at)), (NoticeFact.Code, RunHappenings.Code(known.Code)));
            }
        }
    }
}
