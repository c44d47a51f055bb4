using Linkage.Synthetic.City;
using Linkage.Synthetic.People;

namespace Linkage.Synthetic.Tests.People;

public sealed class NamingTests
{
    private static readonly CityPlan City = CityPlan.For(48_000, 5, 2, CancellationToken.None);
    private static readonly IReadOnlyList<Household> Households = [.. City.Areas.SelectMany(a => new AreaPopulation(City, a).Households())];
    private static readonly IReadOnlyList<Person> Everyone = [.. Households.SelectMany(h => h.Members)];

    public static TheoryData<string> Patterns => [.. Cases.Keys];

    private static Dictionary<string, Func<PersonName, bool>> Cases { get; } = new()
    {
        ["English, with a rare surname"] = n => n.Culture == NamingCulture.English && n.Family == "Thornhurst",
        ["Irish O'"] = n => n.Culture == NamingCulture.Irish && n.Family.StartsWith("O'", StringComparison.Ordinal),
        ["Irish Mac and Mc"] = n => n.Culture == NamingCulture.Irish && n.Family.StartsWith("Mac", StringComparison.Ordinal),
        ["Irish with a fada"] = n => n.Given is "Siobhán" or "Seán",
        ["Welsh ap"] = n => n.Family.StartsWith("ap ", StringComparison.Ordinal),
        ["Welsh ferch"] = n => n.Family.StartsWith("ferch ", StringComparison.Ordinal),
        ["Welsh Jones"] = n => n.Culture == NamingCulture.Welsh && n.Family == "Jones",
        ["Pakistani Bibi or Begum"] = n => n.Culture == NamingCulture.Pakistani && n.Family is "Bibi" or "Begum",
        ["Pakistani leading Muhammad"] = n => n is { Culture: NamingCulture.Pakistani, Given: "Muhammad", GoesBySecond: true, Second: not null },
        ["Pakistani Khan"] = n => n.Culture == NamingCulture.Pakistani && n.Family == "Khan",
        ["Bangladeshi Begum"] = n => n.Culture == NamingCulture.Bangladeshi && n.Family == "Begum",
        ["Bangladeshi Miah"] = n => n.Culture == NamingCulture.Bangladeshi && n.Family == "Miah",
        ["Sikh Singh"] = n => n.Culture == NamingCulture.IndianSikh && n.Family == "Singh",
        ["Sikh Kaur"] = n => n.Culture == NamingCulture.IndianSikh && n.Family == "Kaur",
        ["Sikh clan name"] = n => n.Culture == NamingCulture.IndianSikh && n.Second is "Singh" or "Kaur",
        ["Gujarati Patel with father's name"] = n => n.Culture == NamingCulture.IndianHindu && n.Family == "Patel" && n.Second is not null,
        ["South Indian patronymic"] = n => n.Culture == NamingCulture.IndianSouth,
        ["Polish -ski"] = n => n.Culture == NamingCulture.Polish && n.Family.EndsWith("ski", StringComparison.Ordinal),
        ["Polish -ska"] = n => n.Culture == NamingCulture.Polish && n.Family.EndsWith("ska", StringComparison.Ordinal),
        ["Polish diacritics"] = n => n.Given is "Paweł" or "Łukasz" or "Małgorzata",
        ["Romanian comma below"] = n => n.Culture == NamingCulture.Romanian && n.Family.Contains('ț', StringComparison.Ordinal),
        ["Romanian two-part forename"] = n => n.Given == "Ana-Maria",
        ["Somali three-part"] = n => n.Culture == NamingCulture.Somali && n.Second is not null,
        ["Nigerian with English alias"] = n => n.Culture == NamingCulture.Nigerian && n.Alias is not null,
        ["Chinese family name first, Western alias"] = n => n.Culture == NamingCulture.Chinese && n.IsFamilyFirst && n.Alias is not null,
        ["Chinese two-syllable given name"] = n => n.Culture == NamingCulture.Chinese && n.Given.Contains(' ', StringComparison.Ordinal),
        ["Arabic al-"] = n => n.Culture == NamingCulture.Arabic && n.Family.StartsWith("Al-", StringComparison.Ordinal),
        ["double-barrelled"] = n => n.Culture == NamingCulture.English && n.Family.Contains('-', StringComparison.Ordinal),
        ["maiden name"] = n => n.FormerFamily is not null && n.Culture == NamingCulture.English,
        ["father and son of one name"] = n => n.Suffix == "Jr",
    };

    [Theory]
    [MemberData(nameof(Patterns))]
    public void Households_NamingPattern_Occurs(string pattern) => Assert.Contains(Everyone, p => Cases[pattern](p.Name));

    [Fact]
    public void Households_Cultures_ComeNearTheirShares()
    {
        // Clustering by ward and area makes shares swing in a city of thirty areas; the large groups must still be where they belong.
        var byCulture = Households.Where(h => h.Members.Count > 0).GroupBy(h => h.Head.Name.Culture).ToDictionary(g => g.Key, g => g.Count() / (double)Households.Count);
        Assert.InRange(byCulture[NamingCulture.English], 0.5, 0.75);
        Assert.All(Enum.GetValues<NamingCulture>(), c => Assert.InRange(byCulture[c], NamingCultures.Share(c) * 0.25, NamingCultures.Share(c) * 2.5));
    }

    [Fact]
    public void Households_Twins_ShareDateOfBirthAndSurname()
    {
        var pairs = Households.SelectMany(h => h.Children.GroupBy(c => c.Born).Where(g => g.Count() > 1)).ToList();
        Assert.NotEmpty(pairs);
        Assert.Contains(pairs, g => g.Select(p => p.Name.Given).Distinct().Count() > 1);
    }

    [Fact]
    public void Households_JuniorAndFather_ShareForenameAndSurname()
    {
        foreach (var household in Households.Where(h => h.Members.Any(m => m.Name.Suffix == "Jr")))
        {
            var son = household.Members.First(m => m.Name.Suffix == "Jr");
            Assert.Contains(household.Members, f => f.Name.Suffix == "Snr" && f.Name.Given == son.Name.Given && f.Name.Family == son.Name.Family && f.Born < son.Born);
        }
    }

    [Fact]
    public void Households_Ages_ArePossible()
    {
        Assert.All(Everyone, p => Assert.InRange(p.Age, 0, 105));
        Assert.DoesNotContain(Households, h => h.Children.Any() && h.Head.Age - h.Children.Max(c => c.Age) < 15);
        Assert.InRange(Everyone.Count(p => p.Age < 18) / (double)Everyone.Count, 0.15, 0.30);
        Assert.InRange(Everyone.Count(p => p.Age >= 65) / (double)Everyone.Count, 0.12, 0.25);
        Assert.InRange(Everyone.Count(p => p.Sex == Sex.Female) / (double)Everyone.Count, 0.47, 0.55);
    }

    [Fact]
    public void Households_Types_AllOccur()
    {
        Assert.All(Enum.GetValues<HouseholdType>(), t => Assert.Contains(Households, h => h.Type == t));
        Assert.All(Enum.GetValues<Tenure>(), t => Assert.Contains(Households, h => h.Tenure == t));
        Assert.InRange(Everyone.Count / (double)Households.Count, 2.1, 2.6);
    }

    [Fact]
    public void Households_Ids_AreUniqueAndConsecutive()
    {
        Assert.Equal(Enumerable.Range(1, 48_000).Select(i => (long)i), Everyone.Select(p => p.Id).Order());
        Assert.Equal(Households.Count, Households.Select(h => h.Id).Distinct().Count());
    }

    [Fact]
    public void Gendered_PolishSurname_TakesTheFormOfTheSex()
    {
        Assert.Equal("Kowalska", NameGiver.Gendered(NamingCulture.Polish, "Kowalski", Sex.Female));
        Assert.Equal("Zawadzki", NameGiver.Gendered(NamingCulture.Polish, "Zawadzka", Sex.Male));
        Assert.Equal("Nowak", NameGiver.Gendered(NamingCulture.Polish, "Nowak", Sex.Female));
    }
}
