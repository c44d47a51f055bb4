using Linkage.Jobs.Scheduling;
using Linkage.Pipeline.Deliveries;
using Linkage.Pipeline.Projects;

namespace Linkage.Jobs.Delivering;

/// <summary>The instants at which a new file of a dataset is due.</summary>
/// <param name="due">What the configuration says.</param>
internal sealed class DueCalendar(DeliveryDue due)
{
    // One after another, so that a file that comes every minute is not looked for through a year.
    private static readonly int[] DaysBack = [1, 8, 32, 367];

    private readonly SlotCalendar _calendar = new(new ProjectSchedule { Cron = due.Cron });

    /// <summary>How long after it is due a file is late.</summary>
    public TimeSpan Grace => due.Grace;

    /// <summary>The last instant until another, that one included, at which a file was due; null when there is none within a year.</summary>
    public DateTimeOffset? Last(DateTimeOffset until)
    {
        foreach (var days in DaysBack)
        {
            if (_calendar.Between(until.AddDays(-days), until).Select(at => (DateTimeOffset?)at).LastOrDefault() is { } last)
            {
                return last;
            }
        }

        return null;
    }
}
