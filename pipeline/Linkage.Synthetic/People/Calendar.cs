namespace Linkage.Synthetic.People;

/// <summary>The one day the extracts describe.</summary>
internal static class Calendar
{
    /// <summary>31 October 2026: the month of the extracts.</summary>
    public static readonly DateOnly ExtractDay = new(2026, 10, 31);

    /// <summary>Age in whole years on that day.</summary>
    public static int AgeOf(DateOnly born)
    {
        var age = ExtractDay.Year - born.Year;
        return born.AddYears(age) > ExtractDay ? age - 1 : age;
    }
}
