namespace Linkage.Synthetic;

/// <summary>Ways in which a record differs from the person it is about. The rates for each source are in SOURCES.md.</summary>
public enum Variation
{
    /// <summary>A nickname or short form instead of the forename.</summary>
    Nickname,

    /// <summary>Another spelling of the same name (Muhammad, Mohammed; Abdi, Cabdi).</summary>
    Transliteration,

    /// <summary>A surname borne before marriage.</summary>
    FormerSurname,

    /// <summary>A Western or English name used beside the given one.</summary>
    WesternAlias,

    /// <summary>The family name taken for the forename because it is said first.</summary>
    FamilyNameFirst,

    /// <summary>The second name is recorded too, or its initial.</summary>
    MiddleNameRecorded,

    /// <summary>The person is recorded under the second name.</summary>
    KnownBySecondName,

    /// <summary>One half of a double-barrelled name, or the prefix (al-, O', ap) dropped.</summary>
    PartOfSurname,

    /// <summary>Accents lost.</summary>
    DiacriticsLost,

    /// <summary>UTF-8 bytes read as Windows-1252.</summary>
    Mojibake,

    /// <summary>A slip of the keyboard in a name.</summary>
    Typo,

    /// <summary>A character misread by a scanner.</summary>
    OpticalMisreading,

    /// <summary>A name spelt as it was heard.</summary>
    Phonetic,

    /// <summary>Forename and surname in each other's field.</summary>
    SwappedNames,

    /// <summary>Mr or Mrs inside the forename field.</summary>
    TitleInName,

    /// <summary>No forename.</summary>
    BlankForename,

    /// <summary>Day and month of birth in each other's place.</summary>
    DayMonthSwapped,

    /// <summary>Year of birth known, the day given as 1 January.</summary>
    FirstOfJanuary,

    /// <summary>One digit of the date of birth wrong.</summary>
    DateTypo,

    /// <summary>No date of birth.</summary>
    MissingDate,

    /// <summary>No UPRN.</summary>
    MissingUprn,

    /// <summary>The UPRN of the civic centre or of nothing, shared by many records.</summary>
    DummyUprn,

    /// <summary>The UPRN of the building instead of the flat.</summary>
    ParentUprn,

    /// <summary>The address before the last move.</summary>
    OldAddress,

    /// <summary>Another spelling of the address.</summary>
    AddressAlias,

    /// <summary>Postcode without its space, in lower case or with stray spaces.</summary>
    PostcodeFormat,

    /// <summary>One character of the postcode wrong.</summary>
    PostcodeTypo,

    /// <summary>No postcode.</summary>
    MissingPostcode,

    /// <summary>National Insurance or NHS number missing.</summary>
    MissingNumber,

    /// <summary>One digit of the National Insurance or NHS number wrong.</summary>
    NumberTypo,

    /// <summary>A second record of the same person under another record id.</summary>
    DuplicateRecord,

    /// <summary>A date that is none. Breaks the contract.</summary>
    BadDate,

    /// <summary>No record id. Breaks the contract.</summary>
    BlankRecordId,

    /// <summary>The same record id twice. Breaks the contract.</summary>
    RepeatedRecordId,
}
