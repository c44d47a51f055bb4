using System.Globalization;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Normalise;

/// <summary>
/// Records that hold too little to be found by, after normalising: no usable number of the person, and no pair of fields of which one says who it is
/// and the other which of that name. A placeholder ("UNKNOWN", 01/01/1900, ZZ99) counts as nothing.
/// </summary>
public static class UnlinkableRecords
{
    /// <summary>The fields the test looks at.</summary>
    private static readonly FieldMeaning[] Evidence =
    [
        FieldMeaning.Forename, FieldMeaning.Surname, FieldMeaning.DateOfBirth, FieldMeaning.Uprn, FieldMeaning.Address, FieldMeaning.Postcode,
        FieldMeaning.Phone, FieldMeaning.Email, FieldMeaning.NationalInsuranceNumber, FieldMeaning.NhsNumber,
    ];

    /// <summary>Names the unlinkable records of a relation.</summary>
    /// <param name="session">The session that holds it.</param>
    /// <param name="input">The relation. Its record id may be of any type and is not held to be unique.</param>
    /// <param name="cancellationToken">Interrupts the statement.</param>
    /// <returns>Their record ids as text, in the order of the ids.</returns>
    public static IReadOnlyList<string> Of(DuckSession session, LinkInput input, CancellationToken cancellationToken)
    {
        RecordTable.CreateMacros(session, cancellationToken);
        var fields = RecordFields.Known.Where(f => Evidence.Contains(f.Meaning)).ToList();
        session.Execute(
            SqlStep.Load(typeof(UnlinkableRecords), "unlinkable_records").With(
                ("id", new SqlName(input.RecordIdColumn).ToString()),
                ("columns", RecordTable.NormalisedColumns(input, fields)),
                ("relation", input.Relation.ToString())).Text,
            cancellationToken);
        return session.Query("SELECT record_id FROM lnk_unlinkable", row => Convert.ToString(row.GetValue(0), CultureInfo.InvariantCulture) ?? string.Empty, cancellationToken);
    }
}
