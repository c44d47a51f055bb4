using Linkage.Matching.Duck;

namespace Linkage.Matching.Normalise;

/// <summary>The functions <c>lnk_form_*</c> that the normalising macros are written with, and <c>lnk_same_family</c>.</summary>
internal static class NormalFunctions
{
    private static readonly (string Name, TextForm Form)[] Forms =
    [
        ("text", FoldedText.Parted),
        ("code", FoldedText.Compact),
        ("generic", NumberForm.Generic),
        ("name", NameForm.Name),
        ("full_forename", NameForm.FullForename),
        ("full_surname", NameForm.FullSurname),
        ("date", DateForm.Date),
        ("sex", NumberForm.Sex),
        ("uprn", NumberForm.Uprn),
        ("address", PlaceForm.Address),
        ("address_numbers", PlaceForm.AddressNumbers),
        ("postcode", PlaceForm.Postcode),
        ("phone", NumberForm.Phone),
        ("email", NumberForm.Email),
        ("nino", NumberForm.NationalInsuranceNumber),
        ("nhs", NumberForm.NhsNumber),
        ("sound", SoundForm.Sound),
    ];

    /// <summary>Makes them known to a session.</summary>
    internal static void Define(DuckSession session)
    {
        foreach (var (name, form) in Forms)
        {
            TextFunction.Define(session, $"lnk_form_{name}", form);
        }

        NameFamilies.Define(session);
    }
}
