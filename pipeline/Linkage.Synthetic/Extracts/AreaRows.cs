using System.Globalization;
using System.Text;
using Linkage.Synthetic.City;
using Linkage.Synthetic.Membership;
using Linkage.Synthetic.People;
using Linkage.Synthetic.Randomness;
using Linkage.Synthetic.Recording;
using Stream = Linkage.Synthetic.Randomness.SeededRandom.Stream;

namespace Linkage.Synthetic.Extracts;

/// <summary>Everything the files receive from one area, already encoded.</summary>
internal sealed class AreaRows
{
    private const double ProtectedInSources = 0.25;
    private const double ProtectedInList = 0.4;
    private static readonly string[] BadDates = ["31/02/1985", "00/00/0000", "N/K", "99/99/9999", "UNKNOWN", "19850231X"];
    private readonly List<string>[] _rows = [.. Sources.All.Select(_ => new List<string>())];
    private readonly StringBuilder _truth = new();
    private readonly CityNumbers _numbers;
    private readonly SeededRandom _order;
    private int _clients;

    private AreaRows(CityPlan city, Area area, CityNumbers numbers)
    {
        _numbers = numbers;
        _order = new SeededRandom(city.Seed, Stream.Rows, 1_000_000L + area.Index);
        People = area.People;
        Properties = area.Properties.Length;
        foreach (var household in new AreaPopulation(city, area).Households())
        {
            Households++;
            Write(city, household);
        }

        Extracts = [.. Extract.All.Select(Encoded)];
        RowCounts = [.. _rows.Select(r => (long)r.Count)];
        _rows = [];
        var gazetteer = new StringBuilder();
        foreach (var row in Gazetteer.Rows(city, area))
        {
            gazetteer.Append(row);
            GazetteerRows++;
        }

        GazetteerBytes = Encoding.UTF8.GetBytes(gazetteer.ToString());
        TruthBytes = Encoding.UTF8.GetBytes(_truth.ToString());
        _truth.Clear();
    }

    /// <summary>People of the area.</summary>
    public int People { get; }

    /// <summary>Households of the area.</summary>
    public int Households { get; }

    /// <summary>Properties of the area.</summary>
    public int Properties { get; }

    /// <summary>Bytes of each extract about people.</summary>
    public IReadOnlyList<byte[]> Extracts { get; }

    /// <summary>Rows of each extract about people.</summary>
    public IReadOnlyList<long> RowCounts { get; }

    /// <summary>Bytes of the gazetteer.</summary>
    public byte[] GazetteerBytes { get; }

    /// <summary>Rows of the gazetteer.</summary>
    public long GazetteerRows { get; }

    /// <summary>Bytes of the scratch file that becomes the truth.</summary>
    public byte[] TruthBytes { get; }

    /// <summary>Rows of the truth.</summary>
    public long TruthRows { get; private set; }

    /// <summary>What befell the area's records.</summary>
    public VariationTally Tally { get; } = new();

    /// <summary>Makes the rows of one area. Depends on nothing but the city and the area.</summary>
    public static AreaRows Of(CityPlan city, Area area, CityNumbers numbers) => new(city, area, numbers);

    private void Write(CityPlan city, Household household)
    {
        var sources = HouseholdSources.Of(household, new SeededRandom(city.Seed, Stream.Membership, household.Id));
        var random = new SeededRandom(city.Seed, Stream.Recording, household.Id);
        foreach (var extract in Extract.All)
        {
            var clerk = new Clerk(extract.Source, Tally, random);
            foreach (var person in household.Members)
            {
                if (!sources.Knows(person, extract.Source))
                {
                    continue;
                }

                var isProtected = sources.Knows(person, Source.Unsafe)
                    && random.Chance(extract.Source == Source.Unsafe ? ProtectedInList : ProtectedInSources);
                var client = extract.Source == Source.AdultSocialCare ? _clients++ : 0;
                Write(extract, new Entry(person, household, clerk, _numbers, 0, client, isProtected));
                if (clerk.Happens(Variation.DuplicateRecord))
                {
                    Write(extract, new Entry(person, household, clerk, _numbers, 1, client, isProtected));
                }
            }
        }
    }

    private void Write(Extract extract, Entry entry)
    {
        var fields = extract.Fields(entry);
        var clerk = entry.Clerk;
        var rows = _rows[(int)extract.Source];
        if (clerk.Happens(Variation.BlankRecordId))
        {
            fields[0] = string.Empty;
            rows.Add(extract.Format.Row(fields));
            return;
        }

        AddTruth(extract.Source, fields[0], entry);
        if (clerk.Happens(Variation.BadDate))
        {
            fields[extract.DateColumn] = clerk.Random.Of(BadDates);
        }

        var row = extract.Format.Row(fields);
        rows.Add(row);
        if (clerk.Happens(Variation.RepeatedRecordId))
        {
            rows.Add(row);
        }
    }

    private void AddTruth(Source source, string recordId, Entry entry)
    {
        TruthRows++;
        var person = entry.Person;
        _truth.Append(
            CultureInfo.InvariantCulture,
            $"{Sources.Dataset(source)},{recordId},{person.Id},{entry.Household.Id},{entry.Household.Home.Uprn},{person.Sex},{person.Age},{person.Name.Culture},{entry.Household.Tenure},{person.FormerHome is not null}\n");
    }

    private byte[] Encoded(Extract extract)
    {
        var rows = _rows[(int)extract.Source];

        // An extract comes in the order of its system, not street by street.
        _order.Shuffle(rows);
        return extract.Format.Encode(string.Concat(rows));
    }
}
