using Linkage.Synthetic.Randomness;

namespace Linkage.Synthetic.People;

/// <summary>Names people by the customs of their culture.</summary>
internal static class NameGiver
{
    /// <summary>Names someone with no parent in the household.</summary>
    public static PersonName Adult(NamingCulture culture, Sex sex, int year, SeededRandom random)
    {
        var pool = NamePool.All[(int)culture];
        var given = pool.Forename(sex, year, random);
        switch (culture)
        {
            case NamingCulture.Pakistani:
            case NamingCulture.Bangladeshi:
                return Muslim(culture, pool, sex, given, null, random);
            case NamingCulture.Somali:
                return Chain(culture, given, pool.Forename(Sex.Male, 0, random), pool.Forename(Sex.Male, 0, random));
            case NamingCulture.Arabic:
                return Chain(culture, given, pool.Forename(Sex.Male, 0, random), pool.Surname(random));
            case NamingCulture.IndianSouth:
                return new PersonName { Culture = culture, Given = given, Family = FatherOf(pool, random) };
            case NamingCulture.IndianSikh:
                return Sikh(sex, given, pool.Surname(random), random.Chance(0.55));
            case NamingCulture.Welsh when random.Chance(0.03):
                return new PersonName { Culture = culture, Given = given, Family = $"{(sex == Sex.Male ? "ap" : "ferch")} {pool.Forename(Sex.Male, 0, random)}" };
            default:
                return Inherited(culture, pool, sex, year, given, pool.Surname(random), random);
        }
    }

    /// <summary>The wife's name after marriage, or unchanged where her custom is to keep it.</summary>
    public static PersonName Married(PersonName wife, PersonName husband, SeededRandom random)
    {
        switch (wife.Culture)
        {
            case NamingCulture.IndianSouth:
                return wife with { Family = husband.Given.Split(' ')[0], FormerFamily = wife.Family };
            case NamingCulture.IndianHindu:
                return wife with { Family = husband.Family, FormerFamily = wife.Family, Second = husband.Given };
            case NamingCulture.Pakistani when random.Chance(0.2):
                return wife with { Family = husband.Family, FormerFamily = wife.Family };
            case NamingCulture.English or NamingCulture.Irish or NamingCulture.Welsh or NamingCulture.Polish or NamingCulture.Romanian or NamingCulture.Nigerian:
                break;
            case NamingCulture.Chinese when random.Chance(0.1):
                break;
            default:
                return wife;
        }

        var draw = random.Unit();
        var taken = Gendered(wife.Culture, husband.Family, Sex.Female);
        return draw switch
        {
            _ when wife.Family == taken => wife,
            < 0.75 => wife with { Family = taken, FormerFamily = wife.Family },
            < 0.83 when wife.Culture is NamingCulture.English or NamingCulture.Irish or NamingCulture.Welsh or NamingCulture.Polish
                && !wife.Family.Contains('-', StringComparison.Ordinal) && !taken.Contains('-', StringComparison.Ordinal)
                => wife with { Family = $"{wife.Family}-{taken}", FormerFamily = wife.Family },
            _ => wife,
        };
    }

    /// <summary>Names a child of the household.</summary>
    public static PersonName Child(Sex sex, int year, PersonName? father, PersonName mother, SeededRandom random)
    {
        var culture = (father ?? mother).Culture;
        var pool = NamePool.All[(int)culture];
        var given = pool.Forename(sex, year, random);
        switch (culture)
        {
            case NamingCulture.Pakistani:
            case NamingCulture.Bangladeshi:
                return Muslim(culture, pool, sex, given, father, random);
            case NamingCulture.Somali:
                return Chain(culture, given, father?.Given ?? pool.Forename(Sex.Male, 0, random), father?.Second ?? pool.Forename(Sex.Male, 0, random));
            case NamingCulture.Arabic:
                return Chain(culture, given, father?.Given ?? pool.Forename(Sex.Male, 0, random), (father ?? mother).Family);
            case NamingCulture.IndianSouth:
                return new PersonName { Culture = culture, Given = given, Family = father is null ? mother.Family : father.Given };
            case NamingCulture.IndianSikh:
                var parent = father ?? mother;
                return Sikh(sex, given, parent.Family, parent.Second is null);
            case NamingCulture.IndianHindu:
                return new PersonName { Culture = culture, Given = given, Second = father?.Given, Family = (father ?? mother).Family };
            default:
                var family = father is null ? mother.Family : mother.Family.Contains('-', StringComparison.Ordinal) ? mother.Family : father.Family;
                return Inherited(culture, pool, sex, year, given, family, random);
        }
    }

    /// <summary>The form of a family name for one sex: -ski and -ska.</summary>
    public static string Gendered(NamingCulture culture, string family, Sex sex)
    {
        if (culture != NamingCulture.Polish || family.Length < 4)
        {
            return family;
        }

        return sex == Sex.Female && family.EndsWith("ki", StringComparison.Ordinal) ? family[..^1] + "a"
            : sex == Sex.Male && family.EndsWith("ka", StringComparison.Ordinal) && family[^3] is 's' or 'c' or 'z' ? family[..^1] + "i"
            : family;
    }

    private static PersonName Inherited(
        NamingCulture culture, NamePool pool, Sex sex, int year, string given, string family, SeededRandom random)
    {
        var secondShare = culture switch
        {
            NamingCulture.English or NamingCulture.Irish or NamingCulture.Welsh => 0.75,
            NamingCulture.Nigerian => 0.6,
            NamingCulture.Romanian => 0.35,
            NamingCulture.Polish => 0.2,
            NamingCulture.IndianHindu => 0.7,
            _ => 0,
        };
        var second = random.Chance(secondShare)
            ? pool.Forename(culture == NamingCulture.IndianHindu ? Sex.Male : sex, culture == NamingCulture.IndianHindu ? 0 : year, random)
            : null;
        var aliasShare = culture switch
        {
            NamingCulture.Chinese => 0.55,
            NamingCulture.Nigerian => 0.5,
            _ => 0,
        };
        return new PersonName
        {
            Culture = culture,
            Given = given,
            Second = second == given ? null : second,
            Family = Gendered(culture, family, sex),
            Alias = random.Chance(aliasShare) ? pool.Other(sex == Sex.Male ? "alias.male" : "alias.female", random) : null,
        };
    }

    private static PersonName Muslim(NamingCulture culture, NamePool pool, Sex sex, string given, PersonName? father, SeededRandom random)
    {
        if (sex == Sex.Female)
        {
            var own = random.Chance(culture == NamingCulture.Bangladeshi ? 0.8 : 0.6);
            return new PersonName
            {
                Culture = culture,
                Given = given,
                Family = own ? pool.Other("femalelast", random) : father?.Family ?? pool.Surname(random),
            };
        }

        var led = random.Chance(0.35);
        var first = led ? (culture == NamingCulture.Pakistani ? "Muhammad" : "Mohammed") : given;
        var second = led ? pool.Other("second", random) : random.Chance(0.25) ? pool.Other("second", random) : null;
        return new PersonName
        {
            Culture = culture,
            Given = first,
            Second = second == first ? null : second,
            Family = father is not null && random.Chance(0.5) ? father.Family : pool.Surname(random),
            GoesBySecond = led,
        };
    }

    private static PersonName Sikh(Sex sex, string given, string clan, bool withoutClan)
    {
        var own = sex == Sex.Male ? "Singh" : "Kaur";
        return new PersonName
        {
            Culture = NamingCulture.IndianSikh,
            Given = given,
            Second = withoutClan ? null : own,
            Family = withoutClan ? own : clan,
        };
    }

    private static PersonName Chain(NamingCulture culture, string given, string father, string last) =>
        new() { Culture = culture, Given = given, Second = father, Family = last };

    private static string FatherOf(NamePool pool, SeededRandom random) =>
        random.Chance(0.4) ? pool.Other("father", random) : pool.Forename(Sex.Male, 0, random);
}
