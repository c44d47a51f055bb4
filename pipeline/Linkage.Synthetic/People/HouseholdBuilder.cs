using Linkage.Synthetic.City;
using Linkage.Synthetic.Randomness;

namespace Linkage.Synthetic.People;

/// <summary>Makes one household: its type, its people, their ages, names and titles. Everything is drawn from the household's own generator.</summary>
internal sealed class HouseholdBuilder
{
    private const double SameNameSonShare = 0.04;
    private const double TwinShare = 0.015;
    private const double RecentMoverShare = 0.10;

    // In the order of HouseholdType, from Single to SharedHouse. Communal households are placed by the area.
    private static readonly double[] TypeWeights = [19, 14.5, 17, 9.5, 20.5, 5.5, 9.5, 1.9, 2.0];

    private readonly Area _area;
    private readonly SeededRandom _random;
    private readonly List<Person> _members = [];
    private readonly CityPlan _city;
    private long _nextPerson;
    private bool _hasPartner;

    /// <summary>A builder for one household whose first member will bear the number <paramref name="firstPerson"/>.</summary>
    public HouseholdBuilder(CityPlan city, Area area, long firstPerson, SeededRandom random)
    {
        _city = city;
        _area = area;
        _nextPerson = firstPerson;
        _random = random;
    }

    /// <summary>Makes a private household of at most <paramref name="most"/> people.</summary>
    public Household Private(long id, int most, Func<int, Home> findHome)
    {
        var culture = (NamingCulture)_random.Weighted(_area.Cultures);
        var type = Type(culture);
        Fill(type, culture);
        if (_members.Count > most)
        {
            _nextPerson -= _members.Count;
            _members.Clear();
            _hasPartner = false;
            type = HouseholdType.Single;
            Fill(type, culture);
        }

        return Finish(id, type, findHome(_members.Count));
    }

    /// <summary>Makes a student in a hall, or the residents of a care home.</summary>
    public Household Communal(long id, HouseholdType type, int people, Home home)
    {
        for (var i = 0; i < people; i++)
        {
            var culture = (NamingCulture)_random.Weighted(_area.Cultures);
            AddAdult(culture, type == HouseholdType.Student ? _random.Between(18, 23) : _random.Between(76, 98), AnySex());
        }

        return Finish(id, type, home);
    }

    private HouseholdType Type(NamingCulture culture)
    {
        Span<double> weights = stackalloc double[TypeWeights.Length];
        TypeWeights.CopyTo(weights);
        weights[(int)HouseholdType.LoneParent] *= 0.6 + 0.8 * _area.Deprivation;
        if (NamingCultures.LivesInExtendedFamilies(culture))
        {
            weights[(int)HouseholdType.MultiGenerational] *= 4;
            weights[(int)HouseholdType.CoupleWithChildren] *= 1.6;
            weights[(int)HouseholdType.SinglePensioner] *= 0.4;
        }
        else if (culture is not (NamingCulture.English or NamingCulture.Irish or NamingCulture.Welsh))
        {
            weights[(int)HouseholdType.CoupleWithChildren] *= 1.4;
            weights[(int)HouseholdType.SinglePensioner] *= 0.4;
            weights[(int)HouseholdType.PensionerCouple] *= 0.5;
        }

        return (HouseholdType)_random.Weighted(weights);
    }

    private void Fill(HouseholdType type, NamingCulture culture)
    {
        switch (type)
        {
            case HouseholdType.Single:
                AddAdult(culture, _random.Between(19, 65), AnySex());
                break;
            case HouseholdType.SinglePensioner:
                AddAdult(culture, _random.Between(66, 97), _random.Chance(0.66) ? Sex.Female : Sex.Male);
                break;
            case HouseholdType.Couple:
                Pair(culture, _random.Between(22, 64));
                break;
            case HouseholdType.PensionerCouple:
                Pair(culture, _random.Between(66, 90));
                break;
            case HouseholdType.CoupleWithChildren:
                Pair(culture, Clamp(38 + 8 * _random.Normal(), 20, 56));
                Children(culture, 0, 17, Count(culture));
                break;
            case HouseholdType.CoupleWithAdultChildren:
                Pair(culture, _random.Between(44, 68));
                Children(culture, 18, 34, _random.Between(1, 2));
                break;
            case HouseholdType.LoneParent:
                AddAdult(culture, Clamp(36 + 8 * _random.Normal(), 18, 54), _random.Chance(0.86) ? Sex.Female : Sex.Male);
                Children(culture, 0, 17, Math.Max(1, Count(culture) - _random.Below(2)));
                break;
            case HouseholdType.MultiGenerational:
                Pair(culture, _random.Between(28, 46));
                Children(culture, 0, 17, Count(culture));
                Grandparents(culture);
                break;
            default:
                var sharers = _random.Between(3, 6);
                for (var i = 0; i < sharers; i++)
                {
                    AddAdult(_random.Chance(0.5) ? culture : (NamingCulture)_random.Weighted(_area.Cultures), _random.Between(19, 42), AnySex());
                }

                break;
        }
    }

    private void Pair(NamingCulture culture, int age)
    {
        var wifeCulture = _random.Chance(0.93) ? culture : (NamingCulture)_random.Weighted(_area.Cultures);
        var husband = AddAdult(culture, age, Sex.Male);
        var wife = AddAdult(wifeCulture, Clamp(age - 2 + 4 * _random.Normal(), 18, 99), Sex.Female);
        wife.Name = NameGiver.Married(wife.Name, husband.Name, _random);
        wife.Title = wife.Name.FormerFamily is not null || _random.Chance(0.3) ? "Mrs" : wife.Title;
        _hasPartner = true;
        if (_random.Chance(0.4))
        {
            (_members[0], _members[1]) = (_members[1], _members[0]);
        }
    }

    private void Children(NamingCulture culture, int youngest, int oldest, int count)
    {
        var mother = _members.FirstOrDefault(m => m.Sex == Sex.Female);
        var father = _members.FirstOrDefault(m => m.Sex == Sex.Male);
        var limit = Math.Min(oldest, _members.Min(m => m.Age) - 17);
        if (limit < youngest)
        {
            return;
        }

        Person? last = null;
        for (var i = 0; i < count; i++)
        {
            var isTwin = last is not null && _random.Chance(TwinShare);
            var born = isTwin ? last!.Born : Born(_random.Between(youngest, limit));
            var sex = AnySex();
            var name = NameGiver.Child(sex, born.Year, father?.Name, (mother ?? father)!.Name, _random);
            if (sex == Sex.Male && father is not null && father.Name.Suffix is null && _random.Chance(SameNameSonShare)
                && culture is not (NamingCulture.Somali or NamingCulture.Arabic or NamingCulture.IndianSouth))
            {
                name = name with { Given = father.Name.Given, Family = father.Name.Family, Suffix = "Jr" };
                father.Name = father.Name with { Suffix = "Snr" };
            }

            while (name.Suffix is null && _members.Any(m => m.Name.Given == name.Given && m.Name.Second == name.Second))
            {
                name = name with { Given = NamePool.All[(int)name.Culture].Forename(sex, born.Year, _random) };
            }

            var child = new Person { Id = _nextPerson++, Sex = sex, Born = born, Name = name };
            child.Title = child.IsAdult ? (sex == Sex.Male ? "Mr" : "Miss") : string.Empty;
            _members.Add(child);
            last = child;
        }
    }

    private void Grandparents(NamingCulture culture)
    {
        var father = _members.First(m => m.Sex == Sex.Male);
        var grandmother = AddAdult(culture, Math.Min(95, father.Age + _random.Between(20, 34)), Sex.Female);
        if (culture is NamingCulture.English or NamingCulture.Irish or NamingCulture.Welsh or NamingCulture.IndianHindu or NamingCulture.Polish)
        {
            grandmother.Name = NameGiver.Married(grandmother.Name, father.Name, _random);
        }

        if (_random.Chance(0.5))
        {
            AddAdult(culture, Math.Min(96, father.Age + _random.Between(22, 38)), Sex.Male);
        }
    }

    private Person AddAdult(NamingCulture culture, int age, Sex sex)
    {
        var born = Born(age);
        if (born.Year < 2005 && _random.Chance(NamingCultures.PaperBirthday(culture)))
        {
            born = new DateOnly(born.Year, 1, 1);
        }

        var person = new Person { Id = _nextPerson++, Sex = sex, Born = born, Name = NameGiver.Adult(culture, sex, born.Year, _random) };
        person.Title = _random.Chance(0.015) ? "Dr" : sex == Sex.Male ? "Mr" : _random.Unit() switch { < 0.4 => "Miss", < 0.75 => "Mrs", _ => "Ms" };
        _members.Add(person);
        return person;
    }

    private Household Finish(long id, HouseholdType type, Home home)
    {
        var tenure = HouseholdMeans.TenureOf(type, _area.Deprivation, _random);
        Home? former = _random.Chance(tenure == Tenure.Private ? 2 * RecentMoverShare : RecentMoverShare) ? _city.FormerHome(_area, _random) : null;
        foreach (var member in _members)
        {
            member.FormerHome = former ?? (_random.Chance(0.03) ? _city.FormerHome(_area, _random) : null);
        }

        return new Household
        {
            Id = id,
            Type = type,
            Members = _members,
            HasPartner = _hasPartner,
            Home = home,
            Tenure = tenure,
            Hardship = HouseholdMeans.HardshipOf(type, tenure, _area.Deprivation, _random),
        };
    }

    private int Count(NamingCulture culture)
    {
        // At least one; the rest as a chain of further births, which gives the long tail of large families.
        var mean = NamingCultures.MeanChildren(culture);
        var more = (mean - 1) / mean;
        var count = 1;
        while (count < 8 && _random.Chance(more))
        {
            count++;
        }

        return count;
    }

    private DateOnly Born(int age) => Calendar.ExtractDay.AddYears(-age).AddDays(-_random.Below(365));

    private Sex AnySex() => _random.Chance(0.5) ? Sex.Male : Sex.Female;

    private static int Clamp(double age, int low, int high) => Math.Clamp((int)age, low, high);
}
