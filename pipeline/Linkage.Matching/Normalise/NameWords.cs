namespace Linkage.Matching.Normalise;

/// <summary>Words that stand in names without being names.</summary>
internal static class NameWords
{
    /// <summary>Titles wherever they stand.</summary>
    internal static Words Titles { get; } = new("MR", "MRS", "MS", "MISS", "MX", "DR", "PROF", "REV", "REVD", "MSTR", "MESSRS", "ESQ", "JNR", "SNR");

    /// <summary>Titles only before a name.</summary>
    internal static Words LeadingTitles { get; } = new(
        "PROFESSOR", "REVEREND", "DOCTOR", "SIR", "DAME", "LADY", "LORD", "MASTER", "CLLR", "COUNCILLOR", "CAPT", "CAPTAIN", "SGT", "MME", "MLLE", "HON");

    /// <summary>Those of them that are kept where nothing else is left.</summary>
    internal static Words AlsoSurnames { get; } = new("DAME", "LORD", "MASTER");

    /// <summary>Only at the end of a name.</summary>
    internal static Words Suffixes { get; } = new("JR", "SR", "ESQUIRE", "MBE", "OBE", "CBE", "PHD");

    /// <summary>At the end of a name: its bearer has died.</summary>
    internal static Words Dead { get; } = new("DECEASED", "DECD");

    /// <summary>Before a name: its bearer has died. The name is still that person's.</summary>
    internal static Words Estate { get; } = new(
        "EXECUTORS", "EXECUTOR", "EXECUTRIX", "EXORS", "EXOR", "EXECS", "ESTATE", "LATE", "REPRESENTATIVES", "REPRESENTATIVE", "REPS", "ADMINISTRATORS", "ADMINISTRATOR");

    /// <summary>What stands with such a word.</summary>
    internal static Words WithEstate { get; } = new("THE", "OF", "FOR", "PERSONAL", "PER", "LEGAL", "PRS");

    /// <summary>Parts that belong to the surname behind them.</summary>
    internal static Words Particles { get; } = new(
        "DE", "DA", "DI", "DO", "DOS", "DEL", "DELLA", "VAN", "VON", "DER", "DEN", "LA", "LE", "EL", "AL", "BIN", "BINT", "BINTE", "IBN", "MAC", "MC", "O", "ST", "ABU",
        "TER", "TEN", "AP", "AB", "VERCH");

    /// <summary>What is written where there is no name.</summary>
    internal static Words NoName { get; } = new(
        "UNKNOWN", "NOTKNOWN", "NOT KNOWN", "UNK", "NK", "NA", "N A", "NONE", "NIL", "NULL", "NAN", "TBC", "TBA", "TO BE CONFIRMED", "TEST", "TESTER", "DUMMY", "MISSING",
        "REFUSED", "WITHHELD", "REDACTED", "ANON", "ANONYMOUS", "NONAME", "NO NAME", "NAME", "FORENAME", "SURNAME", "FIRST NAME", "LAST NAME", "NO FORENAME", "NO SURNAME",
        "NO FIRST NAME", "NO LAST NAME", "NAME UNKNOWN", "NAME NOT KNOWN", "FNU", "LNU", "NOT PROVIDED", "NOT GIVEN", "NOT STATED", "NOT SUPPLIED", "NOT RECORDED",
        "NOT DISCLOSED", "NOT APPLICABLE", "OCCUPIER", "RESIDENT", "OWNER", "TENANT", "LANDLORD", "HOUSEHOLDER", "THE OCCUPIER", "THE RESIDENT", "THE OWNER", "THE TENANT",
        "THE LANDLORD", "THE HOUSEHOLDER", "THE OCCUPIERS", "OCCUPIERS", "NEW OCCUPIER", "NEW RESIDENT", "NEW TENANT", "CURRENT OCCUPIER", "ACCOUNT HOLDER", "VOID", "VACANT",
        "EMPTY", "DECEASED", "EXECUTORS", "THE EXECUTORS", "EXORS", "THE EXORS", "EXECUTORS OF", "THE EXECUTORS OF", "EXORS OF", "PERSONAL REPRESENTATIVES", "THE ESTATE",
        "ESTATE OF", "THE ESTATE OF", "BABY", "BABY OF", "BABY BOY", "BABY GIRL", "INFANT", "UNBORN", "MALE", "FEMALE");
}
