using Linkage.Synthetic.Membership;
using Linkage.Synthetic.People;
using Linkage.Synthetic.Randomness;

namespace Linkage.Synthetic.Recording;

/// <summary>Whoever keys records into one source: draws what befalls a record and keeps count.</summary>
internal sealed class Clerk
{
    private readonly VariationTally _tally;

    /// <summary>A clerk of one source.</summary>
    public Clerk(Source source, VariationTally tally, SeededRandom random)
    {
        Source = source;
        _tally = tally;
        Random = random;
    }

    /// <summary>The source.</summary>
    public Source Source { get; }

    /// <summary>The household's generator for recording.</summary>
    public SeededRandom Random { get; }

    /// <summary>Draws whether a variation befalls the record; a record it cannot befall is not counted.</summary>
    public bool Happens(Variation variation, bool eligible = true)
    {
        if (!eligible)
        {
            return false;
        }

        var happens = Random.Chance(RateTable.Of(Source, variation));
        _tally.Count(Source, variation, happens);
        return happens;
    }

    /// <summary>The date of birth as recorded; null for none.</summary>
    public DateOnly? DateOfBirth(Person person)
    {
        var born = person.Born;
        if (Happens(Variation.MissingDate))
        {
            return null;
        }

        if (Happens(Variation.FirstOfJanuary))
        {
            return new DateOnly(born.Year, 1, 1);
        }

        if (Happens(Variation.DayMonthSwapped, born.Day <= 12 && born.Day != born.Month))
        {
            return new DateOnly(born.Year, born.Day, born.Month);
        }

        return Happens(Variation.DateTypo) ? DateTypo(born) : born;
    }

    /// <summary>A number with one digit wrong now and then, or missing.</summary>
    public string Number(string number)
    {
        if (number.Length == 0 || Happens(Variation.MissingNumber))
        {
            return string.Empty;
        }

        if (!Happens(Variation.NumberTypo))
        {
            return number;
        }

        var at = Random.Between(3, 7);
        return number[..at] + (char)('0' + (number[at] - '0' + Random.Between(1, 9)) % 10) + number[(at + 1)..];
    }

    private DateOnly DateTypo(DateOnly born)
    {
        while (true)
        {
            var (year, month, day) = (born.Year, born.Month, born.Day);
            switch (Random.Below(4))
            {
                case 0:
                    day += Random.Chance(0.5) ? 10 : 1;
                    break;
                case 1:
                    month += Random.Chance(0.5) ? 1 : -1;
                    break;
                case 2:
                    year += Random.Chance(0.5) ? 1 : -1;
                    break;
                default:
                    year += Random.Chance(0.5) ? 10 : -10;
                    break;
            }

            if (month is >= 1 and <= 12 && day <= DateTime.DaysInMonth(year, month) && new DateOnly(year, month, day) is var typed && typed <= Calendar.ExtractDay)
            {
                return typed;
            }
        }
    }
}
