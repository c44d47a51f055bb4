namespace Linkage.Matching.Settings;

/// <summary>The ready-made comparisons.</summary>
public enum ReadyMade
{
    /// <summary>Forename: exact, swapped with the surname, Jaro-Winkler .92, .88 and .7, initial, several parts, found as the other's surname.</summary>
    Forename,

    /// <summary>Surname: exact, Jaro-Winkler .92, .88 and .7, several parts. Says nothing where forename and surname are swapped.</summary>
    Surname,

    /// <summary>Both names in one comparison: both exact, swapped, both alike, several parts in any order, only one of them. Instead of <see cref="Forename"/> and <see cref="Surname"/>.</summary>
    ForenameAndSurname,

    /// <summary>Date of birth: exact, day and month swapped, one digit, month and day, two digits, year.</summary>
    DateOfBirth,

    /// <summary>Postcode by itself: whole, sector, district. Instead of <see cref="Place"/>.</summary>
    Postcode,

    /// <summary>UPRN, parent UPRN, address, postcode and street as one piece of evidence, of those the inputs give.</summary>
    Place,

    /// <summary>Sex: same or not.</summary>
    Sex,

    /// <summary>Email address: exact, the same name before the @, Jaro-Winkler .92.</summary>
    Email,

    /// <summary>Telephone number: exact, one digit.</summary>
    Phone,

    /// <summary>National Insurance number (checked): exact, one character.</summary>
    NationalInsuranceNumber,

    /// <summary>NHS number (checked): exact, one digit.</summary>
    NhsNumber,

    /// <summary>Text of a person: exact, Jaro-Winkler .92, .88 and .7, most parts. Needs its field.</summary>
    Text,

    /// <summary>Text of a place, which a household shares. Needs its field.</summary>
    PlaceText,

    /// <summary>A code: exact, one character. Needs its field.</summary>
    Code,

    /// <summary>A code of a place, which a household shares. Needs its field.</summary>
    PlaceCode,

    /// <summary>Another identity number of a person: exact, one character. Needs its field.</summary>
    IdentityNumber,
}
