using Linkage.Governance.Rules;

namespace Linkage.Jobs.Scheduling;

/// <summary>How often a schedule runs its project, in the words in which a rule permits it.</summary>
internal static class SlotFrequency
{
    // Long enough for a leap year and every holiday of one.
    private const int Days = 800;

    // A little less than each, for clocks that change and months that are short. A slot left out for a holiday makes no schedule rarer.
    private static readonly (RunSchedule Frequency, TimeSpan AtLeast)[] Frequencies =
    [
        (RunSchedule.Quarterly, TimeSpan.FromDays(88)),
        (RunSchedule.Monthly, TimeSpan.FromDays(27)),
        (RunSchedule.Weekly, TimeSpan.FromDays(6.9)),
        (RunSchedule.Daily, TimeSpan.FromHours(22)),
    ];

    /// <summary>The frequency of a schedule, by the two of its slots that lie nearest to one another; null for one that comes more than once a day, which no rule can permit.</summary>
    /// <param name="calendar">Its slots.</param>
    /// <param name="from">From when on they are looked at.</param>
    public static RunSchedule? Of(SlotCalendar calendar, DateTimeOffset from)
    {
        var least = TimeSpan.MaxValue;
        DateTimeOffset? last = null;
        foreach (var slot in calendar.Between(from, from.AddDays(Days)))
        {
            least = last is { } before && slot - before < least ? slot - before : least;
            last = slot;
            if (least < Frequencies[^1].AtLeast)
            {
                return null;
            }
        }

        return Frequencies.First(one => least >= one.AtLeast).Frequency;
    }
}
