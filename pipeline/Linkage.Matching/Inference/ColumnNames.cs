using System.Text.RegularExpressions;

namespace Linkage.Matching.Inference;

/// <summary>What column names usually mean.</summary>
internal static partial class ColumnNames
{
    private static readonly (Regex Pattern, FieldMeaning Meaning)[] Known =
    [
        (Exactly("title|salutation|name_prefix|prefix"), FieldMeaning.Title),
        (Exactly("fore_?names?|first_?names?|given_?names?|christian_?names?|fname|name_first|forename_?1"), FieldMeaning.Forename),
        (Exactly("sur_?names?|last_?names?|family_?names?|lname|name_last"), FieldMeaning.Surname),
        (Exactly("full_?name|name|person_?name|(customer|client|patient|tenant|resident|contact|liable|applicant|claimant|display)_?name"), FieldMeaning.FullName),
        (Exactly("dob|d_o_b|date_?of_?birth|birth_?date|date_?birth|(person|client|patient|member)_?(dob|date_of_birth)"), FieldMeaning.DateOfBirth),
        (Exactly("sex|gender|(sex|gender)_?code|(person|client|patient)_?(sex|gender)"), FieldMeaning.Sex),
        (Exactly("uprn|(property|address|llpg)_?uprn"), FieldMeaning.Uprn),
        (Exactly("parent_?uprn|uprn_?parent"), FieldMeaning.ParentUprn),
        (Exactly("usrn"), FieldMeaning.Usrn),
        (Exactly("post_?code|postal_?code|pcode|pc|zip|zip_?code"), FieldMeaning.Postcode),
        (Exactly("address|addr|full_?address|(property|home|postal|current)_?(address|addr)|address_?(line|text)"), FieldMeaning.Address),
        (Exactly("(tele|mobile|home|work|contact)?_?(phone|telephone|mobile)(_?(no|number|num))?|tel(_?(no|number))?|mob(_?no)?"), FieldMeaning.Phone),
        (Exactly("e_?mail(_?address)?|contact_?e_?mail"), FieldMeaning.Email),
        (Exactly("nino|ni_?(no|number)|national_?insurance(_?(no|number))?"), FieldMeaning.NationalInsuranceNumber),
        (Exactly("nhs(_?(no|number|num|id))?"), FieldMeaning.NhsNumber),
        (Exactly("soc_?sec(_?(id|no|number))?|ssn|social_?security(_?(no|number))?|passport(_?(no|number))?|driving_?licen[cs]e(_?(no|number))?|tax_?id|id_?card(_?(no|number))?"), FieldMeaning.IdentityNumber),
        (Exactly("suburb|city|town|locality|village|county|region|district|street|street_?name|(address|addr)_?(line_?)?[0-9]|line_?[0-9]|municipality"), FieldMeaning.PlaceText),
        (Exactly("state|province|country(_?code)?|street_?(no|number)|house_?(no|number)|flat(_?(no|number))?|ward(_?(code|name))?|lsoa(_?code)?|msoa(_?code)?"), FieldMeaning.PlaceCode),
    ];

    /// <summary>The name in lower case with single underscores.</summary>
    internal static string Plain(string name) => NotLetterOrDigit().Replace(name.Trim().ToLowerInvariant(), "_").Trim('_');

    /// <summary>What the name says, or null.</summary>
    internal static FieldMeaning? MeaningOf(string name)
    {
        var plain = Plain(name);
        foreach (var (pattern, meaning) in Known)
        {
            if (pattern.IsMatch(plain))
            {
                return meaning;
            }
        }

        return null;
    }

    /// <summary>True when the name says that the column numbers rows, records, entities or clusters.</summary>
    internal static bool IsRecordNumbering(string name) => RecordNumbering().IsMatch(Plain(name));

    /// <summary>True when the name can hardly be anything but the name of a field or of a record number: no value of a record reads so.</summary>
    internal static bool IsKnown(string name) => MeaningOf(name) is not null || RecordNumber().IsMatch(Plain(name));

    /// <summary>True when the name says that the column holds a part of an address: a street, a line, a number of a house.</summary>
    internal static bool IsPartOfAnAddress(string name) => PartOfAnAddress().IsMatch(Plain(name));

    private static Regex Exactly(string alternatives) => new($"^(?:{alternatives})$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    [GeneratedRegex("[^\\p{L}\\p{N}]+", RegexOptions.CultureInvariant)]
    private static partial Regex NotLetterOrDigit();

    [GeneratedRegex("^(?:(?:[a-z]{2,12}_){0,2}(?:id|uid|uuid|guid)|(?:row|record|rec|line|entity|cluster|unique)_?(?:ref|key|no|num|number|index)|cluster|entity|truth)$", RegexOptions.CultureInvariant)]
    private static partial Regex RecordNumber();

    [GeneratedRegex("^(?:.*_)?(?:street|address|addr|line)(?:_.*|[0-9]*)$|^(?:house|flat)_?(?:no|number|name)?$", RegexOptions.CultureInvariant)]
    private static partial Regex PartOfAnAddress();

    [GeneratedRegex("^(?:id|uid|uuid|guid|ref|key|index|idx|row|line|record|seq|cluster|label|entity|truth|group|.*_(?:id|uid|uuid|guid|ref|key|cluster|label|index)|(?:row|record|line|entity|cluster|unique)_.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex RecordNumbering();
}
