using System.Globalization;

namespace Linkage.Matching.Normalise;

/// <summary>Which normalised columns the inputs of a run give.</summary>
public static class RecordFields
{
    /// <summary>The columns of fields whose meaning is known.</summary>
    internal static IReadOnlyList<RecordField> Known { get; } =
    [
        new("fn", "forename", FieldMeaning.Forename, "lnk_dict_name"),
        new("sn", "surname", FieldMeaning.Surname, "lnk_dict_name"),
        new("dob", "date_of_birth", FieldMeaning.DateOfBirth, null),
        new("sex", "sex", FieldMeaning.Sex, null),
        new("uprn", "uprn", FieldMeaning.Uprn, null),
        new("puprn", "parent_uprn", FieldMeaning.ParentUprn, null),
        new("usrn", "usrn", FieldMeaning.Usrn, null),
        new("adr", "address", FieldMeaning.Address, "lnk_dict_adr"),
        new("hn", "address_numbers", FieldMeaning.Address, null),
        new("pc", "postcode", FieldMeaning.Postcode, null),
        new("phone", "phone", FieldMeaning.Phone, null),
        new("email", "email", FieldMeaning.Email, "lnk_dict_email"),
        new("nino", "nino", FieldMeaning.NationalInsuranceNumber, null),
        new("nhs", "nhs_number", FieldMeaning.NhsNumber, null),
    ];

    /// <summary>The columns that at least one input feeds, known meanings first, then general fields in order of name.</summary>
    /// <exception cref="MatchingInputException">Two inputs give one general field different meanings.</exception>
    public static IReadOnlyList<RecordField> Of(IReadOnlyList<LinkInput> inputs)
    {
        var columns = inputs.SelectMany(i => i.Columns).ToList();
        var fields = Known.Where(f => columns.Any(f.TakesFrom)).ToList();
        var general = columns.Where(c => IsGeneral(c.Meaning)).GroupBy(c => c.Field ?? c.Name, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal);
        foreach (var (index, group) in general.Index())
        {
            var meanings = group.Select(c => c.Meaning).Distinct().ToList();
            if (meanings.Count > 1)
            {
                throw new MatchingInputException("The inputs give this field different meanings.", $"field '{group.Key}'", "Give the column the same meaning in every input.");
            }

            var column = string.Create(CultureInfo.InvariantCulture, $"g{index}");
            var isText = meanings[0] is FieldMeaning.Text or FieldMeaning.PlaceText;
            fields.Add(new RecordField(column, group.Key, meanings[0], isText ? $"lnk_dict_{column}" : null));
        }

        return fields;
    }

    /// <summary>True for meanings that need a field name.</summary>
    public static bool IsGeneral(FieldMeaning meaning) =>
        meaning is FieldMeaning.Text or FieldMeaning.PlaceText or FieldMeaning.Code or FieldMeaning.PlaceCode or FieldMeaning.IdentityNumber;
}
