using Linkage.Matching.Blocking;
using Linkage.Matching.Normalise;

namespace Linkage.Matching.Training;

/// <summary>Ready-made rules for training per rule. They rest on different fields, so that what one holds fixed is free in another.</summary>
public static class TrainingRules
{
    /// <summary>Sessions of a run that names none.</summary>
    private const int MostSessions = 3;

    /// <summary>Rules of the sessions: the first three that the fields allow of both names, date of birth, identity numbers, address, postcode, other codes.</summary>
    public static IReadOnlyList<BlockingRule> Sessions(IReadOnlyList<RecordField> fields)
    {
        var columns = fields.Select(f => f.Column).ToHashSet(StringComparer.Ordinal);
        var rules = new List<BlockingRule>();
        void Add(string name, params string[] needs)
        {
            if (needs.All(columns.Contains))
            {
                rules.Add(new BlockingRule(name, [.. needs.Select(c => $"x.{c}")]));
            }
        }

        Add("both names", "fn", "sn");
        if (rules.Count == 0)
        {
            Add("forename", "fn");
            Add("surname", "sn");
        }

        Add("date of birth", "dob");
        foreach (var field in Identities(fields))
        {
            Add(field.Field, field.Column);
        }

        Add("UPRN", "uprn");
        Add("address", "adr");
        Add("postcode", "pc");
        foreach (var field in fields.Where(f => f.Meaning is FieldMeaning.Code or FieldMeaning.Text or FieldMeaning.PlaceCode or FieldMeaning.PlaceText))
        {
            Add(field.Field, field.Column);
        }

        return [.. rules.Take(MostSessions)];
    }

    /// <summary>Deterministic rules: both names with date of birth, and each identity number; without any of them, both names with the postcode.</summary>
    public static IReadOnlyList<BlockingRule> Deterministic(IReadOnlyList<RecordField> fields)
    {
        var columns = fields.Select(f => f.Column).ToHashSet(StringComparer.Ordinal);
        var rules = new List<BlockingRule>();
        if (columns.IsSupersetOf(["fn", "sn", "dob"]))
        {
            rules.Add(new BlockingRule("both names and date of birth", ["x.fn", "x.sn", "x.dob"]));
        }

        rules.AddRange(Identities(fields).Select(f => new BlockingRule($"same {f.Field}", [$"x.{f.Column}"])));
        if (rules.Count == 0 && columns.IsSupersetOf(["fn", "sn", "pc"]))
        {
            rules.Add(new BlockingRule("both names and postcode", ["x.fn", "x.sn", "x.pc"]));
        }

        return rules;
    }

    private static IEnumerable<RecordField> Identities(IReadOnlyList<RecordField> fields) =>
        fields.Where(f => f.Column is "nino" or "nhs" or "email" || f.Meaning == FieldMeaning.IdentityNumber);
}
