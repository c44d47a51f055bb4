using System.Globalization;
using Linkage.Synthetic.Membership;
using Linkage.Synthetic.Randomness;

namespace Linkage.Synthetic.Extracts;

/// <summary>Record ids and personal numbers: unique, free of order, and clear of any number given to a real person.</summary>
internal sealed class CityNumbers
{
    private const long RecordIds = 100_000_000;
    private const long Million = 1_000_000;

    // Fit the published NINO pattern and are not issued: two old administrative prefixes and two of closed tax-only accounts.
    private static readonly string[] NinoPrefixes = ["MW", "NC", "PY", "PZ"];
    private readonly NumberShuffle[] _records;
    private readonly NumberShuffle _households;
    private readonly NumberShuffle _nino;
    private readonly NumberShuffle _nhs;
    private readonly NumberShuffle _phone;
    private readonly long _seed;

    /// <summary>The numbers of one city.</summary>
    public CityNumbers(long seed)
    {
        _seed = seed;
        _records = [.. Sources.All.Select(s => new NumberShuffle(seed, 100 + (int)s, RecordIds))];
        _households = new NumberShuffle(seed, 1, RecordIds);
        _nino = new NumberShuffle(seed, 2, Million);
        _nhs = new NumberShuffle(seed, 3, Million);
        _phone = new NumberShuffle(seed, 4, RecordIds);
    }

    /// <summary>Eight digits for the record of a person in a source; <paramref name="slot"/> 1 is the second record of the same person.</summary>
    public string Record(Source source, long person, int slot) => Eight(_records[(int)source][person * 2 + slot]);

    /// <summary>Eight digits for something a household shares: a tenancy, a family.</summary>
    public string Household(long household) => Eight(_households[household]);

    /// <summary>National Insurance number of a person: two letters, six digits and A to D.</summary>
    public string Nino(long person)
    {
        var digits = _nino[(person - 1) % Million];
        var suffix = (char)('A' + SeededRandom.Mix((ulong)(_seed ^ person)) % 4);
        return string.Create(CultureInfo.InvariantCulture, $"{NinoPrefixes[(person - 1) / Million]}{digits:000000}{suffix}");
    }

    /// <summary>
    /// NHS number from the range 999 that the NHS keeps for tests, with its modulus 11 check digit.
    /// Distinct within a city of a million people; the range holds no more.
    /// </summary>
    /// <param name="area">The area the client lives in.</param>
    /// <param name="client">The client's place among the area's clients, below 1,200.</param>
    public string Nhs(int area, int client)
    {
        var valid = -1;
        for (var at = 0L; ; at++)
        {
            var digits = string.Create(CultureInfo.InvariantCulture, $"999{_nhs[(area * 1600L + at) % Million]:000000}");
            var sum = 0;
            for (var i = 0; i < 9; i++)
            {
                sum += (digits[i] - '0') * (10 - i);
            }

            var check = (11 - sum % 11) % 11;
            if (check < 10 && ++valid == client)
            {
                return digits + (char)('0' + check);
            }
        }
    }

    /// <summary>Mobile number in 072, which Ofcom designates for mobiles and had not allocated.</summary>
    public string Phone(long person, int style)
    {
        var digits = Eight(_phone[person]);
        return style switch
        {
            0 => $"072{digits}",
            1 => $"072{digits[..2]} {digits[2..]}",
            _ => $"+4472{digits}",
        };
    }

    private static string Eight(long number) => number.ToString("00000000", CultureInfo.InvariantCulture);
}
