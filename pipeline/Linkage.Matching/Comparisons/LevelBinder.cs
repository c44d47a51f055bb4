using System.Globalization;
using Linkage.Matching.Normalise;
using Linkage.Matching.Settings;

namespace Linkage.Matching.Comparisons;

/// <summary>Turns the levels of a comparison in the settings into tests over columns, with the SQL that defines them.</summary>
internal sealed class LevelBinder(IReadOnlyList<RecordField> fields, LinkSettings settings, SqlLevels sql, string where)
{
    private readonly string[] _columns = [.. fields.Select(f => f.Column)];

    /// <summary>Whether a level is asked of two differing values of the comparison's own column.</summary>
    internal static bool IsOfValues(LevelKind kind) => kind is
        LevelKind.JaroWinkler or LevelKind.EditDistance or LevelKind.OneCharacterDiffers or LevelKind.InitialAgrees or LevelKind.PartsAgree or LevelKind.MostPartsShared
        or LevelKind.PartsShared or LevelKind.SameBefore or LevelKind.DayAndMonthSwapped or LevelKind.DateDigits or LevelKind.DaysApart or LevelKind.PlacesDiffer or LevelKind.Function;

    /// <summary>The level; its probabilities are set by <see cref="DefaultRates"/>.</summary>
    internal ComparisonLevel Bind(LevelSettings level, int index)
    {
        var (label, test, definition) = Test(level, string.Create(CultureInfo.InvariantCulture, $"{where}.levels[{index}]"));
        return new ComparisonLevel(level.Label ?? label, 0, 0, test, definition) { FixedM = level.FixedM, FixedU = level.FixedU };
    }

    private (string Label, LevelTest? Test, string? Sql) Test(LevelSettings level, string at) => level.Test switch
    {
        LevelKind.Exact when _columns.Length > 1 => ("exact", new LevelTest.SameAll(_columns), string.Join(" AND ", _columns.Select(c => $"l.{c} = r.{c}"))),
        LevelKind.Exact => ("exact", new LevelTest.Same(_columns[0]), $"l.{_columns[0]} = r.{_columns[0]}"),
        LevelKind.Swapped => ("swapped", new LevelTest.Crossed(Paired(at).One, Paired(at).Other), ComparisonCatalogue.SwappedSql(Paired(at).One, Paired(at).Other)),
        LevelKind.Crosswise => ("found as the other", new LevelTest.CrossedInPart(Paired(at).One, Paired(at).Other), $"l.{_columns[0]} = r.{_columns[1]} OR l.{_columns[1]} = r.{_columns[0]}"),
        LevelKind.JaroWinkler => (Text($"Jaro-Winkler {level.AtLeast}"), new LevelTest.JaroWinkler(level.AtLeast!.Value), Text($"jw >= {level.AtLeast:R}")),
        LevelKind.BothJaroWinkler => (Text($"both Jaro-Winkler {level.AtLeast}"), new LevelTest.BothJaroWinkler(_columns[0], _columns[1], level.AtLeast!.Value), ComparisonCatalogue.BothSql(_columns[0], _columns[1], level.AtLeast.Value)),
        LevelKind.EditDistance => (Text($"at most {level.AtMost} edits"), new LevelTest.EditDistance(level.AtMost!.Value), Text($"levenshtein(a.value, b.value) <= {level.AtMost}")),
        LevelKind.OneCharacterDiffers => OneCharacter(level.LongerThan ?? 0),
        LevelKind.InitialAgrees => ("initial agrees", new LevelTest.InitialAgrees(), ComparisonCatalogue.Initial),
        LevelKind.PartsAgree => ("several parts agree", new LevelTest.PartsAgree(level.AtLeast!.Value), ComparisonCatalogue.SeveralParts(level.AtLeast.Value)),
        LevelKind.MostPartsShared => ("most parts agree", new LevelTest.MostPartsShared(), ComparisonCatalogue.MostPartsShared),
        LevelKind.PartsShared => (
            Text($"{level.AtLeast} parts shared"),
            new LevelTest.PartsShared((int)Math.Ceiling(level.AtLeast!.Value)),
            Text($"CASE WHEN contains(a.value, ' ') OR contains(b.value, ' ') THEN len(list_intersect(list_distinct(string_split(a.value, ' ')), list_distinct(string_split(b.value, ' ')))) >= {Math.Ceiling(level.AtLeast.Value)} ELSE false END")),
        LevelKind.SameStart => SameStart(level.Cut!.Value, at),
        LevelKind.SameBefore => ($"same before {level.Character}", new LevelTest.SameBefore(level.Character![0]), $"split_part(a.value, {Duck.SqlName.Literal(level.Character)}, 1) = split_part(b.value, {Duck.SqlName.Literal(level.Character)}, 1)"),
        LevelKind.DayAndMonthSwapped => ("day and month swapped", OfDates(new LevelTest.DayAndMonthSwapped(), at), ComparisonCatalogue.DaySwapped),
        LevelKind.DateDigits => (
            Text($"digits {level.From + 1} to {level.From + level.Length} agree"),
            OfDates(new LevelTest.DateDigitsAgree(level.From!.Value, level.Length!.Value), at),
            Text($"a.value[{level.From + 1}:{level.From + level.Length}] = b.value[{level.From + 1}:{level.From + level.Length}]")),
        LevelKind.DaysApart => (
            Text($"at most {level.AtMost} days apart"),
            OfDates(new LevelTest.DaysApart(level.AtMost!.Value), at),
            Text($"abs(date_diff('day', try_strptime(a.value, '%Y%m%d'), try_strptime(b.value, '%Y%m%d'))) <= {level.AtMost}")),
        LevelKind.PlacesDiffer => (
            Text($"{level.Places} places differ"),
            new LevelTest.PlacesDiffer(level.Places!.Value),
            Text($"CASE WHEN strlen(a.value) = strlen(b.value) THEN hamming(a.value, b.value) = {level.Places} ELSE false END")),
        LevelKind.Sql => sql.Bind(level.Sql!, at) is var (test, definition) ? (level.Sql!, test, definition) : default,
        LevelKind.Function => (Text($"{level.Function} {level.AtLeast}"), new LevelTest.Function(level.Function!, FunctionOf(level, at), level.AtLeast!.Value), Text($"{new Duck.SqlName(level.Function!)}(a.value, b.value) >= {level.AtLeast:R}")),
        _ => ("other", null, null),
    };

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private static (string, LevelTest?, string?) OneCharacter(int longer) => (
        "one character differs",
        new LevelTest.OneCharacterDiffers(longer),
        longer == 0 ? "lnk_one_error(a.value, b.value)" : Text($"length(a.value) > {longer} AND length(b.value) > {longer} AND lnk_one_error(a.value, b.value)"));

    /// <summary>The two columns of a level that holds a value of one against a value of the other; their codes must be of one dictionary.</summary>
    private (string One, string Other) Paired(string at) => fields[0].Dictionary is { } shared && shared == fields[1].Dictionary
        ? (_columns[0], _columns[1])
        : throw new MatchingInputException("The level is for forename and surname.", at, "Use an SQL level, such as l.one = r.other.");

    private (string, LevelTest?, string?) SameStart(int cut, string at)
    {
        var field = fields[0];
        return field.Dictionary is null && field.SqlType == "VARCHAR"
            ? (Text($"same without the last {cut} characters"),
                new LevelTest.SameStart(field.Column, cut),
                Text($"nullif(left(l.{field.Column}, greatest(length(l.{field.Column}) - {cut}, 0)), '') = nullif(left(r.{field.Column}, greatest(length(r.{field.Column}) - {cut}, 0)), '')"))
            : throw new MatchingInputException(
                $"The level 'sameStart' is not for the field '{field.Field}'.", at, $"Use an SQL level, such as left(l.{field.Field}, 4) = left(r.{field.Field}, 4).");
    }

    private LevelTest OfDates(LevelTest test, string at) => fields is [{ Meaning: FieldMeaning.DateOfBirth }]
        ? test
        : throw new MatchingInputException("The level is for a date of birth.", at, "Name the field date_of_birth, or use an SQL level.");

    private Func<string, string, double> FunctionOf(LevelSettings level, string at) =>
        level.Call ?? settings.Functions.GetValueOrDefault(level.Function!)
        ?? throw new MatchingInputException($"The function '{level.Function}' is not known.", at, "Make it known with LinkSettings.WithFunction.");
}
