namespace Linkage.Jobs.Explaining;

/// <summary>Why a row does not go on, in plain English. The codes are those of the stages; the runbook says what to do about each.</summary>
internal static class RowReasons
{
    private static readonly Dictionary<string, string> Meanings = new(StringComparer.Ordinal)
    {
        ["RAGGED_ROW"] = "the record has more or fewer fields than the header",
        ["BAD_QUOTE"] = "a quoted field does not end",
        ["NOT_A_DATE"] = "a value is no date in the contract's format",
        ["NOT_AN_INTEGER"] = "a value is no whole number",
        ["NOT_A_NUMBER"] = "a value is no number",
        ["NOT_A_BOOLEAN"] = "a value is neither yes nor no",
        ["NOT_NULL"] = "a value that the contract demands is blank",
        ["DUPLICATE_KEY"] = "a value that the contract wants once is there twice",
        ["OUT_OF_RANGE"] = "a value lies outside the contract's bounds",
        ["PATTERN"] = "a value does not have the contract's form",
        ["NOT_IN_LIST"] = "a value is none of the contract's list",
        ["TOO_MANY_NULLS"] = "more blanks in a column than the contract expects",
        ["CONTROL_CHARACTER"] = "control characters were read as blanks",
        ["DELIVERY_CHANGED"] = "measures in which the delivery differs from the one before it by more than its limits",
        ["NO_ROWS"] = "the file holds a header and no rows",
        ["BLANK_RECORD_ID"] = "the record has no id of its own",
        ["DUPLICATE_RECORD_ID"] = "the second record of one id",
        ["NOT_IN_SPINE"] = "the record got no person",
        ["OPTED_OUT"] = "the person objected to it",
        ["UNSAFE_TO_CONTACT"] = "the person, or someone in the household, is marked unsafe to contact or has a protected address",
        ["UNDER_AGE"] = "the person is younger than the rule allows",
        ["NO_CONTACT_DETAILS"] = "no permitted source has all that is needed to reach the person",
        ["BELOW_K"] = "too few people share these details",
        ["CELL_SUPPRESSED"] = "the row lies in a cell of a table, of this release or an earlier one, that is not shown, and counting rows would tell its number",
        ["HOMOGENEOUS_GROUP"] = "everyone who shares these details has the same value, which would tell it of each of them",
        ["NO_PERSON_KEY"] = "the query gave a row without a person",
        ["DUPLICATE_PERSON"] = "the query gave a second row of one person",
        ["DIFFERENCE_SUPPRESSED"] = "too few people are new beside an earlier release, and whoever has both would pick them out",
        ["FEW_PEOPLE_LEFT"] = "people whom an earlier release had and this one has not, too few to hide among each other",
        ["GENERALISED"] = "a column with a ladder is coarser than the query gave it, so that fewer people are left out",
        ["DATES_COARSENED"] = "a date is coarser than the query gave it, as the rule wants of rows without names",
        ["HIDDEN_FOR_EARLIER_RELEASES"] = "counts that are not shown because earlier releases beside them would tell a small number",
        ["EARLIER_RELEASES_NOT_TESTED"] = "the oldest releases of the same datasets, too many to be tested against",
        ["EMPTY_CELLS_ADDED"] = "cells of nobody that the query has no row for, added so that a missing row tells nothing",
        ["SUMS_OF_HIDDEN_COUNTS"] = "sums that are not shown because the number of people in their cell is not",
        ["SUMS_OF_FEW"] = "sums that are not shown because too few people add to them",
        ["SUMS_DOMINATED"] = "sums that are not shown because a few people add most of them, so that they would tell nearly what those have",
        ["SUMS_HIDDEN_FOR_EARLIER_RELEASES"] = "sums that are not shown because earlier releases beside them would tell what a few people have, or how it changed",
        ["SUPPRESSED_CELLS"] = "counts that are not shown, so that no small number can be worked out",
    };

    /// <summary>What a code means; a code this version does not know says so.</summary>
    public static string Meaning(string code) => Meanings.TryGetValue(code, out var meaning) ? meaning : "a reason this version has no words for";
}
