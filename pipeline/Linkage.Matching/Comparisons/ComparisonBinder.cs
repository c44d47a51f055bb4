using System.Globalization;
using Linkage.Matching.Duck;
using Linkage.Matching.Normalise;
using Linkage.Matching.Settings;

namespace Linkage.Matching.Comparisons;

/// <summary>The comparisons of a run: those of the settings bound to the fields there are, or the ready-made ones.</summary>
internal static class ComparisonBinder
{
    /// <summary>Binds the comparisons.</summary>
    /// <param name="session">Parses SQL levels.</param>
    /// <param name="fields">The fields of the run.</param>
    /// <param name="settings">The settings, checked.</param>
    /// <param name="cancellationToken">Interrupts the parser.</param>
    /// <exception cref="MatchingInputException">A comparison names a field or function that is not there, or its SQL cannot be used.</exception>
    internal static IReadOnlyList<Comparison> Bind(DuckSession session, IReadOnlyList<RecordField> fields, LinkSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Comparisons is not { } given)
        {
            return ComparisonCatalogue.For(fields);
        }

        if (given.Count > Comparison.MaxComparisons)
        {
            throw new MatchingInputException(
                string.Create(CultureInfo.InvariantCulture, $"There are {given.Count} comparisons."), "comparisons", string.Create(CultureInfo.InvariantCulture, $"Give at most {Comparison.MaxComparisons}."));
        }

        using var sql = new SqlLevels(session, fields, cancellationToken);
        List<Comparison> bound = [.. given.Select((c, i) => Bind(c, fields, settings, sql, string.Create(CultureInfo.InvariantCulture, $"comparisons[{i}]")))];
        var twice = bound.GroupBy(c => c.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
        {
            throw new MatchingInputException($"Two comparisons are called '{twice.Key}'.", "comparisons", "Give each a name of its own.");
        }

        foreach (var (index, comparison) in bound.Index())
        {
            if (comparison.Levels.GroupBy(l => l.Label, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } same)
            {
                throw new MatchingInputException(
                    $"Two levels are called '{same.Key}'.", string.Create(CultureInfo.InvariantCulture, $"comparisons[{index}].levels"), "A model knows levels by their labels: give each a label of its own.");
            }
        }

        return bound;
    }

    /// <summary>The field of a name, in any case.</summary>
    /// <exception cref="MatchingInputException">There is no such field.</exception>
    internal static RecordField FieldOf(IReadOnlyList<RecordField> fields, string name, string where) =>
        fields.FirstOrDefault(f => f.Field.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new MatchingInputException($"No input has the field '{name}'.", where, $"The fields are {string.Join(", ", fields.Select(f => f.Field))}.");

    private static Comparison Bind(ComparisonSettings given, IReadOnlyList<RecordField> fields, LinkSettings settings, SqlLevels sql, string where)
    {
        var comparison = given.Use is { } use ? Ready(use, given, fields, where) : Own(given, fields, settings, sql, where);
        return comparison with
        {
            Name = given.Name ?? comparison.Name,
            HouseholdShare = given.HouseholdShare ?? comparison.HouseholdShare,
            PersonalLevels = given.PersonalLevels ?? comparison.PersonalLevels,
            FrequencyColumn = given.TermFrequency switch
            {
                true => comparison.ExactColumn is { } exact && comparison.Levels[0].Test is LevelTest.Same ? exact
                    : throw new MatchingInputException("Term frequency is for one field whose first level is exact.", where, "Leave termFrequency out, or put a level 'exact' first."),
                false => null,
                null => comparison.FrequencyColumn,
            },
        };
    }

    private static Comparison Ready(ReadyMade use, ComparisonSettings given, IReadOnlyList<RecordField> fields, string where)
    {
        var has = fields.Select(f => f.Column).ToHashSet(StringComparer.Ordinal);
        var field = use switch
        {
            ReadyMade.Place => null,
            ReadyMade.Forename or ReadyMade.ForenameAndSurname => Known("forename"),
            ReadyMade.Surname => Known("surname"),
            ReadyMade.DateOfBirth => Known("date_of_birth"),
            ReadyMade.NationalInsuranceNumber => Known("nino"),
            ReadyMade.NhsNumber => Known("nhs_number"),
            _ when given.Fields is [var name] => Known(name),
            _ => Known(use.ToString().ToLowerInvariant()),
        };
        if (use == ReadyMade.ForenameAndSurname)
        {
            Known("surname");
        }

        if (use == ReadyMade.Place && !PlaceComparison.Columns.Any(has.Contains))
        {
            throw new MatchingInputException("No input has a UPRN, address, postcode or street.", where, "Leave the comparison out, or say which column is one.");
        }

        return use switch
        {
            ReadyMade.Forename => ComparisonCatalogue.Forename(has.Contains("sn")),
            ReadyMade.Surname => ComparisonCatalogue.Surname(has.Contains("fn")),
            ReadyMade.ForenameAndSurname => ComparisonCatalogue.ForenameAndSurname(),
            ReadyMade.DateOfBirth => ComparisonCatalogue.DateOfBirth(),
            ReadyMade.Postcode => ComparisonCatalogue.Postcode(),
            ReadyMade.Place => PlaceComparison.For(has),
            ReadyMade.Sex => ComparisonCatalogue.Sex(),
            ReadyMade.Email => ComparisonCatalogue.Email(),
            ReadyMade.Phone => ComparisonCatalogue.Number("phone", "phone", .4, .75),
            ReadyMade.NationalInsuranceNumber or ReadyMade.NhsNumber or ReadyMade.IdentityNumber => ComparisonCatalogue.Number(field!.Field, field.Column, 0, .95),
            ReadyMade.Text or ReadyMade.PlaceText => ComparisonCatalogue.Text(field!, use == ReadyMade.PlaceText ? 1 : 0),
            _ => ComparisonCatalogue.Code(field!, use == ReadyMade.PlaceCode ? 1 : 0),
        };

        RecordField Known(string name) => FieldOf(fields, name, where);
    }

    private static Comparison Own(ComparisonSettings given, IReadOnlyList<RecordField> all, LinkSettings settings, SqlLevels sql, string where)
    {
        List<RecordField> fields = [.. given.Fields!.Select(name => FieldOf(all, name, where))];
        string[] columns = [.. fields.Select(f => f.Column)];
        var binder = new LevelBinder(fields, settings, sql, where);
        var asked = given.Levels!;
        if (asked[^1].Test != LevelKind.Else)
        {
            asked = [.. asked, new LevelSettings { Test = LevelKind.Else }];
        }

        var levels = DefaultRates.Fill([.. asked.Select(binder.Bind)], asked);
        return new Comparison
        {
            Name = string.Join('_', fields.Select(f => f.Field)),
            MissingSql = "(" + string.Join(" AND ", columns.Select(c => $"(l.{c} IS NULL OR r.{c} IS NULL)")) + ")",
            Missing = columns.Length == 1 ? new MissingTest.Either(columns[0]) : new MissingTest.All(columns),
            Levels = levels,
            ValueColumn = string.Join(ValueTuples.Separator, columns),
            ExactColumn = columns.Length == 1 && levels[0].Test is LevelTest.Same ? columns[0] : null,
            HouseholdShare = fields.Average(f => HouseholdShare(f.Meaning)),
            PersonalLevels = fields.Exists(f => IsPersonal(f.Meaning)) ? levels.Count - 1 : 0,
            PresenceColumn = columns[0],
        };
    }

    /// <summary>As in the ready-made comparisons.</summary>
    private static double HouseholdShare(FieldMeaning meaning) => meaning switch
    {
        FieldMeaning.Forename => .01,
        FieldMeaning.Surname => .75,
        FieldMeaning.DateOfBirth => .015,
        FieldMeaning.Phone => .4,
        FieldMeaning.Email => .15,
        FieldMeaning.Uprn or FieldMeaning.ParentUprn or FieldMeaning.Usrn or FieldMeaning.Address or FieldMeaning.Postcode or FieldMeaning.PlaceText or FieldMeaning.PlaceCode => 1,
        _ => 0,
    };

    private static bool IsPersonal(FieldMeaning meaning) => meaning is
        FieldMeaning.Forename or FieldMeaning.DateOfBirth or FieldMeaning.Phone or FieldMeaning.Email or FieldMeaning.NationalInsuranceNumber or FieldMeaning.NhsNumber or FieldMeaning.IdentityNumber;
}
