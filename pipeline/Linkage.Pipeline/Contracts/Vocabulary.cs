namespace Linkage.Pipeline.Contracts;

/// <summary>Logical types of a contract column.</summary>
public enum LogicalType
{
    /// <summary>Text (VARCHAR).</summary>
    String,

    /// <summary>64-bit integer (BIGINT).</summary>
    Integer,

    /// <summary>Decimal with two places (DECIMAL(18,2)).</summary>
    Number,

    /// <summary>Calendar date (DATE).</summary>
    Date,

    /// <summary>True or false; in text Y/N, yes/no, true/false, 1/0.</summary>
    Boolean,
}

/// <summary>What kind of data a column holds.</summary>
public enum Classification
{
    /// <summary>Identifies a person or property by itself or nearly so (name, date of birth, UPRN, NI number, record id).</summary>
    Identifier,

    /// <summary>A way to reach a person (address, phone, email).</summary>
    Contact,

    /// <summary>Identifies in combination (ward, age band, household type).</summary>
    QuasiIdentifier,

    /// <summary>Anything else about the person or case.</summary>
    Attribute,

    /// <summary>UK GDPR Article 9 data.</summary>
    SpecialCategory,

    /// <summary>Free text: never carried past landing.</summary>
    FreeText,
}

/// <summary>What a column means to the linker.</summary>
public enum Meaning
{
    /// <summary>Mr, Mrs and the like.</summary>
    Title,

    /// <summary>Given name or names.</summary>
    Forename,

    /// <summary>Family name.</summary>
    Surname,

    /// <summary>Whole name in one column, in any order.</summary>
    FullName,

    /// <summary>Date of birth.</summary>
    DateOfBirth,

    /// <summary>Sex or gender as recorded.</summary>
    Sex,

    /// <summary>Unique Property Reference Number.</summary>
    Uprn,

    /// <summary>Address on one line, or its first line.</summary>
    Address,

    /// <summary>Postcode.</summary>
    Postcode,

    /// <summary>Telephone number.</summary>
    Phone,

    /// <summary>Email address.</summary>
    Email,

    /// <summary>National Insurance number.</summary>
    NationalInsuranceNumber,

    /// <summary>NHS number.</summary>
    NhsNumber,
}
