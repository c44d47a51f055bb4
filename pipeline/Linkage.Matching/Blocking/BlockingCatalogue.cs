using Linkage.Matching.Normalise;

namespace Linkage.Matching.Blocking;

/// <summary>
/// The ready-made blocking rules for the fields of a run, tight ones first. They differ in what they rest on, so that a person with an error in one
/// field is found by a rule that does not look at it.
/// </summary>
public static class BlockingCatalogue
{
    private const int MostPaired = 6;

    private const string Year = "x.dob[1:4]";

    private const string MonthDay = "x.dob[5:8]";

    private const string UnorderedDate = "x.dob[1:4] || least(x.dob[5:6], x.dob[7:8]) || greatest(x.dob[5:6], x.dob[7:8])";

    private const string FirstSound = "least(f.sound, s.sound)";

    private const string SecondSound = "greatest(f.sound, s.sound)";

    /// <summary>The one rule that compares every record with every other.</summary>
    public static BlockingRule EveryPair { get; } = new("every pair", ["1"]);

    /// <summary>The rules that the given fields allow.</summary>
    public static IReadOnlyList<BlockingRule> For(IReadOnlyList<RecordField> fields)
    {
        var columns = fields.Select(f => f.Column).ToHashSet(StringComparer.Ordinal);
        var rules = new List<BlockingRule>();

        var loose = false;

        void Add(string name, string needs, params string[] parts)
        {
            if (needs.Split(' ').All(columns.Contains))
            {
                rules.Add(new BlockingRule(name, parts, loose));
            }
        }

        Add("same UPRN", "uprn", "x.uprn");
        foreach (var field in fields.Where(f => f.Column is "nino" or "nhs" or "phone" or "email" || f.Meaning == FieldMeaning.IdentityNumber))
        {
            Add($"same {field.Field}", field.Column, $"x.{field.Column}");
        }

        Add("date of birth and forename initial", "dob fn", UnorderedDate, "f.value[1]");
        Add("date of birth and surname initial", "dob sn", UnorderedDate, "s.value[1]");
        Add("both names in any order and year of birth", "dob fn sn", FirstSound, SecondSound, Year);
        Add("both names in any order and birthday", "dob fn sn", FirstSound, SecondSound, MonthDay);
        Add("postcode and start of forename", "pc fn", "x.pc", "f.value[1:2]");
        Add("postcode and sound of surname", "pc sn", "x.pc", "s.sound");
        Add("postcode and year of birth", "pc dob", "x.pc", Year);
        Add("postcode and birthday", "pc dob", "x.pc", MonthDay);
        Add("address and start of forename", "adr fn", "x.adr", "f.value[1:2]");
        Add("both names exactly, in any order", "fn sn", "least(x.fn, x.sn)", "greatest(x.fn, x.sn)");
        var general = fields.Where(f => f.Meaning is FieldMeaning.Text or FieldMeaning.PlaceText or FieldMeaning.Code or FieldMeaning.PlaceCode).ToList();
        loose = true;
        foreach (var field in general)
        {
            Add($"{field.Field} and sound of surname", $"{field.Column} sn", $"x.{field.Column}", "s.sound");
            Add($"{field.Field} and sound of forename", $"{field.Column} fn", $"x.{field.Column}", "f.sound");
            Add($"{field.Field} and year of birth", $"{field.Column} dob", $"x.{field.Column}", Year);
            Add($"{field.Field} and birthday", $"{field.Column} dob", $"x.{field.Column}", MonthDay);
        }

        Add("date of birth", "dob", UnorderedDate);
        Add("forename and year of birth", "dob fn", "x.fn", Year);
        Add("surname and year of birth", "dob sn", "x.sn", Year);
        Add("forename and birthday", "dob fn", "x.fn", MonthDay);
        Add("surname and birthday", "dob sn", "x.sn", MonthDay);
        Add("sound of both names", "fn sn", FirstSound, SecondSound);
        Add("postcode", "pc", "x.pc");
        // Pairs of general fields grow with the square of their number: the first few carry the recall.
        foreach (var (index, field) in general.Take(MostPaired).Index())
        {
            foreach (var other in general.Take(MostPaired).Skip(index + 1))
            {
                Add($"{field.Field} and {other.Field}", $"{field.Column} {other.Column}", $"x.{field.Column}", $"x.{other.Column}");
            }
        }

        foreach (var field in general.Where(f => f.Dictionary is not null))
        {
            Add(field.Field, field.Column, $"x.{field.Column}");
        }

        return rules;
    }
}
