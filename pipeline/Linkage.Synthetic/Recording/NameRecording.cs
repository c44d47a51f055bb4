using Linkage.Synthetic.People;

namespace Linkage.Synthetic.Recording;

/// <summary>Turns a true name into the name a source holds: first the forms a person really uses, then the slips.</summary>
internal static class NameRecording
{
    private static readonly string[] Prefixes = ["Al-", "El-", "O'", "ap ", "ferch ", "Abu "];

    /// <summary>The name as the clerk's source holds it.</summary>
    public static RecordedName Record(Clerk clerk, Person person)
    {
        var (forename, surname) = Used(clerk, person.Name);
        (forename, surname) = Slipped(clerk, forename, surname);
        if (Accents.Has(forename) || Accents.Has(surname))
        {
            if (clerk.Happens(Variation.DiacriticsLost))
            {
                (forename, surname) = (Accents.Folded(forename), Accents.Folded(surname));
            }
            else if (clerk.Happens(Variation.Mojibake))
            {
                (forename, surname) = (Accents.Mojibake(forename), Accents.Mojibake(surname));
            }
        }

        if (clerk.Happens(Variation.SwappedNames))
        {
            (forename, surname) = (surname, forename);
        }

        if (clerk.Happens(Variation.TitleInName, person.Title.Length > 0))
        {
            forename = $"{person.Title} {forename}";
        }

        if (clerk.Happens(Variation.BlankForename))
        {
            forename = string.Empty;
        }

        return new RecordedName(person.Title, forename, surname);
    }

    private static (string Forename, string Surname) Used(Clerk clerk, PersonName name)
    {
        var random = clerk.Random;
        var (given, second, family) = (name.Given, name.Second, name.Family);
        if (clerk.Happens(Variation.KnownBySecondName, name.GoesBySecond && second is not null))
        {
            (given, second) = (second!, null);
        }

        if (clerk.Happens(Variation.WesternAlias, name.Alias is not null))
        {
            given = name.Alias!;
        }

        if (clerk.Happens(Variation.Nickname, NameBook.HasNickname(given)))
        {
            given = NameBook.Nickname(given, random);
        }

        if (clerk.Happens(Variation.FormerSurname, name.FormerFamily is not null))
        {
            family = name.FormerFamily!;
        }

        var (givenVaries, familyVaries) = (NameBook.HasSpellings(given), NameBook.HasSpellings(family));
        if (clerk.Happens(Variation.Transliteration, givenVaries || familyVaries))
        {
            if (givenVaries && (!familyVaries || random.Chance(0.5)))
            {
                given = NameBook.Spelling(given, random);
            }
            else
            {
                family = NameBook.Spelling(family, random);
            }
        }

        if (clerk.Happens(Variation.PartOfSurname, HasParts(name.Culture, family)))
        {
            family = Part(name.Culture, family, clerk);
        }

        if (clerk.Happens(Variation.MiddleNameRecorded, second is not null))
        {
            given = random.Chance(0.5) ? $"{given} {second}" : $"{given} {second![0]}";
        }

        if (name.Suffix is not null && random.Chance(0.05))
        {
            family = $"{family} {name.Suffix}";
        }

        return clerk.Happens(Variation.FamilyNameFirst, name.IsFamilyFirst) ? (family, given) : (given, family);
    }

    private static (string Forename, string Surname) Slipped(Clerk clerk, string forename, string surname)
    {
        if (clerk.Happens(Variation.Typo))
        {
            (forename, surname) = Either(clerk, forename, surname, Misspelling.Typo, n => n.Length > 2);
        }

        if (clerk.Happens(Variation.OpticalMisreading, Misspelling.CanMisread(forename) || Misspelling.CanMisread(surname)))
        {
            (forename, surname) = Either(clerk, forename, surname, Misspelling.Misread, Misspelling.CanMisread);
        }

        if (clerk.Happens(Variation.Phonetic, Misspelling.CanMishear(forename) || Misspelling.CanMishear(surname)))
        {
            (forename, surname) = Either(clerk, forename, surname, Misspelling.Misheard, Misspelling.CanMishear);
        }

        return (forename, surname);
    }

    private static (string Forename, string Surname) Either(
        Clerk clerk, string forename, string surname, Func<string, Randomness.SeededRandom, string> damage, Func<string, bool> can)
    {
        var first = clerk.Random.Chance(0.45);
        return (first && can(forename)) || !can(surname)
            ? (damage(forename, clerk.Random), surname)
            : (forename, damage(surname, clerk.Random));
    }

    private static bool HasParts(NamingCulture culture, string family) =>
        culture == NamingCulture.IndianSouth
        || family.Contains('-', StringComparison.Ordinal)
        || Array.Exists(Prefixes, p => family.StartsWith(p, StringComparison.Ordinal));

    private static string Part(NamingCulture culture, string family, Clerk clerk)
    {
        var prefix = Array.Find(Prefixes, p => family.StartsWith(p, StringComparison.Ordinal));
        if (prefix is not null)
        {
            return clerk.Random.Below(3) switch
            {
                0 => family[prefix.Length..],
                1 => prefix.TrimEnd('-', '\'', ' ') + family[prefix.Length..],
                _ => $"{prefix.TrimEnd('-', '\'', ' ')} {family[prefix.Length..]}",
            };
        }

        if (culture == NamingCulture.IndianSouth)
        {
            return family[..1];
        }

        var hyphen = family.IndexOf('-', StringComparison.Ordinal);
        return clerk.Random.Below(3) switch
        {
            0 => family[..hyphen],
            1 => family[(hyphen + 1)..],
            _ => family.Replace('-', ' '),
        };
    }
}
