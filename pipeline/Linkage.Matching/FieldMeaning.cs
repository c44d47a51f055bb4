namespace Linkage.Matching;

/// <summary>What a column means to the linker. The meaning decides how a value is normalised and compared.</summary>
public enum FieldMeaning
{
    /// <summary>Mr, Mrs and the like. Read and dropped: titles are no evidence.</summary>
    Title,

    /// <summary>Given name or names.</summary>
    Forename,

    /// <summary>Family name.</summary>
    Surname,

    /// <summary>Whole name in one column: "Mr John Smith", "SMITH, John" or "SMITH/JOHN MR".</summary>
    FullName,

    /// <summary>Date of birth, as DATE or as text in a usual format (day before month).</summary>
    DateOfBirth,

    /// <summary>Sex or gender as recorded.</summary>
    Sex,

    /// <summary>Unique Property Reference Number.</summary>
    Uprn,

    /// <summary>UPRN of the building or site that a property is part of: what the flats of one block share.</summary>
    ParentUprn,

    /// <summary>Unique Street Reference Number.</summary>
    Usrn,

    /// <summary>Address on one line.</summary>
    Address,

    /// <summary>United Kingdom postcode.</summary>
    Postcode,

    /// <summary>Telephone number.</summary>
    Phone,

    /// <summary>Email address.</summary>
    Email,

    /// <summary>National Insurance number.</summary>
    NationalInsuranceNumber,

    /// <summary>NHS number (ten digits, modulus 11).</summary>
    NhsNumber,

    /// <summary>Any other text, compared by Jaro-Winkler and by its parts. Needs a field name.</summary>
    Text,

    /// <summary>Text of a place that a household shares (street, suburb, town). Needs a field name.</summary>
    PlaceText,

    /// <summary>Any other code or number, compared whole and by one typing error. Needs a field name.</summary>
    Code,

    /// <summary>A code of a place that a household shares (house number, postal code of another country). Needs a field name.</summary>
    PlaceCode,

    /// <summary>Another identity number of a person (social security number, passport). Needs a field name.</summary>
    IdentityNumber,
}
