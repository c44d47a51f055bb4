using System.Globalization;
using Linkage.Matching.Normalise;

namespace Linkage.Matching.Comparisons;

/// <summary>The ready-made comparisons for the fields of a run. Default probabilities are round figures for council data and stand only where there is too little to learn from.</summary>
public static class ComparisonCatalogue
{
    // CASE and not AND: DuckDB evaluates every side of an AND, and the ratio is dear. It is asked only where a part is shared.
    internal static string SeveralParts(double atLeast) => string.Create(
        CultureInfo.InvariantCulture,
        $"CASE WHEN contains(a.value, ' ') OR contains(b.value, ' ') THEN CASE WHEN list_has_any(string_split(a.value, ' '), string_split(b.value, ' ')) THEN lnk_part_ratio(a.value, b.value) >= {atLeast:R} ELSE false END ELSE false END");

    // Addresses share parts such as STREET so often that the ratio would be asked for nearly every pair: two thirds of the parts must be the same.
    internal const string MostPartsShared =
        "CASE WHEN contains(a.value, ' ') OR contains(b.value, ' ') THEN 3 * len(list_intersect(string_split(a.value, ' '), string_split(b.value, ' '))) "
        + ">= len(string_split(a.value, ' ')) + len(string_split(b.value, ' ')) ELSE false END";

    internal const string Initial = "(length(a.value) = 1 OR length(b.value) = 1) AND a.value[1] = b.value[1]";

    internal const string DaySwapped = "a.value[1:4] = b.value[1:4] AND a.value[5:6] = b.value[7:8] AND a.value[7:8] = b.value[5:6]";

    // Even of corrupted test data no more than nine in a hundred pairs of one person have forenames with nothing in common.
    private const double MostForenameOther = .1;

    internal const string SameFamily = "lnk_same_family(a.value, b.value)";

    /// <summary>The comparisons for the given fields, names first; at most <see cref="Comparison.MaxComparisons"/>, general fields beyond that are left out.</summary>
    public static IReadOnlyList<Comparison> For(IReadOnlyList<RecordField> fields)
    {
        var has = fields.Select(f => f.Column).ToHashSet(StringComparer.Ordinal);
        var comparisons = new List<Comparison>();
        if (has.Contains("fn"))
        {
            comparisons.Add(Forename(has.Contains("sn")));
        }

        if (has.Contains("sn"))
        {
            comparisons.Add(Surname(has.Contains("fn")));
        }

        if (has.Contains("dob"))
        {
            comparisons.Add(DateOfBirth());
        }

        if (has.Contains("sex"))
        {
            comparisons.Add(Sex());
        }

        if (PlaceComparison.Columns.Any(has.Contains))
        {
            comparisons.Add(PlaceComparison.For(has));
        }

        foreach (var field in fields)
        {
            var comparison = field.Column switch
            {
                "phone" => Number("phone", field.Column, .4, .75),
                "email" => Email(),
                "nino" or "nhs" => Number(field.Field, field.Column, 0, .95),
                _ => field.Meaning switch
                {
                    FieldMeaning.Text => Text(field, 0),
                    FieldMeaning.PlaceText => Text(field, 1),
                    FieldMeaning.Code => Code(field, 0),
                    FieldMeaning.PlaceCode => Code(field, 1),
                    FieldMeaning.IdentityNumber => Number(field.Field, field.Column, 0, .95),
                    _ => null,
                },
            };
            if (comparison is not null && comparisons.Count < Comparison.MaxComparisons)
            {
                comparisons.Add(comparison);
            }
        }

        return comparisons;
    }

    /// <summary>Indexes of the forename and the surname comparison; -1 where there is none.</summary>
    internal static (int Forename, int Surname) Names(IReadOnlyList<Comparison> comparisons) =>
        (comparisons.Index().FirstOrDefault(c => c.Item.FrequencyColumn == "fn", (-1, null!)).Index, comparisons.Index().FirstOrDefault(c => c.Item.FrequencyColumn == "sn", (-1, null!)).Index);

    /// <summary>Each of two columns is the same as the other record's other column, and the two differ.</summary>
    internal static string SwappedSql(string one, string other) => $"(l.{one} = r.{other} AND l.{other} = r.{one} AND l.{one} <> l.{other})";

    /// <summary>The values of both columns are alike.</summary>
    internal static string BothSql(string one, string other, double atLeast) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Alike(one, atLeast)} AND {Alike(other, atLeast)}");

    internal static Comparison Sex() => Plain("sex", "sex", 0, 0, [new("same", .985, .5, new LevelTest.Same("sex"), "l.sex = r.sex"), new("other", .015, .5)]);

    /// <summary>A postcode by itself, where it is not part of <see cref="PlaceComparison"/>.</summary>
    internal static Comparison Postcode() => Plain(
        "postcode",
        "pc",
        1,
        0,
        [
            new("same postcode", .75, .0005, new LevelTest.Same("pc"), "l.pc = r.pc"),
            new("same postcode sector", .06, .01, new LevelTest.SameStart("pc", 2), PlaceComparison.StartSql(2)),
            new("same postcode district", .07, .05, new LevelTest.SameStart("pc", 3), PlaceComparison.StartSql(3)),
            new("other", .12, .9395),
        ],
        "pc") with
    { FrequencyColumn = null };

    /// <summary>Both names in one comparison, for those who want them so: the names of one community go together.</summary>
    internal static Comparison ForenameAndSurname() => new()
    {
        Name = "forename_and_surname",
        MissingSql = "((l.fn IS NULL OR r.fn IS NULL) AND (l.sn IS NULL OR r.sn IS NULL))",
        Missing = new MissingTest.All(["fn", "sn"]),
        Levels =
        [
            new("both exact", .72, .00003, new LevelTest.SameAll(["fn", "sn"]), "l.fn = r.fn AND l.sn = r.sn"),
            new("swapped", .01, .000001, new LevelTest.Crossed("fn", "sn"), SwappedSql("fn", "sn")),
            new("both Jaro-Winkler 0.92", .07, .00003, new LevelTest.BothJaroWinkler("fn", "sn", .92), BothSql("fn", "sn", .92)),
            new("both Jaro-Winkler 0.88", .03, .0001, new LevelTest.BothJaroWinkler("fn", "sn", .88), BothSql("fn", "sn", .88)),
            new("several parts agree", .03, .0002, new LevelTest.PartsAgree(90), SeveralParts(90)),
            new("forename exact", .06, .005, new LevelTest.Same("fn"), "l.fn = r.fn"),
            new("one found as the other", .005, .0005, new LevelTest.CrossedInPart("fn", "sn"), "l.fn = r.sn OR l.sn = r.fn"),
            new("surname exact", .055, .003, new LevelTest.Same("sn"), "l.sn = r.sn"),
            new("other", .02, .99113),
        ],
        ValueColumn = "fn sn",
        HouseholdShare = .01,
        PersonalLevels = 6,
        PresenceColumn = "fn",
    };

    internal static Comparison Forename(bool hasSurname)
    {
        // The levels are the same without surnames, so that a model trained with them fits.
        List<ComparisonLevel> levels =
        [
            new("exact", .82, .005, new LevelTest.Same("fn"), "l.fn = r.fn"),
            new("forename and surname swapped", .01, .00002, hasSurname ? new LevelTest.Crossed("fn", "sn") : new LevelTest.Never(), hasSurname ? SwappedSql("fn", "sn") : "false"),
            new("Jaro-Winkler 0.92", .05, .003, new LevelTest.JaroWinkler(.92), "jw >= 0.92"),
            new("same name family", .01, .002, new LevelTest.SameNameFamily(), SameFamily),
            new("initial agrees", .03, .01, new LevelTest.InitialAgrees(), Initial),
            new("Jaro-Winkler 0.88", .02, .005, new LevelTest.JaroWinkler(.88), "jw >= 0.88"),
            new("several parts agree", .01, .002, new LevelTest.PartsAgree(90), SeveralParts(90)),
            new("found as the other's surname", .005, .0005, hasSurname ? new LevelTest.CrossedInPart("fn", "sn") : new LevelTest.Never(), hasSurname ? "l.fn = r.sn OR l.sn = r.fn" : "false"),
            new("Jaro-Winkler 0.7", .015, .05, new LevelTest.JaroWinkler(.7), "jw >= 0.7"),
            new("other", .03, .92) { MostM = MostForenameOther },
        ];
        var missing = hasSurname ? "((l.fn IS NULL OR r.fn IS NULL) AND NOT coalesce(l.fn = r.sn, l.sn = r.fn, false))" : "(l.fn IS NULL OR r.fn IS NULL)";
        return new Comparison
        {
            Name = "forename",
            MissingSql = missing,
            Missing = hasSurname ? new MissingTest.EitherUnlessCrossed("fn", "sn") : new MissingTest.Either("fn"),
            Levels = levels,
            ValueColumn = "fn",
            FrequencyColumn = "fn",
            ExactColumn = "fn",
            // A son named after his father, and the other way round.
            HouseholdShare = .01,
            PersonalLevels = levels.Count - 2,
            PresenceColumn = "fn",
        };
    }

    internal static Comparison Surname(bool hasForename) => new()
    {
        Name = "surname",
        MissingSql = "(l.sn IS NULL OR r.sn IS NULL" + (hasForename ? $" OR coalesce({SwappedSql("fn", "sn")}, false))" : ")"),
        Missing = hasForename ? new MissingTest.EitherOrSwapped("sn", "fn") : new MissingTest.Either("sn"),
        Levels =
        [
            new("exact", .85, .003, new LevelTest.Same("sn"), "l.sn = r.sn"),
            new("Jaro-Winkler 0.92", .05, .001, new LevelTest.JaroWinkler(.92), "jw >= 0.92"),
            new("same name family", .005, .0005, new LevelTest.SameNameFamily(), SameFamily),
            new("Jaro-Winkler 0.88", .015, .002, new LevelTest.JaroWinkler(.88), "jw >= 0.88"),
            new("several parts agree", .02, .001, new LevelTest.PartsAgree(90), SeveralParts(90)),
            new("Jaro-Winkler 0.7", .015, .03, new LevelTest.JaroWinkler(.7), "jw >= 0.7"),
            new("other", .045, .9625),
        ],
        ValueColumn = "sn",
        FrequencyColumn = "sn",
        ExactColumn = "sn",
        HouseholdShare = .75,
        PersonalLevels = 0,
        PresenceColumn = "sn",
    };

    internal static Comparison DateOfBirth() => Plain(
        "date_of_birth",
        "dob",
        .015,
        4,
        [
            new("exact", .93, .00004, new LevelTest.Same("dob"), "l.dob = r.dob"),
            new("day and month swapped", .01, .00004, new LevelTest.DayAndMonthSwapped(), DaySwapped),
            new("one digit differs", .02, .0009, new LevelTest.OneCharacterDiffers(), "lnk_one_error(a.value, b.value)"),
            new("month and day agree", .01, .0027, new LevelTest.DateDigitsAgree(4, 4), "a.value[5:8] = b.value[5:8]"),
            new("two digits differ", .005, .012, new LevelTest.PlacesDiffer(2), "CASE WHEN strlen(a.value) = strlen(b.value) THEN hamming(a.value, b.value) = 2 ELSE false END"),
            new("same year", .01, .011, new LevelTest.DateDigitsAgree(0, 4), "a.value[1:4] = b.value[1:4]"),
            new("other", .015, .973),
        ],
        "dob",
        learnsHouseholdShare: true);

    internal static Comparison Email() => new()
    {
        Name = "email",
        MissingSql = "(l.email IS NULL OR r.email IS NULL)",
        Missing = new MissingTest.Either("email"),
        Levels =
        [
            new("exact", .7, .00001, new LevelTest.Same("email"), "l.email = r.email"),
            new("same name before @", .05, .00005, new LevelTest.SameBefore('@'), "split_part(a.value, '@', 1) = split_part(b.value, '@', 1)"),
            new("Jaro-Winkler 0.92", .05, .0005, new LevelTest.JaroWinkler(.92), "jw >= 0.92"),
            new("other", .2, .99944),
        ],
        ValueColumn = "email",
        FrequencyColumn = "email",
        ExactColumn = "email",
        HouseholdShare = .15,
        PersonalLevels = 2,
        PresenceColumn = "email",
    };

    internal static Comparison Number(string name, string column, double householdShare, double exact) => Plain(
        name,
        column,
        householdShare,
        2,
        [
            new("exact", exact, .00001, new LevelTest.Same(column), $"l.{column} = r.{column}"),
            new("one character differs", .02, .00005, new LevelTest.OneCharacterDiffers(), "lnk_one_error(a.value, b.value)"),
            new("other", .98 - exact, .99994),
        ],
        column);

    internal static Comparison Code(RecordField field, double householdShare) => Plain(
        field.Field,
        field.Column,
        householdShare,
        0,
        [
            new("exact", .85, .02, new LevelTest.Same(field.Column), $"l.{field.Column} = r.{field.Column}"),
            new("one character differs", .08, .05, new LevelTest.OneCharacterDiffers(1), "length(a.value) > 1 AND length(b.value) > 1 AND lnk_one_error(a.value, b.value)"),
            new("other", .07, .93),
        ],
        field.Column);

    internal static Comparison Text(RecordField field, double householdShare) => new()
    {
        Name = field.Field,
        MissingSql = $"(l.{field.Column} IS NULL OR r.{field.Column} IS NULL)",
        Missing = new MissingTest.Either(field.Column),
        Levels =
        [
            new("exact", .75, .01, new LevelTest.Same(field.Column), $"l.{field.Column} = r.{field.Column}"),
            new("Jaro-Winkler 0.92", .1, .005, new LevelTest.JaroWinkler(.92), "jw >= 0.92"),
            new("Jaro-Winkler 0.88", .03, .005, new LevelTest.JaroWinkler(.88), "jw >= 0.88"),
            new("most parts agree", .02, .002, new LevelTest.MostPartsShared(), MostPartsShared),
            new("Jaro-Winkler 0.7", .03, .06, new LevelTest.JaroWinkler(.7), "jw >= 0.7"),
            new("other", .07, .918),
        ],
        ValueColumn = field.Column,
        FrequencyColumn = field.Column,
        ExactColumn = field.Column,
        HouseholdShare = householdShare,
        PersonalLevels = 0,
        PresenceColumn = field.Column,
    };

    private static string Alike(string column, double atLeast) => string.Create(
        CultureInfo.InvariantCulture,
        $"CASE WHEN l.{column} IS NULL OR r.{column} IS NULL THEN false ELSE jaro_winkler_similarity(least(l.{column}, r.{column}), greatest(l.{column}, r.{column})) >= {atLeast:R} END");

    private static Comparison Plain(string name, string column, double householdShare, int personalLevels, IReadOnlyList<ComparisonLevel> levels, string? frequencyColumn = null, bool learnsHouseholdShare = false) => new()
    {
        Name = name,
        MissingSql = $"(l.{column} IS NULL OR r.{column} IS NULL)",
        Missing = new MissingTest.Either(column),
        Levels = levels,
        ValueColumn = column,
        FrequencyColumn = frequencyColumn,
        ExactColumn = frequencyColumn,
        HouseholdShare = householdShare,
        LearnsHouseholdShare = learnsHouseholdShare,
        PersonalLevels = personalLevels,
        PresenceColumn = column,
    };
}
