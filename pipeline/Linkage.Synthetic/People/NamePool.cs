using System.Globalization;
using Linkage.Synthetic.Randomness;

namespace Linkage.Synthetic.People;

/// <summary>The names of one culture, read from its list file.</summary>
internal sealed class NamePool
{
    private const double ForenameFlatness = 10;
    private readonly List<(string Key, int Before, NameList Names)> _lists = [];
    private readonly double _tailShare;
    private readonly string[] _tailStarts = [];
    private readonly string[] _tailEnds = [];

    private NamePool(NamingCulture culture)
    {
        var surnameFlatness = culture == NamingCulture.English ? 15 : 8;
        foreach (var (key, value) in ListFile.Lines(NamingCultures.FileName(culture)))
        {
            if (key.StartsWith("tail ", StringComparison.Ordinal))
            {
                _tailShare = double.Parse(key.AsSpan(5), CultureInfo.InvariantCulture);
                var halves = value.Split(" + ");
                _tailStarts = ListFile.Items(halves[0]);
                _tailEnds = ListFile.Items(halves[1]);
                continue;
            }

            var limit = key.IndexOf('<', StringComparison.Ordinal);
            var before = limit < 0 ? int.MaxValue : int.Parse(key.AsSpan(limit + 1), CultureInfo.InvariantCulture);
            _lists.Add((limit < 0 ? key : key[..limit], before, new NameList(ListFile.Items(value), key == "surname" ? surnameFlatness : ForenameFlatness)));
        }
    }

    /// <summary>The pools, in the order of <see cref="NamingCulture"/>.</summary>
    public static IReadOnlyList<NamePool> All { get; } = [.. Enum.GetValues<NamingCulture>().Select(c => new NamePool(c))];

    /// <summary>A forename for someone of that sex born in that year.</summary>
    public string Forename(Sex sex, int year, SeededRandom random) => Draw(sex == Sex.Male ? "male" : "female", year, random);

    /// <summary>A name from another list of the culture: second, femalelast, alias.male.</summary>
    public string Other(string key, SeededRandom random) => Draw(key, 0, random);

    /// <summary>A family name: one of the common ones, or of the many rare ones.</summary>
    public string Surname(SeededRandom random)
    {
        if (_tailShare > 0 && random.Chance(_tailShare))
        {
            var start = random.Of(_tailStarts);
            var end = random.Of(_tailEnds);
            return start[^1] == end[0] ? start + end[1..] : start + end;
        }

        return Draw("surname", 0, random);
    }

    private string Draw(string key, int year, SeededRandom random)
    {
        foreach (var (name, before, names) in _lists)
        {
            if (name == key && year < before)
            {
                return names.Draw(random);
            }
        }

        throw new InvalidOperationException($"A name list lacks the line {key}.");
    }
}
