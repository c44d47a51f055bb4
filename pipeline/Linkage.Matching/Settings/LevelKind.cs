namespace Linkage.Matching.Settings;

/// <summary>What a level of a comparison asks.</summary>
public enum LevelKind
{
    /// <summary>The field is the same; of several fields, each is.</summary>
    Exact,

    /// <summary>Of two fields: each is the same as the other record's other field, and the two differ.</summary>
    Swapped,

    /// <summary>Of two fields: one is the same as the other record's other field.</summary>
    Crosswise,

    /// <summary>Jaro-Winkler similarity <c>atLeast</c>, 0 to 1.</summary>
    JaroWinkler,

    /// <summary>Of two fields: the Jaro-Winkler similarity of each is <c>atLeast</c>, 0.7 to 1.</summary>
    BothJaroWinkler,

    /// <summary>Levenshtein distance <c>atMost</c>, in bytes of UTF-8.</summary>
    EditDistance,

    /// <summary>One character differs, is left out or put in, or two neighbours are swapped; both values have more characters than <c>longerThan</c>.</summary>
    OneCharacterDiffers,

    /// <summary>One value is a single character and begins the other.</summary>
    InitialAgrees,

    /// <summary>Values of several parts share one, and the better of FuzzySharp's token-sort and token-set ratio is <c>atLeast</c>, 0 to 100.</summary>
    PartsAgree,

    /// <summary>Values of several parts share two thirds of them.</summary>
    MostPartsShared,

    /// <summary>The values share <c>atLeast</c> different parts.</summary>
    PartsShared,

    /// <summary>The field without its last <c>cut</c> characters is the same. Not for names, addresses, email and text: use SQL there.</summary>
    SameStart,

    /// <summary>The values are the same up to a <c>character</c>.</summary>
    SameBefore,

    /// <summary>Dates whose day and month are swapped.</summary>
    DayAndMonthSwapped,

    /// <summary>Dates, as YYYYMMDD, that agree in <c>length</c> digits <c>from</c> a place that counts from 0.</summary>
    DateDigits,

    /// <summary>Dates that lie <c>atMost</c> so many days apart.</summary>
    DaysApart,

    /// <summary>Values of one length that differ in exactly so many <c>places</c>.</summary>
    PlacesDiffer,

    /// <summary>An SQL expression over <c>l.FIELD</c> and <c>r.FIELD</c>.</summary>
    Sql,

    /// <summary>A C# function of the two values gives <c>atLeast</c>.</summary>
    Function,

    /// <summary>Everything else: the last level, which may be left out.</summary>
    Else,
}
