using Linkage.Matching.Duck;

namespace Linkage.Matching.Normalise;

/// <summary>The linker's normal forms of a relation's columns, for callers that compare records by rules of their own.</summary>
public static class NormalForms
{
    /// <summary>Makes the macros the normal forms are written with.</summary>
    /// <param name="session">The session; the macros end with it.</param>
    /// <param name="cancellationToken">Interrupts the statement.</param>
    public static void Prepare(DuckSession session, CancellationToken cancellationToken) => RecordTable.CreateMacros(session, cancellationToken);

    /// <summary>A select list over the input's relation that begins with a comma. A value that is missing or a placeholder is NULL, and so is a form no column of the input feeds.</summary>
    /// <param name="input">The relation and the columns that may be looked at.</param>
    /// <param name="forms">
    /// Forms by name, which are the column names of the list: <c>fn</c> forename, <c>sn</c> surname, <c>dob</c> date of birth as eight digits, <c>sex</c>, <c>uprn</c>,
    /// <c>adr</c> address, <c>hn</c> the numbers in the address, <c>pc</c> postcode, <c>phone</c>, <c>email</c>, <c>nino</c>, <c>nhs</c>.
    /// </param>
    public static string SelectList(LinkInput input, params IReadOnlyList<string> forms) =>
        RecordTable.NormalisedColumns(input, [.. forms.Select(form => RecordFields.Known.Single(f => f.Column == form))]);
}
