using System.Globalization;
using System.Text.Json;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Normalise;

namespace Linkage.Matching.Settings;

/// <summary>Whether a comparison of the settings is complete: what its levels need is there, what they do not take is not, numbers are in range.</summary>
internal static class ComparisonCheck
{
    /// <summary>Members a level may have besides label and probabilities, by kind; all but longerThan must be there.</summary>
    private static readonly Dictionary<LevelKind, string[]> Members = new()
    {
        [LevelKind.JaroWinkler] = ["atLeast"],
        [LevelKind.BothJaroWinkler] = ["atLeast"],
        [LevelKind.EditDistance] = ["atMost"],
        [LevelKind.OneCharacterDiffers] = ["longerThan"],
        [LevelKind.PartsAgree] = ["atLeast"],
        [LevelKind.PartsShared] = ["atLeast"],
        [LevelKind.SameStart] = ["cut"],
        [LevelKind.SameBefore] = ["character"],
        [LevelKind.DateDigits] = ["from", "length"],
        [LevelKind.DaysApart] = ["atMost"],
        [LevelKind.PlacesDiffer] = ["places"],
        [LevelKind.Sql] = ["sql"],
        [LevelKind.Function] = ["function", "atLeast"],
    };

    /// <summary>Throws for the first thing that is wrong.</summary>
    internal static void Check(ComparisonSettings comparison, string where)
    {
        var needsField = comparison.Use is ReadyMade.Text or ReadyMade.PlaceText or ReadyMade.Code or ReadyMade.PlaceCode or ReadyMade.IdentityNumber;
        if (comparison.Name is { } name && string.IsNullOrWhiteSpace(name))
        {
            throw new MatchingInputException("name is empty.", where, "Name the comparison, or leave the name out.");
        }

        SettingsCheck.Seen("name", comparison.Name, where);
        foreach (var field in comparison.Fields ?? [])
        {
            SettingsCheck.Seen("fields", field, where);
        }

        if (comparison.HouseholdShare is { } share)
        {
            SettingsCheck.Range(where, "householdShare", share, 0, 1);
        }

        if (comparison.Use is { } use)
        {
            var word = JsonNamingPolicy.CamelCase.ConvertName(use.ToString());
            if (comparison.Levels is not null || comparison.PersonalLevels is not null)
            {
                throw new MatchingInputException($"The ready-made comparison '{word}' has its own levels.", where, "Leave out levels and personalLevels, or leave out use.");
            }

            if ((comparison.Fields?.Count ?? 0) != (needsField ? 1 : 0))
            {
                throw new MatchingInputException(
                    $"The ready-made comparison '{word}' takes {(needsField ? "one field" : "no fields: it knows its own")}.", where, needsField ? "Name it in fields." : "Leave fields out.");
            }

            return;
        }

        if (comparison.Fields is not { Count: > 0 } fields || fields.Any(string.IsNullOrWhiteSpace) || fields.Distinct(StringComparer.OrdinalIgnoreCase).Count() < fields.Count)
        {
            throw new MatchingInputException("The comparison names no fields, or one twice.", where, "Name a ready-made comparison in use, or its fields in fields.");
        }

        var levels = comparison.Levels ?? [];
        var count = levels.Count + (levels.Count > 0 && levels[^1].Test == LevelKind.Else ? 0 : 1);
        if (count < 2 || count > Comparison.MaxLevels)
        {
            throw new MatchingInputException(
                string.Create(CultureInfo.InvariantCulture, $"The comparison has {count} levels with the last, which is everything else."), where, string.Create(CultureInfo.InvariantCulture, $"Give it 2 to {Comparison.MaxLevels}."));
        }

        SettingsCheck.Range(where, "personalLevels", comparison.PersonalLevels ?? 0, 0, count - 1);
        foreach (var (index, level) in levels.Index())
        {
            Check(level, index == levels.Count - 1, fields.Count, string.Create(CultureInfo.InvariantCulture, $"{where}.levels[{index}]"));
        }

        CheckSum(levels, l => l.FixedM ?? l.M, "m", where);
        CheckSum(levels, l => l.FixedU ?? l.U, "u", where);
        var firstOfValues = levels.Index().FirstOrDefault(l => LevelBinder.IsOfValues(l.Item.Test), (-1, null!)).Index;
        if (firstOfValues >= 0 && !levels.Take(firstOfValues).Any(l => l.Test == LevelKind.Exact))
        {
            throw new MatchingInputException(
                $"The level '{Word(levels[firstOfValues].Test)}' is asked of values that differ, and no level before it is for those that are the same.", where, "Put a level 'exact' first.");
        }
    }

    private static void Check(LevelSettings level, bool isLast, int fields, string where)
    {
        var word = Word(level.Test);
        if (level.Test == LevelKind.Else && !isLast)
        {
            throw new MatchingInputException("The level 'else' holds for every pair.", where, "Put it last.");
        }

        if (level.Test is LevelKind.Swapped or LevelKind.Crosswise or LevelKind.BothJaroWinkler && fields != 2)
        {
            throw new MatchingInputException($"The level '{word}' is asked of two fields.", where, "Name two fields.");
        }

        if (level.Test is LevelKind.SameStart && fields != 1)
        {
            throw new MatchingInputException($"The level '{word}' is asked of one field.", where, "Name one field.");
        }

        var takes = Members.GetValueOrDefault(level.Test, []);
        foreach (var (member, given) in Given(level))
        {
            if (given && !takes.Contains(member))
            {
                throw new MatchingInputException($"The level '{word}' does not take {member}.", where, takes.Length == 0 ? "Leave it out." : $"It takes {string.Join(" and ", takes)}.");
            }

            if (!given && takes.Contains(member) && member != "longerThan")
            {
                throw new MatchingInputException($"The level '{word}' needs {member}.", where, $"Give {member}.");
            }
        }

        var (least, most) = level.Test switch
        {
            LevelKind.BothJaroWinkler => (.7, 1),
            LevelKind.JaroWinkler => (0, 1),
            LevelKind.PartsAgree => (0, 100),
            LevelKind.PartsShared => (1, 100),
            _ => (double.MinValue, double.MaxValue),
        };
        SettingsCheck.Range(where, "atLeast", level.AtLeast ?? most, least, most);
        SettingsCheck.Range(where, "atMost", level.AtMost ?? 1, 1, level.Test == LevelKind.DaysApart ? 40_000 : RecordTable.LongestValue);
        SettingsCheck.Range(where, "longerThan", level.LongerThan ?? 0, 0, RecordTable.LongestValue);
        SettingsCheck.Range(where, "cut", level.Cut ?? 1, 1, RecordTable.LongestValue);
        SettingsCheck.Range(where, "places", level.Places ?? 1, 1, RecordTable.LongestValue);
        SettingsCheck.Range(where, "from", level.From ?? 0, 0, 7);
        SettingsCheck.Range(where, "length", level.Length ?? 1, 1, 8 - (level.From ?? 0));
        if (level.Character is { } character && (character.Length != 1 || !char.IsAscii(character[0])))
        {
            throw new MatchingInputException("character is not one character of ASCII.", where, "Give one, such as @.");
        }

        if (level.Label is { } label && string.IsNullOrWhiteSpace(label))
        {
            throw new MatchingInputException("label is empty.", where, "Say what the level means, or leave it out.");
        }

        SettingsCheck.Seen("label", level.Label, where);
        SettingsCheck.Seen("function", level.Function, where);

        foreach (var (member, value) in new[] { ("m", level.M), ("u", level.U), ("fixedM", level.FixedM), ("fixedU", level.FixedU) })
        {
            if (value is { } p && !(p > 0 && p < 1))
            {
                throw new MatchingInputException(string.Create(CultureInfo.InvariantCulture, $"{member} is {p}."), where, "Give a probability above 0 and below 1.");
            }
        }
    }

    private static void CheckSum(IReadOnlyList<LevelSettings> levels, Func<LevelSettings, double?> of, string member, string where)
    {
        var sum = levels.Sum(l => of(l) ?? 0);
        if (sum > 1 + 1e-6)
        {
            throw new MatchingInputException(string.Create(CultureInfo.InvariantCulture, $"The {member} of the levels add up to {sum:G6}."), where, "Together they are at most 1.");
        }
    }

    private static string Word(LevelKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    private static IEnumerable<(string Member, bool Given)> Given(LevelSettings level) =>
    [
        ("atLeast", level.AtLeast is not null), ("atMost", level.AtMost is not null), ("longerThan", level.LongerThan is not null), ("cut", level.Cut is not null),
        ("character", level.Character is not null), ("from", level.From is not null), ("length", level.Length is not null), ("places", level.Places is not null),
        ("sql", !string.IsNullOrWhiteSpace(level.Sql)), ("function", !string.IsNullOrWhiteSpace(level.Function)),
    ];
}
