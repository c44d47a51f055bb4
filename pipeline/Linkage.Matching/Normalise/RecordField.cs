using Linkage.Matching.Duck;

namespace Linkage.Matching.Normalise;

/// <summary>One normalised column of the record table.</summary>
/// <param name="Column">Column name in the record table.</param>
/// <param name="Field">The field's name for people and level columns.</param>
/// <param name="Meaning">What it holds.</param>
/// <param name="Dictionary">Dictionary table (code, value) when the record table holds codes instead of values, else null.</param>
public sealed record RecordField(string Column, string Field, FieldMeaning Meaning, string? Dictionary)
{
    /// <summary>SQL that normalises a raw column of this field's meaning.</summary>
    internal string Normalise(FieldMeaning rawMeaning, SqlName raw) => (Column, rawMeaning) switch
    {
        ("fn", FieldMeaning.FullName) => $"lnk_full_forename({raw})",
        ("sn", FieldMeaning.FullName) => $"lnk_full_surname({raw})",
        ("fn" or "sn", _) => $"lnk_name({raw})",
        ("hn", _) => $"lnk_address_numbers(lnk_address({raw}))",
        (_, FieldMeaning.DateOfBirth) => $"lnk_date({raw})",
        (_, FieldMeaning.Sex) => $"lnk_sex({raw})",
        (_, FieldMeaning.Uprn or FieldMeaning.ParentUprn or FieldMeaning.Usrn) => $"lnk_uprn({raw})",
        (_, FieldMeaning.Address) => $"lnk_address({raw})",
        (_, FieldMeaning.Postcode) => $"lnk_postcode({raw})",
        (_, FieldMeaning.Phone) => $"lnk_phone({raw})",
        (_, FieldMeaning.Email) => $"lnk_email({raw})",
        (_, FieldMeaning.NationalInsuranceNumber) => $"lnk_nino({raw})",
        (_, FieldMeaning.NhsNumber) => $"lnk_nhs({raw})",
        (_, FieldMeaning.Text or FieldMeaning.PlaceText) => $"lnk_generic({raw})",
        _ => $"lnk_code({raw})",
    };

    /// <summary>SQL type of the column before codes are given.</summary>
    internal string SqlType => Meaning is FieldMeaning.Uprn or FieldMeaning.ParentUprn or FieldMeaning.Usrn ? "BIGINT" : "VARCHAR";

    /// <summary>True when a raw column of the given meaning and name feeds this field.</summary>
    internal bool TakesFrom(LinkColumn column) => Column switch
    {
        "fn" => column.Meaning is FieldMeaning.Forename or FieldMeaning.FullName,
        "sn" => column.Meaning is FieldMeaning.Surname or FieldMeaning.FullName,
        "hn" => column.Meaning == FieldMeaning.Address,
        _ when RecordFields.IsGeneral(Meaning) => RecordFields.IsGeneral(column.Meaning) && (column.Field ?? column.Name) == Field,
        _ => column.Meaning == Meaning,
    };
}
