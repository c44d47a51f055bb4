using System.Globalization;
using Linkage.Synthetic.People;
using Linkage.Synthetic.Recording;

namespace Linkage.Synthetic.Extracts;

/// <summary>One record in the making.</summary>
/// <param name="Person">Whom it is about.</param>
/// <param name="Household">Their household.</param>
/// <param name="Clerk">Whoever keys it.</param>
/// <param name="Numbers">The city's numbers.</param>
/// <param name="Slot">0, or 1 for a second record of the same person.</param>
/// <param name="Client">The person's place among the area's social care clients.</param>
/// <param name="IsProtected">The record shows that the address is protected.</param>
internal sealed record Entry(Person Person, Household Household, Clerk Clerk, CityNumbers Numbers, int Slot, int Client, bool IsProtected)
{
    /// <summary>The name as recorded.</summary>
    public RecordedName Name() => NameRecording.Record(Clerk, Person);

    /// <summary>The home as recorded.</summary>
    public RecordedHome Home() => HomeRecording.Record(Clerk, Person, Household, IsProtected);

    /// <summary>The date of birth as recorded, in a .NET date format; empty for none.</summary>
    public string Born(string format) => Clerk.DateOfBirth(Person) is { } born ? Text(born, format) : string.Empty;

    /// <summary>Digits of the record id.</summary>
    public string RecordDigits => Numbers.Record(Clerk.Source, Person.Id, Slot);

    /// <summary>A date between so many days before the extract and the extract itself.</summary>
    public string Recent(int days, string format) => Text(People.Calendar.ExtractDay.AddDays(-Clerk.Random.Below(days)), format);

    /// <summary>An amount of money with two places.</summary>
    public static string Money(double pounds) => Math.Round(pounds, 2).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>A whole number.</summary>
    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A date in a .NET format.</summary>
    public static string Text(DateOnly date, string format) => date.ToString(format, CultureInfo.InvariantCulture);
}
