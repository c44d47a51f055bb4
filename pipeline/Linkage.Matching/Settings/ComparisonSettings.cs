namespace Linkage.Matching.Settings;

/// <summary>
/// How a field, or several together, is compared: a ready-made comparison by name, or levels of one's own, best first. A pair has the first level that
/// holds; where a field is missing in one of the records (of several fields: where none is there in both) it has none, which is no evidence. Made with
/// <see cref="Settings.Compare"/>.
/// </summary>
public sealed partial record ComparisonSettings
{
    /// <summary>A ready-made comparison, or null for levels of one's own.</summary>
    public ReadyMade? Use { get; init; }

    /// <summary>Its name, unique, which names the column <c>level_NAME</c> of the links; null takes that of its fields.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// The fields: forename, surname, date_of_birth, sex, uprn, parent_uprn, usrn, address, address_numbers, postcode, phone, email, nino, nhs_number, or the name of a
    /// general field. A ready-made comparison of a general field has one, the others none. Tests of values are asked of several fields' values joined by a space.
    /// </summary>
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary>Whether exact agreement on a rare value counts more than on a common one. Needs one field whose first level is exact. Null: as the ready-made comparison does, else not.</summary>
    public bool? TermFrequency { get; init; }

    /// <summary>How far two people of one household agree like one person does, 0 (NHS number) to 1 (address); null takes what is usual for the field.</summary>
    public double? HouseholdShare { get; init; }

    /// <summary>
    /// So many levels, the best, are agreement about the person and not the place: with a comparison of places a link needs one such agreement. Null takes what is
    /// usual for the field.
    /// </summary>
    public int? PersonalLevels { get; init; }

    /// <summary>The levels, best first, at most 14 with the last, which is everything else and may be left out. Null for a ready-made comparison.</summary>
    public IReadOnlyList<LevelSettings>? Levels { get; init; }
}
