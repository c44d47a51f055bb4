namespace Linkage.Matching.Normalise;

/// <summary>Words that stand in names without being names.</summary>
internal static class NameWords
{
    private static readonly Words Known = new(
        (NameWord.Title, "MR MRS MS MISS MX DR PROF REV REVD MSTR MESSRS ESQ JNR SNR"),
        (NameWord.LeadingTitle, "PROFESSOR REVEREND DOCTOR SIR DAME LADY LORD MASTER CLLR COUNCILLOR CAPT CAPTAIN SGT MME MLLE HON"),
        (NameWord.AlsoSurname, "DAME LORD MASTER"),
        (NameWord.Suffix, "JR SR ESQUIRE MBE OBE CBE PHD"),
        (NameWord.Dead, "DECEASED DECD"),
        (NameWord.Estate, "EXECUTORS EXECUTOR EXECUTRIX EXORS EXOR EXECS ESTATE LATE REPRESENTATIVES REPRESENTATIVE REPS ADMINISTRATORS ADMINISTRATOR"),
        (NameWord.WithEstate, "THE OF FOR PERSONAL PER LEGAL PRS"),
        (NameWord.Particle, "DE DA DI DO DOS DEL DELLA VAN VON DER DEN LA LE EL AL BIN BINT BINTE IBN MAC MC O ST ABU TER TEN AP AB VERCH"),
        (NameWord.And, "AND"));

    /// <summary>What a word says.</summary>
    internal static NameWord Of(ReadOnlySpan<byte> word) => (NameWord)Known.KindsOf(word);

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
